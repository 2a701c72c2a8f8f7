namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>How often each true class was taken for each class.</summary>
/// <param name="Counts">
/// [C + 1][C + 1] by true class, then by class given; the last row is "nothing there", the last column "missed"
/// </param>
public sealed record ConfusionMatrix(int[][] Counts)
{
    internal static ConfusionMatrix Of(IEnumerable<SceneOutcome> scenes, int classes)
    {
        int[][] counts = [.. Enumerable.Range(0, classes + 1).Select(_ => new int[classes + 1])];
        foreach (ConfusedPair pair in scenes.SelectMany(s => s.Confusion))
            counts[pair.Truth ?? classes][pair.Detected ?? classes]++;
        return new(counts);
    }
}
