using System.Globalization;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Reports;
using Fuse3D.Vision.Metrics.Running;

namespace Fuse3D.Cli.Evaluation;

/// <summary>The report of a run. Nothing in it tells where the networks ran or how long: two runs of the same evaluation have the same.</summary>
internal static class RunReport
{
    public static EvaluationReport Of(
        EvalRequest request, RunConfig config, SplitOf split, EvaluatedModel model, RunFigures figures, IReadOnlyList<ReportFrame> frames) => new()
        {
            Title = $"{config.Name} on {config.Data.Val} of {split.Name}",
            Facts =
            [
                new("network", config.Family),
                new("weights", model.Weights),
                new("data set", $"{split.Name}, {config.Data.Layout}, labels {config.Data.Labels}"),
                new("split", $"{config.Data.Val}, {split.Ids.Count} frames, {EvaluationReport.SplitHash(split.Ids)}"),
                new("frames measured", $"{figures.Frames}"),
                new("device", model.Device),
                new("seed", $"{config.Eval.Seed}"),
                .. Expected(config, figures),
            ],
            Configuration = Configuration(request),
            Heads = figures.Heads,
            Pictures = figures.Pictures,
            Frames = frames,
            Failures = figures.Failures,
        };

    // The figures are the first head's; of pictures there is one, the mean over the thresholds.
    private static IEnumerable<ReportFact> Expected(RunConfig config, RunFigures figures)
    {
        (string Name, double Measured)[] measured = figures.Heads is [var head, ..]
            ? [.. head.Figures.Thresholds.Select(at => (string.Create(CultureInfo.InvariantCulture, $"mAP@{at.Threshold}"), at.MeanAveragePrecision.Mean))]
            : [("AP", figures.Pictures?.Summary.Ap ?? double.NaN)];
        return config.Eval.Expected.Zip(measured, (expected, found) => new ReportFact($"{found.Name} published", string.Create(
            CultureInfo.InvariantCulture,
            $"{expected:0.0}; measured {100 * found.Measured:0.0}, {(Math.Abs(expected - 100 * found.Measured) <= config.Eval.Tolerance ? "within" : "not within")} {config.Eval.Tolerance:0.0}")));
    }

    // Where the data lies is no part of what was measured.
    private static string Configuration(EvalRequest request)
    {
        IEnumerable<string> changes = request.Overrides.Where(change => !change.StartsWith("data.root=", StringComparison.Ordinal));
        return File.ReadAllText(request.Config) + string.Concat(changes.Select(change => $"# changed: {change}\n"));
    }
}

/// <summary>times.json: what differs from run to run.</summary>
/// <param name="Where">"in process on cpu", or the service</param>
/// <param name="Started">time of day</param>
/// <param name="Answered">frames that this run answered; the others were there</param>
/// <param name="Seconds">that they took</param>
internal sealed record RunTimes(string Where, DateTimeOffset Started, int Answered, double Seconds);
