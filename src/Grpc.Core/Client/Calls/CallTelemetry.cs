using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;
using Grpc.Core.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>A call's activity and its duration. Costs a clock reading while nobody listens.</summary>
internal struct CallTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string SourceName = "Grpc.Net.Client";

    private static readonly ActivitySource s_activities = new(SourceName);
    private static readonly Meter s_meter = new(SourceName);
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram(
        RpcTags.ClientDuration, "s", "Duration of outgoing calls.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = RpcTags.DurationBounds });

    private Activity? _activity;
    private long _started;

    public static CallTelemetry Start() => new() { _started = Stopwatch.GetTimestamp() };

    public void StartActivity(ClientCall call)
    {
        if (!s_activities.HasListeners()) return;
        _activity = s_activities.StartActivity(call.Method.Name, ActivityKind.Client);
        _activity?.SetTag(RpcTags.System, RpcTags.Grpc)
            .SetTag(RpcTags.Method, call.Method.Name)
            .SetTag(RpcTags.ServerAddress, call.Channel.ServerAddress)
            .SetTag(RpcTags.ServerPort, call.Channel.ServerPort);
    }

    public readonly void Stop(ClientCall call, in Status status)
    {
        if (_activity is not null) StopActivity(status);
        if (s_duration.Enabled) Record(call, status);
    }

    private readonly void StopActivity(in Status status)
    {
        string code = RpcTags.NameOf(status.StatusCode);
        _activity!.SetTag(RpcTags.StatusCode, code);
        if (status.StatusCode != StatusCode.OK)
            _activity.SetTag(RpcTags.ErrorType, code).SetStatus(ActivityStatusCode.Error, status.Detail);
        _activity.Stop();
    }

    private readonly void Record(ClientCall call, in Status status)
    {
        string code = RpcTags.NameOf(status.StatusCode);
        TagList tags = new()
        {
            { RpcTags.System, RpcTags.Grpc },
            { RpcTags.Method, call.Method.Name },
            { RpcTags.StatusCode, code },
            { RpcTags.ServerAddress, call.Channel.ServerAddress },
            { RpcTags.ServerPort, call.Channel.ServerPort },
        };
        if (status.StatusCode != StatusCode.OK) tags.Add(RpcTags.ErrorType, code);
        s_duration.Record(Stopwatch.GetElapsedTime(_started).TotalSeconds, tags);
    }
}
