using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Pictures;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>What a run measured.</summary>
/// <param name="Heads">one for each selection of heads, in the order asked for; none of a network without 3D heads</param>
/// <param name="Pictures">null where no picture was looked at</param>
/// <param name="Frames">of each pass</param>
/// <param name="Failures">frames that count nowhere</param>
public sealed record RunFigures(
    IReadOnlyList<HeadFigures> Heads, PictureFigures? Pictures, int Frames, IReadOnlyList<FrameFailure> Failures)
{
    /// <summary>Of segmentation or translation; null of detection.</summary>
    public DenseFigures? Dense { get; init; }

    /// <summary>mAP of the first selection of heads; null where there is none, or it was not measured at this threshold.</summary>
    public double? MeanAveragePrecision(double threshold) => Heads is [var head, ..]
        ? head.Figures.Thresholds.FirstOrDefault(at => at.Threshold.Equals(threshold))?.MeanAveragePrecision.Mean
        : null;
}

/// <summary>The figures of one selection of heads, over all passes.</summary>
/// <param name="Name">of the selection</param>
public sealed record HeadFigures(string Name, RepeatedFigures Figures);
