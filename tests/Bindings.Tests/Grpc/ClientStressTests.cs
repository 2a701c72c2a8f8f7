using Grpc.Core;
using Grpc.Net.Client;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>Calls of every kind and size at once, many of them cancelled: pooled memory must never carry one call's bytes into another.</summary>
public sealed class ClientStressTests
{
    [Fact]
    public async Task Calls_CancelledAtRandom_NeverMixTheirBytes()
    {
        await using RawServer server = await RawServer.StartAsync(Echo.HandleAsync);
        using var channel = GrpcChannel.ForAddress(server.Address);
        int[] answered = await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(() => WorkAsync(channel, worker))))
            .WaitAsync(TimeSpan.FromSeconds(60));
        Assert.All(answered, count => Assert.InRange(count, 10, 60));
        Assert.Equal("still fine", await channel.CallAsync("still fine"));
    }

    private static async Task<int> WorkAsync(GrpcChannel channel, int worker)
    {
        var random = new Random(worker);
        int answered = 0;
        for (int i = 0; i < 60; i++)
        {
            using var cancel = new CancellationTokenSource();
            if (random.Next(3) == 0) cancel.CancelAfter(random.Next(30));
            string message = new((char)('a' + worker), random.Next(1 << random.Next(1, 20)));
            try
            {
                string answer = random.Next(2) == 0
                    ? await channel.CallAsync(message, new CallOptions(cancellationToken: cancel.Token))
                    : await PingAsync(channel, message, cancel.Token);
                Assert.Equal(message, answer);
                answered++;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && cancel.IsCancellationRequested)
            {
            }
        }

        return answered;
    }

    private static async Task<string> PingAsync(GrpcChannel channel, string message, CancellationToken token)
    {
        using AsyncDuplexStreamingCall<string, string> call = channel.StreamBoth(new CallOptions(cancellationToken: token));
        await call.RequestStream.WriteAsync(message, token);
        Assert.True(await call.ResponseStream.MoveNext(token));
        return call.ResponseStream.Current;
    }
}
