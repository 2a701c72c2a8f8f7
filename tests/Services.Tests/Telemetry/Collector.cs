using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fuse3D.Services.Tests.Telemetry;

/// <summary>An OpenTelemetry collector that keeps what services send to it.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ResourceSpans> _spans = new();
    private readonly ConcurrentQueue<ResourceMetrics> _metrics = new();

    private Collector()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(new SpanReceiver(_spans)).AddSingleton(new MetricReceiver(_metrics));
        _app = builder.Build();
        _app.MapGrpcService<SpanReceiver>();
        _app.MapGrpcService<MetricReceiver>();
    }

    public string Address => _app.Urls.Single();

    /// <summary>Each span, and the name of the service that sent it.</summary>
    public IEnumerable<(string Service, Span Span)> Spans =>
        from sent in _spans
        let service = sent.Resource.Attributes.Single(attribute => attribute.Key == "service.name").Value.StringValue
        from scope in sent.ScopeSpans
        from span in scope.Spans
        select (service, span);

    /// <summary>Each metric, as often as it was sent.</summary>
    public IEnumerable<Metric> Metrics => _metrics.SelectMany(sent => sent.ScopeMetrics).SelectMany(scope => scope.Metrics);

    public static async Task<Collector> StartAsync()
    {
        var collector = new Collector();
        await collector._app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class SpanReceiver(ConcurrentQueue<ResourceSpans> received) : TraceService.TraceServiceBase
    {
        public override Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context)
        {
            foreach (ResourceSpans spans in request.ResourceSpans)
                received.Enqueue(spans);
            return Task.FromResult(new ExportTraceServiceResponse());
        }
    }

    private sealed class MetricReceiver(ConcurrentQueue<ResourceMetrics> received) : MetricsService.MetricsServiceBase
    {
        public override Task<ExportMetricsServiceResponse> Export(ExportMetricsServiceRequest request, ServerCallContext context)
        {
            foreach (ResourceMetrics metrics in request.ResourceMetrics)
                received.Enqueue(metrics);
            return Task.FromResult(new ExportMetricsServiceResponse());
        }
    }
}
