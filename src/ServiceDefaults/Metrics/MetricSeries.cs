using System.Diagnostics.Metrics;

namespace Fuse3D.ServiceDefaults.Metrics;

/// <summary>All values of one instrument, one per set of tags.</summary>
/// <remarks>A tag with endless values must not fill the memory: sets beyond <see cref="MaxTagSets"/> are counted together.</remarks>
internal sealed class MetricSeries(Instrument instrument)
{
    private const int MaxTagSets = 1_000;
    private const string Overflow = "overflow=\"true\"";

    // Upper bounds in seconds: a frame of 30 per second, a tenth of a second, and what is far too late.
    private static readonly double[] Bounds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.033, 0.05, 0.066, 0.1, 0.2, 0.5, 1, 2];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Value> _values = [];
    private readonly bool _isGauge = instrument.GetType().Name.Contains("Gauge", StringComparison.Ordinal);
    private readonly bool _isObserved = instrument.IsObservable;

    public Instrument Instrument => instrument;

    public string Kind => IsHistogram ? "histogram" : _isGauge || IsUpDown ? "gauge" : "counter";

    private bool IsHistogram { get; } = instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal);

    private bool IsUpDown { get; } = instrument.GetType().Name.Contains("UpDown", StringComparison.Ordinal);

    public void Record(double measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string labels = PrometheusText.Labels(tags);
        lock (_lock)
        {
            if (!_values.TryGetValue(labels, out Value? value))
            {
                if (_values.Count >= MaxTagSets)
                    labels = Overflow;
                if (!_values.TryGetValue(labels, out value))
                    _values[labels] = value = new(IsHistogram ? Bounds.Length : 0);
            }

            value.Add(measurement, replace: _isGauge || _isObserved);
        }
    }

    public void WriteTo(TextWriter text, string name)
    {
        lock (_lock)
        {
            foreach (var (labels, value) in _values)
            {
                if (IsHistogram)
                    value.WriteHistogram(text, name, labels);
                else
                    text.Write($"{name}{PrometheusText.Braced(labels)} {PrometheusText.Number(value.Sum)}\n");
            }
        }
    }

    private sealed class Value(int buckets)
    {
        private readonly long[] _buckets = new long[buckets];
        private long _count;

        public double Sum { get; private set; }

        public void Add(double measurement, bool replace)
        {
            Sum = replace ? measurement : Sum + measurement;
            _count++;
            for (int i = 0; i < _buckets.Length; i++)
            {
                if (measurement <= Bounds[i])
                    _buckets[i]++;
            }
        }

        public void WriteHistogram(TextWriter text, string name, string labels)
        {
            string before = labels.Length == 0 ? "" : labels + ",";
            for (int i = 0; i < _buckets.Length; i++)
                text.Write($"{name}_bucket{{{before}le=\"{PrometheusText.Number(Bounds[i])}\"}} {_buckets[i]}\n");
            text.Write($"{name}_bucket{{{before}le=\"+Inf\"}} {_count}\n");
            text.Write($"{name}_sum{PrometheusText.Braced(labels)} {PrometheusText.Number(Sum)}\n");
            text.Write($"{name}_count{PrometheusText.Braced(labels)} {_count}\n");
        }
    }
}
