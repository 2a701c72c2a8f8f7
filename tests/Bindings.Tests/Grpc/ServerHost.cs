using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>A gRPC server on a free port of the loopback, as an application would have it.</summary>
internal sealed class ServerHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ServerHost(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public int Port => Address.Port;

    public IServiceProvider Services => _app.Services;

    public static async Task<ServerHost> StartAsync(
        Action<WebApplication> map,
        Action<IServiceCollection>? add = null,
        HttpProtocols protocols = HttpProtocols.Http2,
        string? socket = null,
        Action<IServiceCollection>? runtime = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            if (socket is null)
                options.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = protocols);
            else
                options.ListenUnixSocket(socket, endpoint => endpoint.Protocols = protocols);
        });
        (runtime ?? (services => services.AddGrpc()))(builder.Services);
        add?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        map(app);
        await app.StartAsync();
        return new(app);
    }

    public Task StopAsync(TimeSpan timeout) => _app.StopAsync(new CancellationTokenSource(timeout).Token);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
