using System.Net;
using Fuse3D.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fuse3D.Services.Tests.Client;

/// <summary>A fusion service that answers as a test tells it, on a free loopback port.</summary>
internal sealed class FakeFusion : V1.Fusion.FusionBase, IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeFusion(Func<DetectRequest, CancellationToken, Task<DetectReply?>> answer)
    {
        Answer = answer;
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        _app = builder.Build();
        _app.MapGrpcService<FakeFusion>();
    }

    /// <summary>Null: no answer to this frame.</summary>
    public Func<DetectRequest, CancellationToken, Task<DetectReply?>> Answer { get; }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<FakeFusion> StartAsync(Func<DetectRequest, CancellationToken, Task<DetectReply?>> answer)
    {
        FakeFusion fake = new(answer);
        await fake._app.StartAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return fake;
    }

    public override async Task<DetectReply> Detect(DetectRequest request, ServerCallContext context) =>
        await Answer(request, context.CancellationToken) ?? throw new RpcException(new(StatusCode.Internal, "no answer"));

    public override async Task DetectStream(
        IAsyncStreamReader<DetectRequest> requestStream, IServerStreamWriter<DetectReply> responseStream, ServerCallContext context)
    {
        await foreach (DetectRequest request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            if (await Answer(request, context.CancellationToken) is { } reply)
                await responseStream.WriteAsync(reply, context.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
}
