namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>Figures over repeated samplings of the points: what papers quote is the mean, what they call best is the best.</summary>
/// <param name="Runs">one for each sampling, under the same settings</param>
/// <param name="Thresholds">one for each threshold</param>
public sealed record RepeatedFigures(IReadOnlyList<DetectionFigures> Runs, IReadOnlyList<ThresholdSpread> Thresholds)
{
    /// <exception cref="ArgumentException">no run, or runs of other settings</exception>
    public static RepeatedFigures Of(IReadOnlyList<DetectionFigures> runs)
    {
        if (runs.Count == 0 || runs.Any(r => !r.Settings.Fits(runs[0].Settings)))
            throw new ArgumentException("repeated figures are of one run or more, all under the same settings", nameof(runs));
        return new(runs, [.. runs[0].Thresholds.Select((at, t) => new ThresholdSpread(
            at.Threshold,
            Spread.Of([.. runs.Select(r => r.Thresholds[t].MeanAveragePrecision)]),
            Spread.Of([.. runs.Select(r => r.Thresholds[t].AverageRecall)]),
            [.. at.Classes.Select((_, c) => Spread.Of([.. runs.Select(r => r.Thresholds[t].Classes[c].Area)]))]))]);
    }
}

/// <param name="Classes">[C] average precision of each class, by area</param>
public sealed record ThresholdSpread(double Threshold, Spread MeanAveragePrecision, Spread AverageRecall, IReadOnlyList<Spread> Classes);
