namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>How scores and overlaps are spread at the lowest threshold, in bins of 0.05 from 0 to 1; beyond that, the end bins.</summary>
/// <param name="RightScores">[20] detections that are right, by score</param>
/// <param name="WrongScores">[20] detections that are wrong, by score</param>
/// <param name="Overlaps">[20] detections that are right, by overlap</param>
public sealed record MatchHistogram(int[] RightScores, int[] WrongScores, int[] Overlaps)
{
    public const int Bins = 20;

    internal static MatchHistogram Of(IEnumerable<ClassOutcome?> scenes)
    {
        int[] right = new int[Bins], all = new int[Bins], overlaps = new int[Bins];
        foreach (ClassOutcome scene in scenes.OfType<ClassOutcome>())
        {
            foreach (double score in scene.Scores)
                all[Bin(score)]++;
            foreach (DetectionMatch match in scene.Matches.Where(m => (m.RightAt & 1) != 0))
            {
                right[Bin(scene.Scores[match.Detection])]++;
                overlaps[Bin(match.Iou)]++;
            }
        }

        return new(right, [.. all.Zip(right, (a, r) => a - r)], overlaps);
    }

    internal static MatchHistogram Sum(IReadOnlyList<MatchHistogram> parts)
    {
        int[] Total(Func<MatchHistogram, int[]> of) => [.. Enumerable.Range(0, Bins).Select(b => parts.Sum(p => of(p)[b]))];
        return new(Total(p => p.RightScores), Total(p => p.WrongScores), Total(p => p.Overlaps));
    }

    private static int Bin(double value) => (int)Math.Clamp(value * Bins, 0, Bins - 1);
}
