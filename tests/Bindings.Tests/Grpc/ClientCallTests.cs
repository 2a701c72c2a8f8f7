using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Http;

namespace Fuse3D.Bindings.Tests.Grpc;

public sealed class ClientCallTests : IAsyncLifetime
{
    private RawServer _server = null!;
    private GrpcChannel _channel = null!;

    public async Task InitializeAsync()
    {
        _server = await RawServer.StartAsync(Echo.HandleAsync);
        _channel = GrpcChannel.ForAddress(_server.Address);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Unary_Answered_GivesResponseStatusAndTrailers()
    {
        using AsyncUnaryCall<string> call = _channel.Call("hello");

        Assert.Equal("hello", await call.ResponseAsync.WaitAsync(Echo.Timeout));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Empty(call.GetTrailers());
        Assert.Contains(await call.ResponseHeadersAsync, entry => entry.Key == "date");
    }

    [Fact]
    public void BlockingUnary_Answered_GivesResponse() =>
        Assert.Equal("hello", _channel.CreateCallInvoker().BlockingUnaryCall(Echo.Unary, null, default, "hello"));

    [Fact]
    public async Task StatusAndTrailers_BeforeTheEnd_AreRefused()
    {
        using AsyncDuplexStreamingCall<string, string> call = _channel.StreamBoth();
        Assert.Throws<InvalidOperationException>(() => call.GetStatus());
        Assert.Throws<InvalidOperationException>(() => call.GetTrailers());
        Assert.Throws<InvalidOperationException>(() => call.ResponseStream.Current);
    }

    [Fact]
    public async Task ClientStreaming_ManyMessages_AreAllSent()
    {
        using AsyncClientStreamingCall<string, string> call = _channel.StreamUp();
        for (int i = 0; i < 100; i++) await call.RequestStream.WriteAsync($"{i},").WaitAsync(Echo.Timeout);
        await call.RequestStream.CompleteAsync().WaitAsync(Echo.Timeout);

        Assert.Equal(string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},")), await call.ResponseAsync.WaitAsync(Echo.Timeout));
    }

    [Fact]
    public async Task ClientStreaming_WithoutMessages_IsAnswered()
    {
        using AsyncClientStreamingCall<string, string> call = _channel.StreamUp();
        await call.RequestStream.CompleteAsync().WaitAsync(Echo.Timeout);
        Assert.Equal("", await call.ResponseAsync.WaitAsync(Echo.Timeout));
    }

    [Fact]
    public async Task ServerStreaming_AllMessages_ComeInOrder()
    {
        using AsyncServerStreamingCall<string> call = _channel.StreamDown("abcdef");
        Assert.Equal(["a", "b", "c", "d", "e", "f"], await call.ResponseStream.AllAsync());
        Assert.False(await call.ResponseStream.MoveNext(default));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Duplex_PingPong_AnswersEachMessage()
    {
        using AsyncDuplexStreamingCall<string, string> call = _channel.StreamBoth();
        for (int i = 0; i < 50; i++)
        {
            string message = new('x', i * 977);
            await call.RequestStream.WriteAsync(message).WaitAsync(Echo.Timeout);
            Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(Echo.Timeout));
            Assert.Equal(message, call.ResponseStream.Current);
        }

        await call.RequestStream.CompleteAsync();
        Assert.Empty(await call.ResponseStream.AllAsync());
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(5), InlineData(16_373), InlineData(16_379), InlineData(16_380), InlineData(16_384), InlineData(300_000)]
    [InlineData(4_194_304)]
    public async Task Unary_AnySize_ComesBackUnchanged(int length)
    {
        string message = string.Create(length, 0, (span, _) => new Random(1).GetItems("abcdefgh", span));
        Assert.Equal(message, await _channel.CallAsync(message));
    }

    [Fact]
    public async Task RequestStream_MisusedByTheCaller_SaysSo()
    {
        using AsyncDuplexStreamingCall<string, string> call = _channel.StreamBoth();
        await Assert.ThrowsAsync<ArgumentNullException>(() => call.RequestStream.WriteAsync(null!));
        await call.RequestStream.CompleteAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync("late"));
        await call.ResponseStream.AllAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync("later"));
    }

    [Fact]
    public async Task ResponseStream_ReadTwiceAtOnce_SaysSo()
    {
        using AsyncDuplexStreamingCall<string, string> call = _channel.StreamBoth();
        Task<bool> first = call.ResponseStream.MoveNext(default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.ResponseStream.MoveNext(default));
        await call.RequestStream.CompleteAsync();
        Assert.False(await first.WaitAsync(Echo.Timeout));
    }

    [Fact]
    public async Task Serializer_ThatFails_EndsTheCallAsInternal()
    {
        var method = new Method<string, string>(
            MethodType.Unary, "test.Echo", "Unary", new(_ => throw new FormatException("no"), _ => ""), Marshallers.StringMarshaller);
        using AsyncUnaryCall<string> call = _channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, "x");

        Status status = await call.ResponseAsync.StatusOf();

        Assert.Equal(StatusCode.Internal, status.StatusCode);
        Assert.IsType<FormatException>(status.DebugException);
    }

    [Fact]
    public async Task Deserializer_ThatFails_EndsTheCallAsInternal()
    {
        var method = new Method<string, string>(
            MethodType.Unary, "test.Echo", "Unary", Marshallers.StringMarshaller, new(_ => [], _ => throw new FormatException("no")));
        using AsyncUnaryCall<string> call = _channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, "x");
        Assert.Equal(StatusCode.Internal, (await call.ResponseAsync.StatusOf()).StatusCode);
    }

    [Fact]
    public async Task Calls_ManyInParallel_AreAllAnswered()
    {
        string[] answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => _channel.CallAsync($"{i}")));
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"{i}"), answers);
    }

    [Fact]
    public async Task Streams_MoreThanOneConnectionHolds_RunAtTheSameTime()
    {
        AsyncDuplexStreamingCall<string, string>[] calls = [.. Enumerable.Range(0, 250).Select(_ => _channel.StreamBoth())];
        foreach (AsyncDuplexStreamingCall<string, string> call in calls) await call.RequestStream.WriteAsync("x").WaitAsync(Echo.Timeout);
        foreach (AsyncDuplexStreamingCall<string, string> call in calls)
        {
            Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(Echo.Timeout));
            call.Dispose();
        }
    }

    [Fact]
    public async Task Unary_OverAUnixSocket_IsAnswered()
    {
        string path = Path.Combine(Path.GetTempPath(), $"f3d-{Guid.NewGuid():N}.sock");
        await using RawServer server = await RawServer.StartAsync(
            Echo.HandleAsync, kestrel => kestrel.ListenUnixSocket(path, listen => listen.Protocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http2));
        using var channel = GrpcChannel.ForAddress($"unix://{path}");
        Assert.Equal("hello", await channel.CallAsync("hello"));
        Assert.Equal(ConnectivityState.Ready, channel.State);
    }

    [Fact]
    public async Task Unary_OverAGivenHttpClient_IsAnsweredAndTheClientKept()
    {
        using var client = new HttpClient(new SocketsHttpHandler());
        using (var channel = GrpcChannel.ForAddress(_server.Address, new GrpcChannelOptions { HttpClient = client }))
            Assert.Equal("hello", await channel.CallAsync("hello"));
        using var again = GrpcChannel.ForAddress(_server.Address, new GrpcChannelOptions { HttpClient = client, DisposeHttpClient = true });
        Assert.Equal("again", await again.CallAsync("again"));
    }

    [Fact]
    public async Task Host_OfAClient_BecomesTheAuthority()
    {
        await using RawServer server = await RawServer.StartAsync(async http =>
        {
            await http.WriteAsync(http.Request.Host.Value!);
            http.End(0);
        });
        using var channel = GrpcChannel.ForAddress(server.Address);
        using AsyncUnaryCall<string> call = channel.CreateCallInvoker().AsyncUnaryCall(Echo.Unary, "other.example", default, "x");
        Assert.Equal("other.example", await call.ResponseAsync.WaitAsync(Echo.Timeout));
    }

    [Fact]
    public void Address_WithASchemeThatDoesNotFit_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => GrpcChannel.ForAddress("ftp://x"));
        Assert.Throws<InvalidOperationException>(
            () => GrpcChannel.ForAddress("http://x", new GrpcChannelOptions { Credentials = ChannelCredentials.SecureSsl }));
        Assert.Throws<InvalidOperationException>(
            () => GrpcChannel.ForAddress("https://x", new GrpcChannelOptions { Credentials = ChannelCredentials.Insecure }));
        Assert.Throws<ArgumentException>(
            () => GrpcChannel.ForAddress("http://x", new GrpcChannelOptions { HttpClient = new(), HttpHandler = new SocketsHttpHandler() }));
        Assert.Equal("localhost:50", GrpcChannel.ForAddress("dns:///localhost:50", new GrpcChannelOptions { Credentials = ChannelCredentials.Insecure }).Target);
    }

    [Fact]
    public async Task Channel_Disposed_EndsItsCallsAndRefusesNewOnes()
    {
        var channel = GrpcChannel.ForAddress(_server.Address);
        CallInvoker invoker = channel.CreateCallInvoker();
        AsyncDuplexStreamingCall<string, string> call = channel.StreamBoth();
        Task<bool> read = call.ResponseStream.MoveNext(default);

        channel.Dispose();

        Assert.Equal(StatusCode.Cancelled, (await read.StatusOf()).StatusCode);
        Assert.Throws<ObjectDisposedException>(() => channel.CreateCallInvoker());
        Assert.Throws<ObjectDisposedException>(() => invoker.AsyncUnaryCall(Echo.Unary, null, default, "x"));
        Assert.Equal(ConnectivityState.Shutdown, channel.State);
    }
}
