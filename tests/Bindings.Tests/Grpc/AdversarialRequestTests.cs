using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Testing;
using Microsoft.AspNetCore.Builder;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>Malformed requests get a status that says so, and the server lives on.</summary>
[Trait("Category", "Fault")]
public sealed class AdversarialRequestTests : IAsyncLifetime
{
    private const string Unary = "/grpc.testing.TestService/UnaryCall";

    private ServerHost _server = null!;

    public async Task InitializeAsync() => _server = await ServerHost.StartAsync(app => app.MapGrpcService<InteropService>());

    public async Task DisposeAsync()
    {
        await AssertAliveAsync();
        await _server.DisposeAsync();
    }

    public static TheoryData<string, byte[], StatusCode> Bodies => new()
    {
        { "nothing", [], StatusCode.Internal },
        { "half a frame header", [0, 0, 0], StatusCode.Internal },
        { "flag 2", ServerRawCall.Frame([], flag: 2), StatusCode.Internal },
        { "flag 0x80", ServerRawCall.Frame([], flag: 0x80), StatusCode.Internal },
        { "length 0xFFFFFFFF", ServerRawCall.Frame([], length: uint.MaxValue), StatusCode.ResourceExhausted },
        { "length above the limit", ServerRawCall.Frame([], length: 4 * 1024 * 1024 + 1), StatusCode.ResourceExhausted },
        { "fewer bytes than the length", ServerRawCall.Frame([1, 2, 3], length: 100), StatusCode.Internal },
        { "bytes after the message", [.. ServerRawCall.Frame([]), 0], StatusCode.Internal },
        { "two messages", [.. ServerRawCall.Frame([]), .. ServerRawCall.Frame([])], StatusCode.Internal },
        { "compressed without an encoding", ServerRawCall.Frame([], flag: 1), StatusCode.Internal },
        { "no protobuf", ServerRawCall.Frame([0xFF, 0xFF, 0xFF, 0xFF]), StatusCode.Internal },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_Malformed_GetsAStatusInTheHeaders(string what, byte[] body, StatusCode expected)
    {
        ServerRawCall call = await SendAsync(body);

        Assert.True(expected == (StatusCode?)call.GrpcStatus, $"{what}: {call.GrpcStatus} {call.GrpcMessage}");
        Assert.True(call.IsTrailersOnly, what);
        Assert.Equal(HttpStatusCode.OK, call.Response.StatusCode);
    }

    [Fact]
    public async Task Compressed_ButNotGzip_IsInternal()
    {
        ServerRawCall call = await SendAsync(ServerRawCall.Frame([1, 2, 3], flag: 1), r => r.Headers.Add("grpc-encoding", "gzip"));

        Assert.Equal((int)StatusCode.Internal, call.GrpcStatus);
    }

    [Fact]
    public async Task Encoding_Unknown_IsUnimplementedAndNamesTheKnownOnes()
    {
        ServerRawCall call = await SendAsync(ServerRawCall.Frame([]), r => r.Headers.Add("grpc-encoding", "br"));

        Assert.Equal((int)StatusCode.Unimplemented, call.GrpcStatus);
        Assert.Contains("gzip", call.Find("grpc-accept-encoding"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain"), InlineData("application/json"), InlineData("application/grpcx"), InlineData("application/grpc-web")]
    public async Task ContentType_OfSomethingElse_Is415(string contentType)
    {
        ServerRawCall call = await SendAsync(
            ServerRawCall.Frame([]), r => r.Content!.Headers.ContentType = new MediaTypeHeaderValue(contentType));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, call.Response.StatusCode);
        Assert.Equal((int)StatusCode.Internal, call.GrpcStatus);
    }

    [Theory]
    [InlineData("application/grpc+proto"), InlineData("application/grpc;charset=utf-8"), InlineData("APPLICATION/GRPC")]
    public async Task ContentType_WithSuffixOrParameters_IsServed(string contentType)
    {
        ServerRawCall call = await SendAsync(
            ServerRawCall.Frame([]), r => r.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType));

        Assert.Equal((int)StatusCode.OK, call.GrpcStatus);
    }

    [Fact]
    public async Task Method_Get_IsNotServed()
    {
        ServerRawCall call = await SendAsync([], r =>
        {
            r.Method = HttpMethod.Get;
            r.Content = null;
        });

        Assert.Equal(HttpStatusCode.NotFound, call.Response.StatusCode);
    }

    [Theory]
    [InlineData("abc"), InlineData("5"), InlineData("123456789S"), InlineData("-1S"), InlineData("1.5S")]
    public async Task Timeout_Unreadable_IsInternal(string timeout)
    {
        ServerRawCall call = await SendAsync(ServerRawCall.Frame([]), r => r.Headers.TryAddWithoutValidation("grpc-timeout", timeout));

        Assert.Equal((int)StatusCode.Internal, call.GrpcStatus);
    }

    [Fact]
    public async Task BinaryMetadata_NotBase64_IsInvalidArgument()
    {
        ServerRawCall call = await SendAsync(
            ServerRawCall.Frame([]), r => r.Headers.TryAddWithoutValidation("x-grpc-test-echo-trailing-bin", "%%%"));

        Assert.Equal((int)StatusCode.InvalidArgument, call.GrpcStatus);
    }

    private async Task AssertAliveAsync() => Assert.Equal((int)StatusCode.OK, (await SendAsync(ServerRawCall.Frame(new SimpleRequest()))).GrpcStatus);

    private Task<ServerRawCall> SendAsync(byte[] body, Action<HttpRequestMessage>? change = null) =>
        ServerRawCall.SendAsync(_server.Address, Unary, body, change);
}
