using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Fuse3D.ServiceDefaults.Metrics;

/// <summary>Sends metrics and traces to an OpenTelemetry collector where OTEL_EXPORTER_OTLP_ENDPOINT names one; at its end, what is left.</summary>
internal sealed class TelemetryExport : IDisposable
{
    // A call's span lies within, or around, that of its HTTP request. Without the latter's source a server's span has a parent that is not
    // recorded, and is left out too; a client's is cut off from the server's.
    private static readonly string[] Sources = ["Grpc.AspNetCore.Server", "Microsoft.AspNetCore", "Grpc.Net.Client", "System.Net.Http"];

    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;

    public TelemetryExport(string service)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")))
            return;
        ResourceBuilder resource = ResourceBuilder.CreateDefault().AddService($"fuse3d-{service}");
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(FrameMetrics.MeterName)
            .AddMeter(MetricsEndpoint.SharedMeters)
            .AddOtlpExporter()
            .Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(Sources)
            .AddOtlpExporter()
            .Build();
    }

    public void Dispose()
    {
        _metrics?.Dispose();
        _traces?.Dispose();
    }
}
