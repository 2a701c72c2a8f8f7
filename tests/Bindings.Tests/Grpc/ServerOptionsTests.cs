using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.Internal;
using Grpc.Core;
using Grpc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>Limits, compression and how a service's options come over the global ones.</summary>
public sealed class ServerOptionsTests
{
    private const int DefaultLimit = 4 * 1024 * 1024;

    private static readonly UnaryServerMethod<SimpleRequest, SimpleResponse> s_zeros =
        (request, _) => Task.FromResult(new SimpleResponse { Payload = Zeros(request.ResponseSize) });

    [Theory]
    [InlineData(DefaultLimit - 100, StatusCode.OK), InlineData(DefaultLimit, StatusCode.ResourceExhausted)]
    public async Task Request_AboveTheDefaultLimit_IsRefused(int size, StatusCode expected)
    {
        await using var server = await ServerScript.StartAsync(s_zeros);

        Assert.Equal(expected, await StatusOf(server, new SimpleRequest { Payload = Zeros(size) }));
    }

    [Fact]
    public async Task Request_Of40MB_IsServedWithoutALimit()
    {
        await using var server = await ServerScript.StartAsync(s_zeros, options: grpc => grpc.MaxReceiveMessageSize = null);

        Assert.Equal(StatusCode.OK, await StatusOf(server, new SimpleRequest { Payload = Zeros(40_000_000) }));
    }

    [Fact]
    public async Task Limits_OfAService_ComeOverTheGlobalOnes()
    {
        await using var server = await ServerScript.StartAsync(
            s_zeros,
            options: grpc => (grpc.MaxReceiveMessageSize, grpc.MaxSendMessageSize) = (10, 10),
            add: services => services.AddGrpc().AddServiceOptions<ServerScript.Service>(own => (own.MaxReceiveMessageSize, own.MaxSendMessageSize) = (1000, 2000)));

        Assert.Equal(StatusCode.OK, await StatusOf(server, new SimpleRequest { Payload = Zeros(900), ResponseSize = 1900 }));
        Assert.Equal(StatusCode.ResourceExhausted, await StatusOf(server, new SimpleRequest { Payload = Zeros(1000) }));
        Assert.Equal(StatusCode.ResourceExhausted, await StatusOf(server, new SimpleRequest { ResponseSize = 2000 }));
    }

    [Fact]
    public async Task Request_ThatUnpacksAboveTheLimit_IsRefused()
    {
        await using var server = await ServerScript.StartAsync(s_zeros);
        var bomb = new SimpleRequest { Payload = Zeros(100_000_000) };   // 100 kB on the wire
        var gzip = new Metadata { { "grpc-internal-encoding-request", "gzip" } };

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => server.Client.UnaryCallAsync(bomb, gzip).ResponseAsync);

        Assert.Equal(StatusCode.ResourceExhausted, e.StatusCode);
    }

    [Theory]
    [InlineData("gzip", 1), InlineData("identity", 0), InlineData("identity,deflate , gzip", 1), InlineData(null, 0)]
    public async Task Response_IsCompressed_WhereTheOptionSaysAndTheCallerAccepts(string? accepted, byte flag)
    {
        await using var server = await ServerScript.StartAsync(s_zeros, options: grpc => grpc.ResponseCompressionAlgorithm = "gzip");

        ServerRawCall call = await ServerRawCall.SendAsync(
            server.Address,
            "/grpc.testing.TestService/UnaryCall",
            ServerRawCall.Frame(new SimpleRequest { ResponseSize = 1000 }),
            request => request.Headers.TryAddWithoutValidation("grpc-accept-encoding", accepted));

        Assert.Equal(flag, call.Body[0]);
        Assert.Equal(flag == 1 ? "gzip" : null, call.Find("grpc-encoding"));
        Assert.Equal(flag == 1, call.Body.Length < 200);
    }

    [Fact]
    public void Merge_OfWhatIsNotSet_TakesTheGlobalOption()
    {
        var global = new GrpcServiceOptions { MaxSendMessageSize = 5, EnableDetailedErrors = true, MaxReceiveMessageSize = 7 };
        var own = new GrpcServiceOptions { MaxSendMessageSize = null };

        MethodOptions merged = MethodOptions.Merge(global, own);

        Assert.Null(merged.MaxSendMessageSize);
        Assert.Equal(7, merged.MaxReceiveMessageSize);
        Assert.True(merged.EnableDetailedErrors);
    }

    [Fact]
    public void Merge_OfAnEncodingWithoutProvider_NamesTheKnownOnes()
    {
        var options = new GrpcServiceOptions { ResponseCompressionAlgorithm = "br" };

        var e = Assert.Throws<InvalidOperationException>(() => MethodOptions.Merge(options, new GrpcServiceOptions()));

        Assert.Contains("'br'", e.Message, StringComparison.Ordinal);
        Assert.Contains("gzip", e.Message, StringComparison.Ordinal);
    }

    private static async Task<StatusCode> StatusOf(ServerScript server, SimpleRequest request)
    {
        try
        {
            await server.Client.UnaryCallAsync(request, deadline: DateTime.UtcNow.AddSeconds(20));
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    private static Payload Zeros(int size) => new() { Body = ByteString.CopyFrom(new byte[size]) };
}
