using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;
using Grpc.Core.Wire;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>A call's span and its duration, under OpenTelemetry's names for RPC. Costs next to nothing while nobody listens.</summary>
internal readonly struct CallTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string SourceName = "Grpc.AspNetCore.Server";

    private static readonly ActivitySource s_activities = new(SourceName);
    private static readonly Meter s_meter = new(SourceName);
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram(
        RpcTags.ServerDuration, "s", "Duration of incoming calls.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = RpcTags.DurationBounds });

    private readonly MethodRuntime _method;
    private readonly Activity? _activity;
    private readonly long _started;

    public CallTelemetry(MethodRuntime method, HttpContext http)
    {
        _method = method;
        _started = s_duration.Enabled ? Stopwatch.GetTimestamp() : 0;
        _activity = s_activities.HasListeners() ? s_activities.StartActivity(method.TelemetryName, ActivityKind.Server) : null;
        _activity?.SetTag(RpcTags.System, RpcTags.Grpc)
            .SetTag(RpcTags.Method, method.TelemetryName)
            .SetTag(RpcTags.ServerAddress, http.Request.Host.Host)
            .SetTag(RpcTags.ServerPort, http.Request.Host.Port ?? http.Connection.LocalPort);
    }

    public void Stop(StatusCode status)
    {
        if (_activity is null && _started == 0)
            return;
        StatusCode known = status is >= StatusCode.OK and <= StatusCode.Unauthenticated ? status : StatusCode.Unknown;
        string code = RpcTags.NameOf(known);
        if (_activity is not null)
            StopActivity(_activity, known, code);
        if (_started != 0)
            Record(known, code);
    }

    private static void StopActivity(Activity activity, StatusCode status, string code)
    {
        activity.SetTag(RpcTags.StatusCode, code);
        if (IsServersFault(status))
            activity.SetTag(RpcTags.ErrorType, code).SetStatus(ActivityStatusCode.Error);
        activity.Dispose();
    }

    private void Record(StatusCode status, string code)
    {
        var tags = new TagList { { RpcTags.System, RpcTags.Grpc }, { RpcTags.Method, _method.TelemetryName }, { RpcTags.StatusCode, code } };
        if (status != StatusCode.OK)
            tags.Add(RpcTags.ErrorType, code);
        s_duration.Record(Stopwatch.GetElapsedTime(_started).TotalSeconds, tags);
    }

    // A status that blames the caller is no error of the server's span.
    private static bool IsServersFault(StatusCode status) => status is StatusCode.Unknown or StatusCode.DeadlineExceeded
        or StatusCode.Unimplemented or StatusCode.Internal or StatusCode.Unavailable or StatusCode.DataLoss;
}
