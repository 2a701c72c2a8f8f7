using System.Net;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Grpc.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>Our client in gRPC-Web's clothes, over HTTP/1.1.</summary>
public sealed class ClientWebTests
{
    [Theory]
    [InlineData(GrpcWebMode.GrpcWeb), InlineData(GrpcWebMode.GrpcWebText)]
    public async Task OurServer_Called_AnswersUnaryAndStream(GrpcWebMode mode)
    {
        await using ServerHost server = await ServerHost.StartAsync(
            app =>
            {
                app.UseGrpcWeb();
                app.MapGrpcService<InteropService>().EnableGrpcWeb();
            },
            protocols: HttpProtocols.Http1);
        using GrpcChannel channel = Open(server.Address.ToString(), mode);
        var client = new TestService.TestServiceClient(channel);
        CallOptions options = new(deadline: DateTime.UtcNow.Add(Echo.Timeout));

        foreach (int size in (int[])[0, 1, 100, 5000, 300_000])
        {
            SimpleResponse response = await client.UnaryCallAsync(
                new() { ResponseSize = size, Payload = new() { Body = ByteString.CopyFrom(new byte[size]) } }, options);
            Assert.Equal(size, response.Payload.Body.Length);
        }

        using AsyncServerStreamingCall<StreamingOutputCallResponse> stream = client.StreamingOutputCall(
            new() { ResponseParameters = { new ResponseParameters { Size = 7 }, new ResponseParameters { Size = 40_000 } } }, options);
        List<int> sizes = [];
        await foreach (StreamingOutputCallResponse response in stream.ResponseStream.ReadAllAsync()) sizes.Add(response.Payload.Body.Length);
        Assert.Equal([7, 40_000], sizes);
        Assert.Equal(StatusCode.OK, stream.GetStatus().StatusCode);
    }

    [Theory]
    [InlineData(GrpcWebMode.GrpcWeb), InlineData(GrpcWebMode.GrpcWebText)]
    public async Task OurServer_Failing_GivesItsStatus(GrpcWebMode mode)
    {
        await using ServerHost server = await ServerHost.StartAsync(
            app =>
            {
                app.UseGrpcWeb();
                app.MapGrpcService<InteropService>().EnableGrpcWeb();
            },
            protocols: HttpProtocols.Http1);
        using GrpcChannel channel = Open(server.Address.ToString(), mode);
        var client = new TestService.TestServiceClient(channel);
        Status status = await client.UnaryCallAsync(
            new() { ResponseStatus = new() { Code = 5, Message = "not ☺ there" } }).ResponseAsync.StatusOf();
        Assert.Equal((StatusCode.NotFound, "not ☺ there"), (status.StatusCode, status.Detail));
    }

    [Theory]
    [InlineData("AAAAAAF4!!!!"), InlineData("AAAAAAF4gAAA"), InlineData("AAAAAAF4gf////8="), InlineData("AAAAAAF4gAAAAAJhYQ==")]
    public async Task Body_Damaged_IsInternal(string base64)
    {
        await using RawServer server = await RawServer.StartAsync(
            http =>
            {
                http.Response.ContentType = "application/grpc-web-text";
                return http.Response.WriteAsync(base64);
            },
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        using GrpcChannel channel = Open(server.Address, GrpcWebMode.GrpcWebText);
        Assert.Equal(StatusCode.Internal, (await channel.CallAsync("x").StatusOf()).StatusCode);
    }

    [Fact]
    public async Task Trailers_AsLinesOfText_BecomeMetadata()
    {
        byte[] trailers = Encoding.ASCII.GetBytes("Grpc-Status:0\r\nx-answer: 42: yes\r\n");
        byte[] frame = RawGrpc.Frame(trailers, flag: 0x80);
        await using RawServer server = await RawServer.StartAsync(
            async http =>
            {
                http.Response.ContentType = "application/grpc-web+proto";
                foreach (byte b in (byte[])[.. RawGrpc.Frame("hello"), .. frame])      // one byte at a time
                {
                    await http.Response.Body.WriteAsync(new[] { b });
                    await http.Response.Body.FlushAsync();
                }
            },
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        using GrpcChannel channel = Open(server.Address, GrpcWebMode.GrpcWeb);
        using AsyncUnaryCall<string> call = channel.Call("x");
        Assert.Equal("hello", await call.ResponseAsync.WaitAsync(Echo.Timeout));
        Assert.Equal("42: yes", call.GetTrailers().GetValue("x-answer"));
    }

    private static GrpcChannel Open(string address, GrpcWebMode mode) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        HttpHandler = new GrpcWebHandler(mode, new SocketsHttpHandler()) { HttpVersion = HttpVersion.Version11 },
        DisposeHttpClient = true,
    });
}
