using System.Diagnostics;
using System.Net;
using Google.Protobuf;
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
    private static readonly SimpleRequest s_request = new() { Payload = new Payload { Body = ByteString.CopyFrom(new byte[GrpcBenchService.PayloadBytes]) } };
    private static readonly Empty s_empty = new();

    private readonly WebApplication _app;
    private readonly ChannelBase _channel;
    private readonly TestService.TestServiceClient _client;

    private GrpcLoad(WebApplication app, ChannelBase channel)
    {
        _app = app;
        _channel = channel;
        _client = new(channel);
    }

    /// <summary>Median latency in microseconds, and bytes that client and server allocated for each call.</summary>
    public readonly record struct Result(double P50, double BytesPerCall);

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

    /// <summary>Makes calls from several callers at once, each one after the other.</summary>
    public async Task<Result> RunAsync(bool payload, bool deadline, int callers, int callsEach)
    {
        long[] ticks = new long[callers * callsEach];
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(payload, deadline, ticks.AsMemory(caller * callsEach, callsEach)))));
        long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        Array.Sort(ticks);
        return new(ticks[ticks.Length / 2] * 1e6 / Stopwatch.Frequency, (double)bytes / ticks.Length);
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.ShutdownAsync();
        await _app.DisposeAsync();
    }

    private async Task CallAsync(bool payload, bool deadline, Memory<long> ticks)
    {
        DateTime? end = deadline ? DateTime.UtcNow.AddMinutes(5) : null;
        for (int i = 0; i < ticks.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            if (payload)
                await _client.UnaryCallAsync(s_request, deadline: end);
            else
                await _client.EmptyCallAsync(s_empty, deadline: end);
            ticks.Span[i] = Stopwatch.GetTimestamp() - start;
        }
    }
}
