using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Fuse3D.ServiceDefaults.Metrics;

/// <summary>GET /metrics: everything in Prometheus' text format.</summary>
internal static class MetricsEndpoint
{
    /// <summary>Meters of the runtime, the web server and the gRPC libraries.</summary>
    public static readonly string[] SharedMeters =
        ["System.Runtime", "Microsoft.AspNetCore.Server.Kestrel", "Grpc.AspNetCore.Server", "Grpc.Net.Client"];

    public static Task Answer(HttpContext context, MetricStore store)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        store.WriteTo(text);
        context.Response.ContentType = PrometheusText.ContentType;
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }
}
