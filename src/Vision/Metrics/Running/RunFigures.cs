using Fuse3D.Vision.Metrics.Detections;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>What a run measured.</summary>
/// <param name="Heads">one for each selection of heads, in the order asked for</param>
/// <param name="Frames">frames of each pass</param>
/// <param name="Failures">frames that count nowhere</param>
public sealed record RunFigures(IReadOnlyList<HeadFigures> Heads, int Frames, IReadOnlyList<FrameFailure> Failures);

/// <summary>The figures of one selection of heads, pass by pass.</summary>
/// <param name="Name">of the selection</param>
/// <param name="Passes">one for each drawing of the points</param>
public sealed record HeadFigures(string Name, IReadOnlyList<DetectionFigures> Passes)
{
    /// <summary>mAP over the passes.</summary>
    /// <param name="threshold">index in the thresholds</param>
    public Spread MeanAveragePrecision(int threshold) => Spread.Of([.. Passes.Select(pass => pass.Thresholds[threshold].MeanAveragePrecision)]);

    /// <summary>AR over the passes.</summary>
    /// <inheritdoc cref="MeanAveragePrecision"/>
    public Spread AverageRecall(int threshold) => Spread.Of([.. Passes.Select(pass => pass.Thresholds[threshold].AverageRecall)]);
}

/// <summary>A figure that was measured several times.</summary>
/// <param name="Deviation">of the sample (n - 1); 0 for a single value</param>
public readonly record struct Spread(double Mean, double Deviation)
{
    public static Spread Of(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        double squares = values.Sum(value => (value - mean) * (value - mean));
        return new(mean, values.Count < 2 ? 0 : Math.Sqrt(squares / (values.Count - 1)));
    }
}
