using Grpc.Core;
using Grpc.Net.Client;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>Back-pressure: a peer that does not read stops the one that writes, and memory stays bounded.</summary>
public sealed class ClientFlowTests
{
    private static readonly string s_megabyte = new('x', 1 << 20);

    [Fact]
    public async Task Writer_ToAServerThatDoesNotRead_Waits()
    {
        var read = new TaskCompletionSource();
        await using RawServer server = await RawServer.StartAsync(async http =>
        {
            await read.Task.WaitAsync(Echo.Timeout);
            await Echo.HandleAsync(http);
        });
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        using AsyncClientStreamingCall<string, string> call = channel.StreamUp();
        int written = 0;
        Task writer = Task.Run(async () =>
        {
            for (; written < 50; written++) await call.RequestStream.WriteAsync(s_megabyte);
            await call.RequestStream.CompleteAsync();
        });

        await Task.Delay(500);
        Assert.InRange(written, 0, 8);
        read.SetResult();
        await writer.WaitAsync(Echo.Timeout);
        Assert.Equal(50 << 20, (await call.ResponseAsync.WaitAsync(Echo.Timeout)).Length);
    }

    [Fact]
    public async Task Server_WhoseResponsesAreNotRead_Waits()
    {
        int written = 0;
        await using RawServer server = await RawServer.StartAsync(async http =>
        {
            for (; written < 100; written++) await http.WriteAsync(s_megabyte);
            http.End(0);
        });
        using var channel = GrpcChannel.ForAddress(server.Address);
        using AsyncServerStreamingCall<string> call = channel.StreamDown("x");
        await call.ResponseHeadersAsync.WaitAsync(Echo.Timeout);

        await Task.Delay(500);
        Assert.InRange(written, 0, 40);         // the handler's window grows to 16 MB at most
        Assert.Equal(100, (await call.ResponseStream.AllAsync()).Count);
    }
}
