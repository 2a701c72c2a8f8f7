using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Fuse3D.ServiceDefaults.Metrics;

/// <summary>Names, labels and numbers as the Prometheus text format (0.0.4) writes them.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly Dictionary<string, string> UnitSuffixes = new()
    {
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["By"] = "bytes",
    };

    /// <summary>"fuse3d.queue.duration" in "s" becomes fuse3d_queue_duration_seconds; counters end in _total.</summary>
    public static string Name(Instrument instrument, string kind)
    {
        var name = new StringBuilder(Sanitised(instrument.Name));
        if (UnitSuffixes.TryGetValue(instrument.Unit ?? "", out string? suffix) && !EndsWith(name, suffix))
            name.Append('_').Append(suffix);
        if (kind == "counter" && !EndsWith(name, "total"))
            name.Append("_total");
        return name.ToString();
    }

    /// <summary>name="value" pairs with commas between, without braces.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
            return "";
        var labels = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            if (labels.Length > 0)
                labels.Append(',');
            labels.Append(Sanitised(name)).Append("=\"").Append(Escaped(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")).Append('"');
        }

        return labels.ToString();
    }

    public static string Braced(string labels) => labels.Length == 0 ? "" : $"{{{labels}}}";

    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    public static string Escaped(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Sanitised(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private static bool EndsWith(StringBuilder name, string suffix) => name.ToString().EndsWith("_" + suffix, StringComparison.Ordinal);
}
