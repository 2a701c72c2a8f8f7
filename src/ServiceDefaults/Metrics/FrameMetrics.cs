using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Fuse3D.ServiceDefaults.Frames;

namespace Fuse3D.ServiceDefaults.Metrics;

/// <summary>What a service counts and times, frame by frame.</summary>
public sealed class FrameMetrics : IDisposable
{
    public const string MeterName = "Fuse3D";

    private readonly Counter<long> _requests, _dropped, _degraded, _tokenBytes;
    private readonly Histogram<double> _request, _queue, _stage, _sensorToResult;
    private readonly ConcurrentBag<FrameGate> _gates = [];

    public FrameMetrics()
    {
        Meter.CreateObservableGauge("fuse3d.queue.depth", () => _gates.Sum(gate => gate.Waiting), description: "Frames that wait for their turn");
        _requests = Meter.CreateCounter<long>("fuse3d.requests", description: "Frames answered, by status code");
        _dropped = Meter.CreateCounter<long>("fuse3d.frames.dropped", description: "Frames dropped unanswered, by reason");
        _degraded = Meter.CreateCounter<long>("fuse3d.fusion.degraded", description: "Frames answered without a branch, by branch");
        _tokenBytes = Meter.CreateCounter<long>("fuse3d.token_exchange.bytes", "By", "Tensor bytes sent between services, by transport");
        _request = Meter.CreateHistogram<double>("fuse3d.request.duration", "s", "Time from a frame's arrival to its answer");
        _queue = Meter.CreateHistogram<double>("fuse3d.queue.duration", "s", "Time that a frame waited for its turn");
        _stage = Meter.CreateHistogram<double>("fuse3d.stage.duration", "s", "Time of one stage of a frame");
        _sensorToResult = Meter.CreateHistogram<double>("fuse3d.sensor_to_result", "s", "Time from the sensor's stamp to the answer");
    }

    public Meter Meter { get; } = new(MeterName);

    public void Answered(string model, string code, TimeSpan took)
    {
        _requests.Add(1, new("model", model), new("code", code));
        _request.Record(took.TotalSeconds, new KeyValuePair<string, object?>("model", model));
    }

    /// <param name="reason">"stale", "overload" or "shutdown"</param>
    public void Dropped(string reason) => _dropped.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Degraded(string missing) => _degraded.Add(1, new KeyValuePair<string, object?>("missing", missing));

    public void TokensSent(string transport, long bytes) => _tokenBytes.Add(bytes, new KeyValuePair<string, object?>("transport", transport));

    /// <param name="stage">"queue" is told apart: it is the one that says that a service needs a replica</param>
    public void Stage(string stage, TimeSpan took)
    {
        if (stage == "queue")
            _queue.Record(took.TotalSeconds);
        _stage.Record(took.TotalSeconds, new KeyValuePair<string, object?>("stage", stage));
    }

    /// <summary>Counts this queue's frames among those that wait for their turn.</summary>
    public void Watch(FrameGate gate) => _gates.Add(gate);

    /// <summary>Only stamps of the last minute count: a recording's are from another day.</summary>
    public void Finished(DateTimeOffset stamp, DateTimeOffset now)
    {
        if (now - stamp is { TotalSeconds: >= 0 and < 60 } age)
            _sensorToResult.Record(age.TotalSeconds);
    }

    public void Dispose() => Meter.Dispose();
}
