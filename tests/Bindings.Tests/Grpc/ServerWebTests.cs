using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;

using Grpc.Core;
using Grpc.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>gRPC-Web, as a browser speaks it: over HTTP/1.1, in bytes or in base64.</summary>
public sealed class ServerWebTests : IAsyncLifetime
{
    private const string Unary = "/grpc.testing.TestService/UnaryCall";
    private const string Output = "/grpc.testing.TestService/StreamingOutputCall";
    private const string Binary = "application/grpc-web+proto", Text = "application/grpc-web-text";
    private const string Page = "http://page.example";
    private const byte Trailers = 0x80;

    private ServerHost _server = null!;

    public async Task InitializeAsync() => _server = await ServerHost.StartAsync(
        app =>
        {
            app.UseCors(page => page.WithOrigins(Page).WithMethods("POST").AllowAnyHeader().WithExposedHeaders("grpc-status", "grpc-message"));
            app.UseGrpcWeb();
            app.MapGrpcService<InteropService>().EnableGrpcWeb();
        },
        services => services.AddCors(),
        HttpProtocols.Http1);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(Binary), InlineData(Text)]
    public async Task Unary_AnswersInTheRequestsForm_WithTrailersAsLastFrame(string contentType)
    {
        ServerRawCall call = await SendAsync(Unary, contentType, new SimpleRequest { ResponseSize = 100 });
        List<(byte Flag, byte[] Payload)> frames = Frames(call, contentType);

        Assert.StartsWith(contentType, call.Response.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        Assert.Equal([0, Trailers], frames.Select(f => f.Flag));
        Assert.Equal(100, SimpleResponse.Parser.ParseFrom(frames[0].Payload).Payload.Body.Length);
        Assert.Equal("grpc-status: 0\r\n", Encoding.ASCII.GetString(frames[1].Payload));
    }

    [Theory]
    [InlineData(Binary), InlineData(Text)]
    public async Task ServerStreaming_SendsEachMessageThenTrailers(string contentType)
    {
        var request = new StreamingOutputCallRequest { ResponseParameters = { new ResponseParameters { Size = 1 }, new ResponseParameters { Size = 5000 } } };

        List<(byte Flag, byte[] Payload)> frames = Frames(await SendAsync(Output, contentType, request), contentType);

        Assert.Equal([0, 0, Trailers], frames.Select(f => f.Flag));
        Assert.Equal(5000, StreamingOutputCallResponse.Parser.ParseFrom(frames[1].Payload).Payload.Body.Length);
    }

    [Fact]
    public async Task Failure_BeforeAnyMessage_IsInTheHeaders()
    {
        ServerRawCall call = await SendAsync(
            Unary, Binary, new SimpleRequest { ResponseStatus = new EchoStatus { Code = (int)StatusCode.NotFound, Message = "no ☺" } });

        Assert.Equal((int)StatusCode.NotFound, call.GrpcStatus);
        Assert.Equal("no %E2%98%BA", call.GrpcMessage);
        Assert.Empty(call.Body);
    }

    [Fact]
    public async Task Deadline_EndsTheBodyWithItsTrailers()
    {
        var request = new StreamingOutputCallRequest
        {
            ResponseParameters = { new ResponseParameters { Size = 1 }, new ResponseParameters { Size = 1, IntervalUs = 10_000_000 } },
        };

        List<(byte Flag, byte[] Payload)> frames = Frames(await SendAsync(Output, Binary, request, r => r.Headers.Add("grpc-timeout", "200m")), Binary);

        Assert.Equal([0, Trailers], frames.Select(f => f.Flag));
        Assert.Contains("grpc-status: 4", Encoding.ASCII.GetString(frames[1].Payload), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_InSeveralPaddedPieces_IsRead()
    {
        byte[] frame = ServerRawCall.Frame(new SimpleRequest { ResponseSize = 300 });
        string pieces = Convert.ToBase64String(frame[..1]) + Convert.ToBase64String(frame[1..3]) + Convert.ToBase64String(frame[3..]);

        ServerRawCall call = await PostAsync(Unary, Text, Encoding.ASCII.GetBytes(pieces));

        Assert.Equal(300, SimpleResponse.Parser.ParseFrom(Frames(call, Text)[0].Payload).Payload.Body.Length);
    }

    [Theory]
    [InlineData("!!!!"), InlineData("AAA")]
    public async Task Text_ThatIsNoBase64_IsInternal(string body)
    {
        ServerRawCall call = await PostAsync(Unary, Text, Encoding.ASCII.GetBytes(body));

        Assert.Equal((int)StatusCode.Internal, call.GrpcStatus);
    }

    [Fact]
    public async Task Cors_LetsAPageOfAnotherOriginAskAndRead()
    {
        ServerRawCall preflight = await PostAsync(Unary, Binary, [], request =>
        {
            request.Method = HttpMethod.Options;
            request.Headers.Add("origin", Page);
            request.Headers.Add("access-control-request-method", "POST");
            request.Headers.Add("access-control-request-headers", "content-type,x-grpc-web");
        });
        ServerRawCall call = await SendAsync(Unary, Binary, new SimpleRequest(), request => request.Headers.Add("origin", Page));

        Assert.Equal(Page, preflight.Find("access-control-allow-origin"));
        Assert.Equal("content-type,x-grpc-web", preflight.Find("access-control-allow-headers"));
        Assert.Equal("grpc-status,grpc-message", call.Find("access-control-expose-headers"));
        Assert.Equal(HttpStatusCode.OK, call.Response.StatusCode);
    }

    [Fact]
    public async Task Grpc_OverHttp1_AsksForAnUpgrade()
    {
        ServerRawCall call = await SendAsync(Unary, "application/grpc", new SimpleRequest());

        Assert.Equal(HttpStatusCode.UpgradeRequired, call.Response.StatusCode);
        Assert.Equal((int)StatusCode.Internal, call.GrpcStatus);
    }

    private Task<ServerRawCall> SendAsync(string path, string contentType, IMessage message, Action<HttpRequestMessage>? change = null)
    {
        byte[] frame = ServerRawCall.Frame(message);
        return PostAsync(path, contentType, contentType == Text ? Encoding.ASCII.GetBytes(Convert.ToBase64String(frame)) : frame, change);
    }

    private Task<ServerRawCall> PostAsync(string path, string contentType, byte[] body, Action<HttpRequestMessage>? change = null) =>
        ServerRawCall.SendAsync(_server.Address, path, body, request =>
        {
            request.Version = HttpVersion.Version11;
            request.Content!.Headers.ContentType = new MediaTypeHeaderValue(contentType);
            change?.Invoke(request);
        });

    private static List<(byte Flag, byte[] Payload)> Frames(ServerRawCall call, string contentType)
    {
        ReadOnlySpan<byte> rest = contentType == Text ? Decode(Encoding.ASCII.GetString(call.Body)) : call.Body;
        var frames = new List<(byte, byte[])>();
        while (!rest.IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(rest[1..]);
            frames.Add((rest[0], rest.Slice(5, length).ToArray()));
            rest = rest[(5 + length)..];
        }

        return frames;
    }

    // Each flush is a padded piece of its own.
    private static byte[] Decode(string text) => [.. text.Chunk(4).SelectMany(group => Convert.FromBase64String(new string(group)))];
}
