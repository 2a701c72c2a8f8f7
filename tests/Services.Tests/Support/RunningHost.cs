using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Fuse3D.Services.Tests.Support;

/// <summary>A real service host in this process, on free loopback ports.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private static readonly string[] FreePorts =
        ["--grpc-port", "0", "--http-port", "0", "--drain-delay", "0", "--exit-timeout", "5", "--log-level", "Error"];

    private readonly WebApplication _app;

    private RunningHost(WebApplication app) => _app = app;

    public Uri Grpc => new(_app.Urls.First());

    public Uri Http => new(_app.Urls.Last());

    public IServiceProvider Services => _app.Services;

    public static async Task<RunningHost> StartAsync(Func<string[], WebApplication> build, params string[] args)
    {
        WebApplication app = build([.. args, .. FreePorts]);
        await app.StartAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return new(app);
    }

    public T Get<T>()
        where T : notnull =>
        _app.Services.GetRequiredService<T>();

    public Task StopAsync() => _app.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync() => await _app.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
}
