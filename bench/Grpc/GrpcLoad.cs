using System.Diagnostics;
using System.Net;
using Grpc.Core;
using Grpc.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Fuse3D.Bench.Grpc;

/// <summary>One stack's server on the loopback, and callers of it in the same process.</summary>
internal sealed class GrpcLoad : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ChannelBase _channel;
    private readonly TestService.TestServiceClient _client;

    private GrpcLoad(WebApplication app, ChannelBase channel)
    {
        _app = app;
        _channel = channel;
        _client = new(channel);
    }

    /// <summary>Median latency in microseconds, and bytes that client and server allocated, of a call or message.</summary>
    public readonly record struct Result(double P50, double Bytes);

    public static async Task<GrpcLoad> StartAsync(GrpcStack stack)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        stack.Add(builder.Services);
        WebApplication app = builder.Build();
        stack.Map(app);
        await app.StartAsync();
        return new(app, stack.Connect(app.Urls.Single()));
    }

    /// <summary>Does the work with all its callers at once.</summary>
    public async Task<Result> RunAsync(GrpcWork work)
    {
        long[] ticks = new long[work.Callers * work.Each];
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await Task.WhenAll(Enumerable.Range(0, work.Callers).Select(
            caller => Task.Run(() => work.RunAsync(_client, ticks.AsMemory(caller * work.Each, work.Each)))));
        long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        Array.Sort(ticks);
        return new(ticks[ticks.Length / 2] * 1e6 / Stopwatch.Frequency, (double)bytes / ticks.Length);
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.ShutdownAsync();
        await _app.DisposeAsync();
    }
}
