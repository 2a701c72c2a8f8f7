using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Training;
using Fuse3D.Vision.Training.Events;

namespace Fuse3D.Cli.Training;

/// <summary>Those who watch a run: the terminal, TensorBoard and the run's curves, of the first rank only.</summary>
internal sealed class RunObserver : ITrainingObserver, IDisposable
{
    private readonly TrainConfig _config;
    private readonly ProgressLines? _lines;
    private readonly EventFile? _events;
    private readonly RunHistory? _history;

    /// <param name="name">of the run</param>
    public RunObserver(string name, TrainConfig config, RunFolder folder, bool first)
    {
        _config = config;
        if (!first)
            return;
        _lines = new(Console.Error, live: !Console.IsErrorRedirected, config.Epochs);
        _events = new(folder.Path);
        _history = new(folder.Path, name);
    }

    public void Stepped(StepReport report)
    {
        _history?.Add(report);
        if (report.Step % _config.LogEvery == 0 || report.Skipped)
        {
            _events?.Write(report.Step, Scalars(report));
            _lines?.Write(report);
        }
        else
        {
            _lines?.Show(report);
        }
    }

    public void Validated(ValidationReport report)
    {
        _events?.Write(report.Step, report.Figures.Select(figure => KeyValuePair.Create("val/" + figure.Key, figure.Value)));
        _history?.Add(report);
        _lines?.Write(report);
    }

    public void Saved(string folder) => _lines?.Write($"state saved: {folder}");

    public void End(string line) => _lines?.Write(line);

    public void Dispose()
    {
        _history?.End();
        _events?.Dispose();
    }

    private static IEnumerable<KeyValuePair<string, double>> Scale(StepReport report) =>
        report.Scale is { } scale ? [new("train/scale", scale)] : [];

    private static IEnumerable<KeyValuePair<string, double>> Scalars(StepReport report) =>
    [
        new("train/total", report.Loss),
        new("train/gradient_norm", report.GradientNorm),
        new("train/samples_per_second", report.SamplesPerSecond),
        new("train/epoch", report.Epoch),
        .. Scale(report),
        .. report.Rates.Select(rate => KeyValuePair.Create("rate/" + rate.Key, rate.Value)),
        .. report.Terms.Select(term => KeyValuePair.Create("loss/" + term.Key, (double)term.Value)),
    ];
}
