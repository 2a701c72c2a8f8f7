using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Fuse3D.ServiceDefaults.Metrics;

/// <summary>Sends metrics and traces to an OpenTelemetry collector where OTEL_EXPORTER_OTLP_ENDPOINT names one.</summary>
internal sealed class TelemetryExport(string service) : IHostedService
{
    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")))
            return Task.CompletedTask;
        ResourceBuilder resource = ResourceBuilder.CreateDefault().AddService($"fuse3d-{service}");
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(FrameMetrics.MeterName)
            .AddMeter(MetricsEndpoint.SharedMeters)
            .AddOtlpExporter()
            .Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource("Grpc.AspNetCore.Server", "Grpc.Net.Client")
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _metrics?.Dispose();
        _traces?.Dispose();
        return Task.CompletedTask;
    }
}
