using Fuse3D.Vision.Metrics.Detections;

namespace Fuse3D.Vision.Metrics.Reports;

/// <summary>Picks the frames worth looking at.</summary>
public static class FrameChoice
{
    /// <summary>Frames with something to find that were read best, by F1 and then by the number of objects found.</summary>
    public static IReadOnlyList<SceneFigures> Best(DetectionFigures figures, int count) =>
        [.. figures.Scenes.Where(s => s.Summary.Right + s.Summary.Missed > 0)
            .OrderByDescending(s => s.Summary.F1).ThenByDescending(s => s.Summary.Right).Take(count)];

    /// <summary>Frames that were read worst, by F1 and then by the number of errors; those without any error are left out.</summary>
    public static IReadOnlyList<SceneFigures> Worst(DetectionFigures figures, int count) =>
        [.. figures.Scenes.Where(s => s.Summary.Wrong + s.Summary.Missed > 0)
            .OrderBy(s => s.Summary.F1).ThenByDescending(s => s.Summary.Wrong + s.Summary.Missed).Take(count)];
}
