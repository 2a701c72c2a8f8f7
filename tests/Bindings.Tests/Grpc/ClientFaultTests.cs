using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Http;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>Servers that break the protocol, one way each, and the status that the call gets.</summary>
[Trait("Category", "Fault")]
public sealed class ClientFaultTests
{
    [Theory]
    [InlineData(400, StatusCode.Internal), InlineData(401, StatusCode.Unauthenticated), InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented), InlineData(429, StatusCode.Unavailable), InlineData(500, StatusCode.Unknown)]
    [InlineData(502, StatusCode.Unavailable), InlineData(503, StatusCode.Unavailable), InlineData(504, StatusCode.Unavailable)]
    public async Task Http_Error_IsMapped(int httpStatus, StatusCode expected)
    {
        Status status = await StatusOfUnaryAsync(http =>
        {
            http.Response.StatusCode = httpStatus;
            return Task.CompletedTask;
        });
        Assert.Equal(expected, status.StatusCode);
        Assert.Contains($"{httpStatus}", status.Detail);
    }

    [Fact]
    public async Task Http_ErrorWithGrpcStatus_KeepsTheGrpcStatus()
    {
        Status status = await StatusOfUnaryAsync(http =>
        {
            http.Response.StatusCode = 503;
            http.EndByHeaders(8, "too much");
            return Task.CompletedTask;
        });
        Assert.Equal((StatusCode.ResourceExhausted, "too much"), (status.StatusCode, status.Detail));
    }

    [Theory]
    [InlineData("text/html"), InlineData("application/grpc-web"), InlineData("application/json"), InlineData(null)]
    public async Task ContentType_ThatIsNotGrpc_IsUnknown(string? contentType)
    {
        Status status = await StatusOfUnaryAsync(async http =>
        {
            http.Response.ContentType = contentType;
            await http.Response.WriteAsync("<html>");
        });
        Assert.Equal(StatusCode.Unknown, status.StatusCode);
        Assert.Contains(contentType ?? "No content-type", status.Detail);
    }

    [Fact]
    public async Task Trailers_WithoutStatus_AreUnknown() =>
        Assert.Equal(StatusCode.Unknown, (await StatusOfUnaryAsync(http => http.WriteAsync("x"))).StatusCode);

    [Theory]
    [InlineData("nonsense", StatusCode.Unknown), InlineData("99", StatusCode.Unknown), InlineData("-1", StatusCode.Unknown)]
    public async Task GrpcStatus_ThatIsNone_IsUnknown(string value, StatusCode expected)
    {
        Status status = await StatusOfUnaryAsync(async http =>
        {
            await http.WriteAsync("x");
            http.Response.AppendTrailer("grpc-status", value);
        });
        Assert.Equal(expected, status.StatusCode);
    }

    [Fact]
    public async Task TrailersOnly_WithAnError_GiveStatusMessageAndTrailers()
    {
        await using RawServer server = await RawServer.StartAsync(http =>
        {
            http.Response.Headers["x-why"] = "because";
            http.EndByHeaders(9, "100%25 no");
            return Task.CompletedTask;
        });
        using var channel = GrpcChannel.ForAddress(server.Address);
        using AsyncUnaryCall<string> call = channel.Call("x");

        Status status = await call.ResponseAsync.StatusOf();

        Assert.Equal((StatusCode.FailedPrecondition, "100% no"), (status.StatusCode, status.Detail));
        Assert.Equal("because", call.GetTrailers().GetValue("x-why"));
        Assert.Equal(status, call.GetStatus());
    }

    [Fact]
    public async Task Ok_WithoutResponse_IsInternal() => Assert.Equal(StatusCode.Internal, (await StatusOfUnaryAsync(http =>
    {
        http.EndByHeaders(0);
        return Task.CompletedTask;
    })).StatusCode);

    [Fact]
    public async Task Unary_WithTwoResponses_IsInternal() => Assert.Equal(StatusCode.Internal, (await StatusOfUnaryAsync(async http =>
    {
        await http.WriteAsync("one");
        await http.WriteAsync("two");
        http.End(0);
    })).StatusCode);

    [Theory]
    [InlineData(0x2, StatusCode.Internal), InlineData(0x7, StatusCode.Unavailable), InlineData(0x8, StatusCode.Cancelled)]
    [InlineData(0xb, StatusCode.ResourceExhausted), InlineData(0xc, StatusCode.PermissionDenied), InlineData(0x1, StatusCode.Internal)]
    public async Task Reset_BeforeTheHeaders_IsMapped(int errorCode, StatusCode expected) =>
        Assert.Equal(expected, (await StatusOfUnaryAsync(http =>
        {
            http.Reset(errorCode);
            return Task.CompletedTask;
        })).StatusCode);

    [Theory]
    [InlineData(0x2, StatusCode.Internal), InlineData(0x7, StatusCode.Unavailable), InlineData(0x8, StatusCode.Cancelled)]
    [InlineData(0xb, StatusCode.ResourceExhausted)]
    public async Task Reset_BetweenMessages_IsMapped(int errorCode, StatusCode expected)
    {
        var received = new SemaphoreSlim(0);
        await using RawServer server = await RawServer.StartAsync(async http =>
        {
            await http.WriteAsync("one");
            await received.WaitAsync(Echo.Timeout);
            http.Reset(errorCode);
        });
        using var channel = GrpcChannel.ForAddress(server.Address);
        using AsyncServerStreamingCall<string> call = channel.StreamDown("x");
        Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(Echo.Timeout));
        received.Release();
        Assert.Equal(expected, (await call.ResponseStream.MoveNext(default).StatusOf()).StatusCode);
        Assert.Equal(expected, (await call.ResponseStream.MoveNext(default).StatusOf()).StatusCode);    // and again
    }

    [Fact]
    public async Task Frame_Truncated_IsInternal() => Assert.Equal(StatusCode.Internal, (await StatusOfUnaryAsync(async http =>
    {
        http.Response.ContentType = "application/grpc";
        await http.Response.Body.WriteAsync(RawGrpc.Frame("a long message").AsMemory(0, 9));
        http.End(0);
    })).StatusCode);

    [Theory]
    [InlineData(2), InlineData(0x80), InlineData(255)]
    public async Task Frame_WithABadFlag_IsInternal(byte flag) => Assert.Equal(StatusCode.Internal, (await StatusOfUnaryAsync(async http =>
    {
        http.Response.ContentType = "application/grpc";
        await http.Response.Body.WriteAsync(RawGrpc.Frame("x", flag));
        http.End(0);
    })).StatusCode);

    [Theory]
    [InlineData(null), InlineData("identity"), InlineData("br")]
    public async Task Frame_CompressedInAnUnknownWay_IsInternal(string? encoding) =>
        Assert.Equal(StatusCode.Internal, (await StatusOfUnaryAsync(async http =>
        {
            http.Response.ContentType = "application/grpc";
            if (encoding is not null) http.Response.Headers["grpc-encoding"] = encoding;
            await http.Response.Body.WriteAsync(RawGrpc.Frame("x", flag: 1));
            http.End(0);
        })).StatusCode);

    [Fact]
    public async Task Message_OverTheLimit_IsRefusedByItsPrefix()
    {
        var aborted = new TaskCompletionSource();
        Status status = await StatusOfUnaryAsync(async http =>
        {
            http.RequestAborted.Register(aborted.SetResult);
            http.Response.ContentType = "application/grpc";
            await http.Response.Body.WriteAsync(new byte[] { 0, 0xff, 0xff, 0xff, 0xff });
            await http.Response.Body.FlushAsync();
            await aborted.Task.WaitAsync(Echo.Timeout);         // the client does not wait for the 4 GB
        });
        Assert.Equal(StatusCode.ResourceExhausted, status.StatusCode);
        await aborted.Task.WaitAsync(Echo.Timeout);
    }

    [Fact]
    public async Task Limits_OfTheChannel_HoldToTheByte()
    {
        await using RawServer server = await RawServer.StartAsync(Echo.HandleAsync);
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = 100, MaxSendMessageSize = 200 });
        Assert.Equal(100, (await channel.CallAsync(new string('x', 100))).Length);
        Assert.Equal(StatusCode.ResourceExhausted, (await channel.CallAsync(new string('x', 101)).StatusOf()).StatusCode);
        Assert.Contains("MaxSendMessageSize", (await channel.CallAsync(new string('x', 201)).StatusOf()).Detail);
    }

    [Fact]
    public async Task Server_ThatIsNotThere_IsUnavailable()
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{FreePort()}");
        Status status = await channel.CallAsync("x").StatusOf();
        Assert.Equal(StatusCode.Unavailable, status.StatusCode);
        Assert.Contains("refused", status.Detail);
        using AsyncDuplexStreamingCall<string, string> call = channel.StreamBoth();
        Assert.Equal(StatusCode.Unavailable, (await call.RequestStream.WriteAsync("x").StatusOf()).StatusCode);
        Assert.Equal(StatusCode.Unavailable, (await call.ResponseStream.MoveNext(default).StatusOf()).StatusCode);
        Assert.Equal(StatusCode.Unavailable, (await call.ResponseHeadersAsync.StatusOf()).StatusCode);
    }

    [Fact]
    public async Task Connection_ThatTalksSomethingElse_IsAnError()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task server = AnswerAsync(listener, "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        using var channel = GrpcChannel.ForAddress($"http://{listener.LocalEndpoint}");
        Status status = await channel.CallAsync("x").StatusOf();
        Assert.Contains(status.StatusCode, new[] { StatusCode.Internal, StatusCode.Unavailable });
        await server.WaitAsync(Echo.Timeout);
    }

    [Fact]
    public async Task Connection_DestroyedInTheMiddle_IsUnavailable()
    {
        await using RawServer server = await RawServer.StartAsync(async http =>
        {
            await http.WriteAsync("one");
            await Task.Delay(System.Threading.Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        using var proxy = new CuttingProxy(server.Port);
        using var channel = GrpcChannel.ForAddress(proxy.Address);
        using AsyncDuplexStreamingCall<string, string> call = channel.StreamBoth();
        Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(Echo.Timeout));

        Task<bool> read = call.ResponseStream.MoveNext(default);
        proxy.Cut();

        Assert.Equal(StatusCode.Unavailable, (await read.StatusOf()).StatusCode);
        Assert.Equal(StatusCode.Unavailable, (await call.RequestStream.WriteAsync("x").StatusOf()).StatusCode);
    }

    [Fact]
    public async Task Server_ThatGoesAway_FinishesItsCallsAndTheNextOneConnectsAgain()
    {
        await using RawServer server = await RawServer.StartAsync(async http =>
        {
            if (http.Request.Path.Value!.EndsWith("ServerStreaming", StringComparison.Ordinal)) http.Connection.RequestClose();      // GOAWAY
            await Echo.HandleAsync(http);
        });
        using var channel = GrpcChannel.ForAddress(server.Address);
        for (int i = 0; i < 5; i++)
        {
            using AsyncServerStreamingCall<string> call = channel.StreamDown("abc");
            Assert.Equal(["a", "b", "c"], await call.ResponseStream.AllAsync());
            Assert.Equal("next", await channel.CallAsync("next"));
        }
    }

    [Fact]
    public async Task Server_ThatAnswersBeforeTheUploadEnds_IsHeard()
    {
        await using RawServer server = await RawServer.StartAsync(http =>
        {
            http.EndByHeaders(9, "enough");
            return Task.CompletedTask;
        });
        using var channel = GrpcChannel.ForAddress(server.Address);
        using AsyncClientStreamingCall<string, string> call = channel.StreamUp();
        string megabyte = new('x', 1 << 20);
        Task writes = Task.Run(async () =>
        {
            for (int i = 0; i < 20; i++) await call.RequestStream.WriteAsync(megabyte);
        });
        Assert.Equal((StatusCode.FailedPrecondition, "enough"), (await writes.StatusOf()) is var s ? (s.StatusCode, s.Detail) : default);
        Assert.Equal(StatusCode.FailedPrecondition, (await call.ResponseAsync.StatusOf()).StatusCode);
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task AnswerAsync(TcpListener listener, byte[] answer)
    {
        using TcpClient peer = await listener.AcceptTcpClientAsync();
        await peer.GetStream().WriteAsync(answer);
        await Task.Delay(50);
    }

    private static async Task<Status> StatusOfUnaryAsync(RequestDelegate handle)
    {
        await using RawServer server = await RawServer.StartAsync(handle);
        using var channel = GrpcChannel.ForAddress(server.Address);
        return await channel.CallAsync("request").StatusOf();
    }
}
