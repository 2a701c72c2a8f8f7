using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Http;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>Servers that leave and come back, and what the channel says about it.</summary>
public sealed class ClientReconnectTests
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Server_BackOnItsPort_IsFoundAgain()
    {
        RawServer first = await RawServer.StartAsync(Echo.HandleAsync);
        using GrpcChannel channel = Open(first.Port);
        Assert.Equal("one", await channel.CallAsync("one"));
        await first.DisposeAsync();
        await UntilAsync(() => channel.State != ConnectivityState.Ready);
        Assert.Equal(StatusCode.Unavailable, (await channel.CallAsync("x").StatusOf()).StatusCode);

        await using RawServer second = await RawServer.StartAsync(Echo.HandleAsync, first.Port);
        long back = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(channel)) Assert.True(Stopwatch.GetElapsedTime(back) < TimeSpan.FromSeconds(2));
        Assert.Equal(ConnectivityState.Ready, channel.State);
    }

    [Fact]
    public async Task WaitForReady_UntilTheServerComes_IsAnsweredThen()
    {
        int port = ClientFaultTests.FreePort();
        using GrpcChannel channel = Open(port);
        Task<string> call = channel.CallAsync("patient", new CallOptions().WithWaitForReady());
        Task<string> impatient = channel.CallAsync("x", new CallOptions(deadline: DateTime.UtcNow.AddMilliseconds(300)).WithWaitForReady());
        Assert.Equal(StatusCode.DeadlineExceeded, (await impatient.StatusOf()).StatusCode);
        Assert.False(call.IsCompleted);

        await using RawServer server = await RawServer.StartAsync(Echo.HandleAsync, port);
        Assert.Equal("patient", await call.WaitAsync(Echo.Timeout));
    }

    [Fact]
    public async Task WaitForReady_OfAStream_KeepsWhatWasWritten()
    {
        int port = ClientFaultTests.FreePort();
        using GrpcChannel channel = Open(port);
        using AsyncClientStreamingCall<string, string> call = channel.StreamUp(new CallOptions().WithWaitForReady());
        Task write = call.RequestStream.WriteAsync("early ");
        await Task.Delay(300);
        Assert.False(write.IsCompleted);

        await using RawServer server = await RawServer.StartAsync(Echo.HandleAsync, port);
        await write.WaitAsync(Echo.Timeout);
        await call.RequestStream.WriteAsync("late").WaitAsync(Echo.Timeout);
        await call.RequestStream.CompleteAsync();
        Assert.Equal("early late", await call.ResponseAsync.WaitAsync(Echo.Timeout));
    }

    [Fact]
    public async Task WaitForReady_OverAHandlerOfTheCallers_WaitsToo()
    {
        int port = ClientFaultTests.FreePort();
        using var client = new HttpClient(new SocketsHttpHandler());
        using var channel = GrpcChannel.ForAddress(
            $"http://127.0.0.1:{port}", new GrpcChannelOptions { HttpClient = client, InitialReconnectBackoff = s_pause });
        Task<string> call = channel.CallAsync("patient", new CallOptions().WithWaitForReady());
        await Task.Delay(200);
        await using RawServer server = await RawServer.StartAsync(Echo.HandleAsync, port);
        Assert.Equal("patient", await call.WaitAsync(Echo.Timeout));
    }

    [Fact]
    public async Task Backoff_AfterAFailure_SparesTheServerAttempts()
    {
        int port = ClientFaultTests.FreePort();
        using var channel = GrpcChannel.ForAddress(
            $"http://127.0.0.1:{port}", new GrpcChannelOptions { InitialReconnectBackoff = TimeSpan.FromMinutes(1) });
        await channel.CallAsync("x").StatusOf();
        Assert.Equal(ConnectivityState.TransientFailure, channel.State);
        await using RawServer server = await RawServer.StartAsync(Echo.HandleAsync, port);
        Status status = await channel.CallAsync("x").StatusOf();
        Assert.Equal(StatusCode.Unavailable, status.StatusCode);
        Assert.Contains("No attempt", status.Detail);
    }

    [Fact]
    public async Task State_FromConnectToDisposal_IsTold()
    {
        int port = ClientFaultTests.FreePort();
        GrpcChannel channel = Open(port);
        Assert.Equal(ConnectivityState.Idle, channel.State);
        Task connecting = channel.ConnectAsync();
        await UntilAsync(() => channel.State == ConnectivityState.TransientFailure);

        await using (RawServer server = await RawServer.StartAsync(Echo.HandleAsync, port))
        {
            await connecting.WaitAsync(Echo.Timeout);
            Assert.Equal(ConnectivityState.Ready, channel.State);
            Assert.Equal("x", await channel.CallAsync("x"));
        }

        await channel.WaitForStateChangedAsync(ConnectivityState.Ready).WaitAsync(Echo.Timeout);
        Assert.NotEqual(ConnectivityState.Ready, channel.State);
        ConnectivityState last = channel.State;
        Task changed = channel.WaitForStateChangedAsync(last);
        channel.Dispose();
        await changed.WaitAsync(Echo.Timeout);
        Assert.Equal(ConnectivityState.Shutdown, channel.State);
    }

    [Fact]
    public async Task Connect_WhenCancelled_Stops()
    {
        using GrpcChannel channel = Open(ClientFaultTests.FreePort());
        using var cancel = new CancellationTokenSource(200);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => channel.ConnectAsync(cancel.Token).WaitAsync(Echo.Timeout));
    }

    [Fact]
    public void State_OfAChannelThatDoesNotConnectItself_IsRefused()
    {
        using var client = new HttpClient();
        using var channel = GrpcChannel.ForAddress("http://127.0.0.1:1", new GrpcChannelOptions { HttpClient = client });
        Assert.Throws<InvalidOperationException>(() => channel.State);
    }

    [Fact]
    public async Task KeepAlive_WithoutAnAnswer_EndsTheCall()
    {
        await using RawServer server = await RawServer.StartAsync(async http =>
        {
            await http.WriteAsync("one");
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        using var proxy = new CuttingProxy(server.Port);
        using var channel = GrpcChannel.ForAddress(proxy.Address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { KeepAlivePingDelay = TimeSpan.FromSeconds(1), KeepAlivePingTimeout = TimeSpan.FromSeconds(1) },
            DisposeHttpClient = true,
        });
        using AsyncServerStreamingCall<string> call = channel.StreamDown("x");
        Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(Echo.Timeout));
        Task<bool> read = call.ResponseStream.MoveNext(default);
        proxy.Freeze();
        Status status = await read.StatusOf();
        Assert.True(status.StatusCode == StatusCode.Unavailable, $"{status} {status.DebugException}");
    }

    private static GrpcChannel Open(int port) => GrpcChannel.ForAddress(
        $"http://127.0.0.1:{port}", new GrpcChannelOptions { InitialReconnectBackoff = s_pause, MaxReconnectBackoff = s_pause });

    private static async Task<bool> AnswersAsync(GrpcChannel channel)
    {
        try
        {
            return await channel.CallAsync("two") == "two";
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
        {
            await Task.Delay(20);
            return false;
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Echo.Timeout);
            await Task.Delay(5);
        }
    }
}
