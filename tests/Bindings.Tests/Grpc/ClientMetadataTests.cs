using System.IO.Compression;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Http;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>Headers and trailers both ways, credentials, compression.</summary>
public sealed class ClientMetadataTests : IAsyncLifetime
{
    private IHeaderDictionary _seen = new HeaderDictionary();
    private RawServer _server = null!;
    private GrpcChannel _channel = null!;

    public async Task InitializeAsync()
    {
        _server = await RawServer.StartAsync(async http =>
        {
            _seen = new HeaderDictionary(http.Request.Headers.ToDictionary(h => h.Key, h => h.Value, StringComparer.OrdinalIgnoreCase));
            foreach ((string name, Microsoft.Extensions.Primitives.StringValues value) in http.Request.Headers.Where(h => h.Key.StartsWith("x-", StringComparison.Ordinal)))
            {
                http.Response.Headers[name] = value;
                http.Response.AppendTrailer(name, value);
            }

            await Echo.HandleAsync(http);
        });
        _channel = GrpcChannel.ForAddress(_server.Address);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Metadata_TextAndBytes_ComeBackInHeadersAndTrailers()
    {
        byte[] bytes = [0, 255, 1, 254, 77];
        Metadata sent = new() { { "X-Text", "some text; with = signs" }, { "x-data-bin", bytes }, { "x-data-bin", new byte[] { 9 } }, { "x-empty", "" } };
        using AsyncUnaryCall<string> call = _channel.Call("x", new CallOptions(sent));
        await call.ResponseAsync.WaitAsync(Echo.Timeout);

        foreach (Metadata received in (Metadata[])[await call.ResponseHeadersAsync, call.GetTrailers()])
        {
            Assert.Equal("some text; with = signs", received.GetValue("x-text"));
            Assert.Equal([bytes, [9]], received.GetAll("x-data-bin").Select(entry => entry.ValueBytes));
            Assert.DoesNotContain(received, entry => entry.Key.StartsWith("grpc-", StringComparison.Ordinal) || entry.Key == "content-type");
        }
    }

    [Fact]
    public async Task Request_OfAPlainCall_HasTheHeadersOfTheProtocol()
    {
        await _channel.CallAsync("x");
        Assert.Equal("application/grpc", _seen.ContentType);
        Assert.Equal("trailers", _seen["te"]);
        Assert.Equal("identity,gzip,deflate", _seen["grpc-accept-encoding"]);
        Assert.StartsWith("grpc-dotnet", _seen.UserAgent.ToString());
        Assert.False(_seen.ContainsKey("grpc-timeout"));
        Assert.False(_seen.ContainsKey("grpc-encoding"));
    }

    [Fact]
    public async Task Metadata_OfTheProtocol_IsNotTakenFromTheCaller()
    {
        Metadata sent = new() { { "grpc-timeout", "1n" }, { "te", "x" }, { "content-type", "x" }, { "grpc-encoding", "br" }, { "user-agent", "mine" } };
        await _channel.CallAsync("x", new CallOptions(sent));
        Assert.Equal(("application/grpc", "trailers", "mine"), ($"{_seen.ContentType}", $"{_seen["te"]}", $"{_seen.UserAgent}"));
        Assert.False(_seen.ContainsKey("grpc-timeout"));
    }

    [Fact]
    public async Task Metadata_ThatHttpReservesForBodies_IsSentAnyway()
    {
        await _channel.CallAsync("x", new CallOptions([new("expires", "never"), new("content-language", "mars")]));
        Assert.Equal("never", _seen["expires"]);
        Assert.Equal("mars", _seen["content-language"]);
    }

    [Fact]
    public async Task Metadata_ThatHttpCannotCarry_EndsTheCallWithItsName()
    {
        Status status = await _channel.CallAsync("x", new CallOptions([new("x-note", "two\nlines")])).StatusOf();
        Assert.Equal(StatusCode.Internal, status.StatusCode);
        Assert.Contains("x-note", status.Detail);
    }

    [Fact]
    public async Task Metadata_LargerThanTheServerTakes_EndsOnlyItsOwnCall()
    {
        using AsyncDuplexStreamingCall<string, string> other = _channel.StreamBoth();
        await other.RequestStream.WriteAsync("before").WaitAsync(Echo.Timeout);
        Assert.True(await other.ResponseStream.MoveNext(default).WaitAsync(Echo.Timeout));

        await _channel.CallAsync("x", new CallOptions([new("x-large", new string('x', 100_000))])).StatusOf();

        await other.RequestStream.WriteAsync("after").WaitAsync(Echo.Timeout);
        Assert.True(await other.ResponseStream.MoveNext(default).WaitAsync(Echo.Timeout));
    }

    [Theory]
    [InlineData("gzip"), InlineData("deflate")]
    public async Task Compression_AskedFor_IsAppliedToEveryMessageButThoseMarked(string encoding)
    {
        byte[]? body = null;
        await using RawServer server = await RawServer.StartAsync(async http =>
        {
            Assert.Equal(encoding, http.Request.Headers["grpc-encoding"]);
            using var all = new MemoryStream();
            await http.Request.Body.CopyToAsync(all);
            body = all.ToArray();
            await http.WriteAsync("ok");
            http.End(0);
        });
        using var channel = GrpcChannel.ForAddress(server.Address);
        using AsyncClientStreamingCall<string, string> call = channel.StreamUp(new CallOptions([new("grpc-internal-encoding-request", encoding)]));
        await call.RequestStream.WriteAsync(new string('x', 10_000));
        call.RequestStream.WriteOptions = new(WriteFlags.NoCompress);
        await call.RequestStream.WriteAsync("plain");
        await call.RequestStream.CompleteAsync();
        await call.ResponseAsync.WaitAsync(Echo.Timeout);

        Assert.Equal(1, body![0]);
        Assert.InRange(body.Length, 20, 500);
        Assert.Equal(RawGrpc.Frame("plain"), body[^10..]);
    }

    [Fact]
    public async Task Compression_OfAResponse_IsUndone()
    {
        await using RawServer server = await RawServer.StartAsync(async http =>
        {
            using var compressed = new MemoryStream();
            using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest)) gzip.Write(new byte[100_000]);
            http.Response.ContentType = "application/grpc";
            http.Response.Headers["grpc-encoding"] = "gzip";
            await http.Response.Body.WriteAsync(RawGrpc.Frame(compressed.ToArray(), flag: 1));
            http.End(0);
        });
        using var channel = GrpcChannel.ForAddress(server.Address);
        Assert.Equal(100_000, (await channel.CallAsync("x")).Length);
        using var strict = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = 99_999 });
        Assert.Equal(StatusCode.ResourceExhausted, (await strict.CallAsync("x").StatusOf()).StatusCode);
    }

    [Fact]
    public async Task Compression_Unknown_EndsTheCallWithItsName()
    {
        Status status = await _channel.CallAsync("x", new CallOptions([new("grpc-internal-encoding-request", "zip9")])).StatusOf();
        Assert.Equal(StatusCode.Internal, status.StatusCode);
        Assert.Contains("zip9", status.Detail);
    }

    [Fact]
    public async Task Credentials_InClearText_AreSentOnlyWhereAllowed()
    {
        AuthInterceptorContext? context = null;
        var token = CallCredentials.FromInterceptor((c, metadata) =>
        {
            context = c;
            metadata.Add("x-token", "secret");
            return Task.CompletedTask;
        });
        var more = CallCredentials.FromInterceptor((_, metadata) =>
        {
            metadata.Add("x-more", "yes");
            return Task.CompletedTask;
        });
        CallOptions options = new(credentials: CallCredentials.Compose(token, more));
        await _channel.CallAsync("x", options);
        Assert.False(_seen.ContainsKey("x-token"));

        using var open = GrpcChannel.ForAddress(_server.Address, new GrpcChannelOptions { UnsafeUseInsecureChannelCallCredentials = true });
        await open.CallAsync("x", options);
        Assert.Equal(("secret", "yes"), ($"{_seen["x-token"]}", $"{_seen["x-more"]}"));
        Assert.Equal((_server.Address + "/test.Echo", "Unary"), (context!.ServiceUrl, context.MethodName));
    }

    [Fact]
    public async Task Credentials_ThatFail_EndTheCall()
    {
        using var open = GrpcChannel.ForAddress(_server.Address, new GrpcChannelOptions { UnsafeUseInsecureChannelCallCredentials = true });
        CallOptions With(Exception e) => new(credentials: CallCredentials.FromInterceptor((_, _) => throw e));
        Assert.Equal(StatusCode.Internal, (await open.CallAsync("x", With(new FormatException())).StatusOf()).StatusCode);
        RpcException refused = new(new(StatusCode.Unauthenticated, "no key"));
        Assert.Equal(StatusCode.Unauthenticated, (await open.CallAsync("x", With(refused)).StatusOf()).StatusCode);
    }

    [Fact]
    public async Task Interceptors_Chained_RunInTheOrderGiven()
    {
        CallInvoker invoker = _channel.Intercept(new Tag("a"), new Tag("b")).Intercept(headers => [.. headers, new("x-last", "c")]);
        await invoker.AsyncUnaryCall(Echo.Unary, null, default, "x").ResponseAsync.WaitAsync(Echo.Timeout);
        Assert.Equal("ab", _seen["x-tag"]);
        Assert.Equal("c", _seen["x-last"]);
    }

    private sealed class Tag(string name) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            Metadata headers = [.. (context.Options.Headers ?? []).Where(entry => entry.Key != "x-tag")];
            headers.Add("x-tag", (context.Options.Headers?.GetValue("x-tag") ?? "") + name);
            return continuation(request, new(context.Method, context.Host, context.Options.WithHeaders(headers)));
        }
    }
}
