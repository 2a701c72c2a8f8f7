using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Fuse3D.ServiceDefaults.Metrics;

/// <summary>Listens to meters and writes their values as Prometheus text.</summary>
public sealed class MetricStore : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, MetricSeries> _series = new();

    /// <param name="own">the service's own meter; another service in this process has another</param>
    /// <param name="shared">names of meters that the whole process shares</param>
    public MetricStore(Meter own, params string[] shared)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == own || shared.Contains(instrument.Meter.Name))
                listener.EnableMeasurementEvents(instrument, _series.GetOrAdd(instrument, found => new MetricSeries(found)));
        };
        Listen<byte>(value => value);
        Listen<short>(value => value);
        Listen<int>(value => value);
        Listen<long>(value => value);
        Listen<float>(value => value);
        Listen<double>(value => value);
        Listen<decimal>(value => (double)value);
        _listener.Start();
    }

    public void WriteTo(TextWriter text)
    {
        _listener.RecordObservableInstruments();
        foreach (var named in _series.Values.GroupBy(series => PrometheusText.Name(series.Instrument, series.Kind)).OrderBy(named => named.Key))
        {
            MetricSeries first = named.First();
            text.Write($"# HELP {named.Key} {PrometheusText.Escaped(first.Instrument.Description ?? "")}\n# TYPE {named.Key} {first.Kind}\n");
            foreach (MetricSeries series in named)
                series.WriteTo(text, named.Key);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Listen<T>(Func<T, double> number)
        where T : struct =>
        _listener.SetMeasurementEventCallback<T>((_, measurement, tags, state) => (state as MetricSeries)?.Record(number(measurement), tags));
}
