using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.Client;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>What a long-lived channel or token must not hold on to.</summary>
public sealed class ClientLeakTests
{
    [Fact]
    public async Task Calls_ThatEnded_AreNotKeptByTheirChannelOrToken()
    {
        await using RawServer server = await RawServer.StartAsync(Echo.HandleAsync);
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var longLived = new CancellationTokenSource();

        List<WeakReference> calls = await MakeCallsAsync(channel, longLived.Token);

        for (int i = 0; i < 50 && calls.Any(call => call.IsAlive); i++)
        {
            await Task.Delay(20);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.InRange(calls.Count(call => call.IsAlive), 0, 1);       // a pooled state machine may hold the last one
    }

    [Fact]
    public async Task Call_DisposedAndNeverAwaited_LeavesNoUnobservedException()
    {
        List<Exception> unobserved = [];
        void Note(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            if (e.Exception.InnerException is RpcException { Status.Detail: "gRPC call disposed." } found) lock (unobserved) unobserved.Add(found);
        }

        TaskScheduler.UnobservedTaskException += Note;
        await using (RawServer server = await RawServer.StartAsync(http => Task.Delay(Timeout.Infinite, http.RequestAborted)))
        {
            using var channel = GrpcChannel.ForAddress(server.Address);
            StartAndDispose(channel);
            await Task.Delay(100);
        }

        for (int i = 0; i < 5; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        TaskScheduler.UnobservedTaskException -= Note;
        Assert.Empty(unobserved);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StartAndDispose(GrpcChannel channel)
    {
        for (int i = 0; i < 10; i++)
        {
            channel.Call("x").Dispose();
            channel.StreamUp().Dispose();
            channel.StreamBoth().Dispose();
            channel.StreamDown("x").Dispose();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<List<WeakReference>> MakeCallsAsync(GrpcChannel channel, CancellationToken token)
    {
        List<WeakReference> calls = [];
        CallOptions options = new(cancellationToken: token, deadline: DateTime.UtcNow.AddHours(1));
        for (int i = 0; i < 50; i++)
        {
            using AsyncUnaryCall<string> unary = channel.Call("x", options);
            await unary.ResponseAsync.WaitAsync(Echo.Timeout, CancellationToken.None);
            calls.Add(new(unary));
            using AsyncServerStreamingCall<string> stream = channel.StreamDown("abc", options);
            await stream.ResponseStream.AllAsync();
            calls.Add(new(stream));
        }

        return calls;
    }
}
