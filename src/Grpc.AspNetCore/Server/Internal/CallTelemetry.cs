using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>A span and a duration for each call, under OpenTelemetry's names for RPC.</summary>
internal static class CallTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "Grpc.AspNetCore.Server";

    private static readonly ActivitySource s_source = new(Name);
    private static readonly Meter s_meter = new(Name);

    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram(
        "rpc.server.call.duration",
        unit: "s",
        description: "Duration of calls that the server handled.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] });

    private static readonly string[] s_codes =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED",
        "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ];

    public static long Now => s_duration.Enabled ? Stopwatch.GetTimestamp() : 0;

    public static Activity? Start(MethodRuntime method, HttpContext http)
    {
        if (!s_source.HasListeners() || s_source.StartActivity(method.TelemetryName, ActivityKind.Server) is not { } activity)
            return null;
        activity.SetTag("rpc.system.name", "grpc");
        activity.SetTag("rpc.method", method.TelemetryName);
        activity.SetTag("server.address", http.Request.Host.Host);
        activity.SetTag("server.port", http.Request.Host.Port ?? http.Connection.LocalPort);
        return activity;
    }

    public static void Stop(MethodRuntime method, Activity? activity, long started, StatusCode status)
    {
        string code = (uint)status < (uint)s_codes.Length ? s_codes[(int)status] : "UNKNOWN";
        if (started != 0)
            Record(method, Stopwatch.GetElapsedTime(started), code);
        if (activity is null)
            return;
        activity.SetTag("rpc.response.status_code", code);
        if (IsServerError(status))
        {
            activity.SetTag("error.type", code);
            activity.SetStatus(ActivityStatusCode.Error);
        }

        activity.Dispose();
    }

    private static void Record(MethodRuntime method, TimeSpan elapsed, string code)
    {
        var tags = new TagList { { "rpc.system.name", "grpc" }, { "rpc.method", method.TelemetryName }, { "rpc.response.status_code", code } };
        if (code != s_codes[0])
            tags.Add("error.type", code);
        s_duration.Record(elapsed.TotalSeconds, tags);
    }

    // A status that blames the caller is no error of the server's span.
    private static bool IsServerError(StatusCode status) => status is StatusCode.Unknown or StatusCode.DeadlineExceeded
        or StatusCode.Unimplemented or StatusCode.Internal or StatusCode.Unavailable or StatusCode.DataLoss;
}
