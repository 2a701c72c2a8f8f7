using System.Globalization;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Metrics.Dense;
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
                .. Expected(config.Eval.Expected, Measured(figures), config.Eval.Tolerance),
            ],
            Configuration = Configuration(request),
            Heads = figures.Heads,
            Pictures = figures.Pictures,
            Frames = frames,
            Failures = figures.Failures,
        };

    /// <summary>The same of segmentation or translation.</summary>
    /// <param name="ids">of the split</param>
    /// <param name="features">the network that distances are of; null: there are none</param>
    public static EvaluationReport Of(
        EvalRequest request, DenseRunConfig config, EvaluatedModel model, IReadOnlyList<string> ids, RunFigures figures, IPictureFeatures? features,
        IReadOnlyList<ReportShot> shots) => new()
        {
            Title = $"{config.Name} on {config.Data.Val} of {config.Data.Layout}",
            Facts =
            [
                new("network", config.Family),
                new("weights", model.Weights),
                new("data set", config.Data.Layout),
                new("split", $"{config.Data.Val}, {ids.Count} frames, {EvaluationReport.SplitHash(ids)}"),
                new("frames measured", $"{figures.Frames - figures.Failures.Count}"),
                new("device", model.Device),
                .. Look(config, features),
                .. Expected(config.Eval.Expected, Measured(figures.Dense!), config.Eval.Tolerance),
            ],
            Configuration = Configuration(request),
            Dense = figures.Dense,
            Shots = shots,
            Failures = figures.Failures,
        };

    private static IEnumerable<ReportFact> Look(DenseRunConfig config, IPictureFeatures? features)
    {
        DenseEvalConfig eval = config.Eval;
        string flip = eval.Flip ? ", mirrored too" : "";
        if (config.IsSegmentation)
        {
            yield return new("frames looked at", $"at {string.Join(", ", eval.Scales.Select(scale => scale.ToString(CultureInfo.InvariantCulture)))} of their size{flip}");
            yield break;
        }

        yield return new("generator", eval.TrainingMode ? $"in training, as published; dropout from seed {eval.Seed}{flip}" : $"in evaluation{flip}");
        yield return new("errors", "of values in [-1, 1], unscaled; RMSE is the root of the mean over pictures");
        if (features is not null)
        {
            yield return new("pictures", eval.Pictures == PictureForm.PublishedPng ? "stretched to the full range, 500 x 500, as the published evaluation saves them" : "[-1, 1] as 0..255, at their own size");
            yield return new("features", $"{features.Name}, weights {features.Weights}");
            yield return new("kernel distance", $"{eval.KernelSubsets} subsets of at most {eval.KernelSubsetSize}, seed {eval.Seed}");
        }
    }

    private static (string Name, double Measured)[] Measured(DenseFigures figures) => figures switch
    {
        { Segmentation: [.., var own] } => [("pixel accuracy", own.Scores.PixelAccuracy), ("mean accuracy", own.Scores.MeanAccuracy), ("mean IoU", own.Scores.MeanIou)],
        { IsInception: true, Translation: [.., { Frechet: { } frechet, Kernel: { } kernel }] } => [("FID", frechet), ("KID x 100", kernel)],
        _ => [],        // published distances are of Inception's features
    };

    // The figures are the first head's; of pictures there is one, the mean over the thresholds.
    private static (string Name, double Measured)[] Measured(RunFigures figures) => figures.Heads is [var head, ..]
        ? [.. head.Figures.Thresholds.Select(at => (string.Create(CultureInfo.InvariantCulture, $"mAP@{at.Threshold}"), 100 * at.MeanAveragePrecision.Mean))]
        : [("AP", 100 * figures.Pictures?.Summary.Ap ?? double.NaN)];

    private static IEnumerable<ReportFact> Expected(IEnumerable<double> published, (string Name, double Measured)[] measured, double tolerance) =>
        published.Zip(measured, (expected, found) => new ReportFact($"{found.Name} published", string.Create(
            CultureInfo.InvariantCulture,
            $"{expected:0.0#}; measured {found.Measured:0.0#}, {(Math.Abs(expected - found.Measured) <= tolerance ? "within" : "not within")} {tolerance:0.0#}")));

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
