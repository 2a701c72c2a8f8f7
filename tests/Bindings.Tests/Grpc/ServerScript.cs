using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>A server whose handlers a test writes on the spot, and a client of it.</summary>
internal sealed class ServerScript : IAsyncDisposable
{
    private readonly ServerHost _host;
    private readonly GrpcChannel _channel;

    private ServerScript(ServerHost host)
    {
        _host = host;
        _channel = GrpcChannel.ForAddress(host.Address, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        Client = new(_channel);
    }

    public TestService.TestServiceClient Client { get; }

    public GrpcChannel Channel => _channel;

    public Uri Address => _host.Address;

    public int Port => _host.Port;

    public static async Task<ServerScript> StartAsync(
        UnaryServerMethod<SimpleRequest, SimpleResponse>? unary = null,
        ServerStreamingServerMethod<StreamingOutputCallRequest, StreamingOutputCallResponse>? streaming = null,
        ClientStreamingServerMethod<StreamingInputCallRequest, StreamingInputCallResponse>? requests = null,
        Action<GrpcServiceOptions>? options = null,
        Action<IServiceCollection>? add = null,
        Action<WebApplication>? map = null) => new(await ServerHost.StartAsync(
            app =>
            {
                map?.Invoke(app);
                app.MapGrpcService<Service>();
            },
            services =>
            {
                services.AddSingleton(new Service(unary, streaming, requests));
                services.Configure(options ?? (_ => { }));
                add?.Invoke(services);
            }));

    public Task StopAsync() => _host.StopAsync(ServerRawCall.Patience);

    public ValueTask DisposeAsync()
    {
        _channel.Dispose();
        return _host.DisposeAsync();
    }

    internal sealed class Service(
        UnaryServerMethod<SimpleRequest, SimpleResponse>? unary,
        ServerStreamingServerMethod<StreamingOutputCallRequest, StreamingOutputCallResponse>? streaming,
        ClientStreamingServerMethod<StreamingInputCallRequest, StreamingInputCallResponse>? requests) : TestService.TestServiceBase
    {
        public override Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context) => unary!(request, context);

        public override Task StreamingOutputCall(
            StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context) =>
            streaming!(request, responseStream, context);

        public override Task<StreamingInputCallResponse> StreamingInputCall(
            IAsyncStreamReader<StreamingInputCallRequest> requestStream, ServerCallContext context) => requests!(requestStream, context);
    }
}
