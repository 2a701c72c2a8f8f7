using System.Runtime.InteropServices;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;
using Google.Protobuf.Collections;
using Grpc.Net.Client;

namespace Fuse3D.Services.Tests.Telemetry;

/// <summary>What services send to an OpenTelemetry collector.</summary>
public sealed class TelemetryExportTests : IAsyncLifetime
{
    private const string Detect = "fuse3d.v1.PointDetector/Detect", Exchange = "fuse3d.v1.PointDetector/Exchange";

    private readonly TemporaryFolder _temporary = new();
    private string _model = "";
    private Collector _collector = null!;

    public async Task InitializeAsync()
    {
        _model = TinyModel.Write(_temporary);
        _collector = await Collector.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _collector.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Call_Answered_IsASpanAndInTheMetrics()
    {
        await using ChildService points = await StartAsync("PointCloud", intervalMs: 100);
        await DetectAsync(points);

        await Eventually.Holds(() => Spans(Detect).Any() && Requests().Any() && Durations().Any());

        (string service, Span span) = Spans(Detect).Single();
        Assert.Equal(("fuse3d-pointcloud", SpanKind.Server), (service, span.Kind));
        Assert.True(span.EndTimeUnixNano > span.StartTimeUnixNano);
        Assert.Equal("grpc", Text(span.Attributes, "rpc.system.name"));
        Assert.Equal(Detect, Text(span.Attributes, "rpc.method"));
        Assert.Equal("OK", Text(span.Attributes, "rpc.response.status_code"));

        NumberDataPoint requests = Requests().First();
        Assert.Equal((1, "tiny", "OK"), (requests.AsInt, Text(requests.Attributes, "model"), Text(requests.Attributes, "code")));
        HistogramDataPoint durations = Durations().First();
        Assert.Equal((1ul, "OK"), (durations.Count, Text(durations.Attributes, "rpc.response.status_code")));
        Assert.InRange(durations.Sum, 1e-9, 30);   // seconds
    }

    [Fact]
    public async Task Services_Terminated_SendWhatTheyHold_InOneTrace()
    {
        await using ChildService points = await StartAsync("PointCloud", intervalMs: 600_000);
        await using ChildService fusion = await StartAsync("Fusion", intervalMs: 600_000, "--points", points.Grpc.ToString(), "--image", "local");
        await DetectAsync(points);
        await ConnectedAsync(fusion);

        foreach (ChildService service in (ChildService[])[fusion, points])
        {
            service.Signal(PosixSignal.SIGTERM);
            Assert.Equal(0, await service.ExitAsync());
        }

        Assert.Single(Requests());
        Assert.Single(Durations());
        Assert.Single(Spans(Detect));
        Span[] asked = [.. Spans(Exchange).Where(sent => sent is { Service: "fuse3d-fusion", Span.Kind: SpanKind.Client }).Select(sent => sent.Span)];
        Assert.Contains(Spans(Exchange), sent => sent.Service == "fuse3d-pointcloud" && Ancestors(sent.Span).Intersect(asked).Any());
    }

    private IEnumerable<(string Service, Span Span)> Spans(string name) => _collector.Spans.Where(sent => sent.Span.Name == name);

    // Up to one that no service has sent.
    private IEnumerable<Span> Ancestors(Span span)
    {
        while (_collector.Spans.Select(sent => sent.Span).FirstOrDefault(other => other.SpanId == span.ParentSpanId) is { } parent)
            yield return span = parent;
    }

    private IEnumerable<NumberDataPoint> Requests() =>
        _collector.Metrics.Where(metric => metric.Name == "fuse3d.requests").SelectMany(metric => metric.Sum.DataPoints);

    private IEnumerable<HistogramDataPoint> Durations() => _collector.Metrics
        .Where(metric => metric is { Name: "rpc.server.call.duration", Unit: "s" })
        .SelectMany(metric => metric.Histogram.DataPoints)
        .Where(point => Text(point.Attributes, "rpc.method") == Detect);

    private static string? Text(RepeatedField<KeyValue> attributes, string name) => attributes.SingleOrDefault(each => each.Key == name)?.Value.StringValue;

    private Task<ChildService> StartAsync(string service, int intervalMs, params string[] args) => ChildService.StartAsync(
        service,
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", _collector.Address),
            ("OTEL_BSP_SCHEDULE_DELAY", $"{intervalMs}"),
            ("OTEL_METRIC_EXPORT_INTERVAL", $"{intervalMs}"),
        ],
        ["--model", _model, .. args]);

    private static async Task DetectAsync(ChildService points)
    {
        using var channel = GrpcChannel.ForAddress(points.Grpc);
        await new PointDetector.PointDetectorClient(channel).DetectAsync(TinyModel.Frame(1), deadline: DateTime.UtcNow.AddSeconds(20));
    }

    private static async Task ConnectedAsync(ChildService fusion)
    {
        using var channel = GrpcChannel.ForAddress(fusion.Grpc);
        var client = new V1.Fusion.FusionClient(channel);
        await Eventually.Holds(async () => (await client.GetInfoAsync(new(), deadline: DateTime.UtcNow.AddSeconds(20))).Branches.All(branch => branch.Available));
    }
}
