namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>Ranks the right detections of one class among all of its detections.</summary>
/// <remarks>
/// Only the few right ones are sorted. Every other detection just counts for those that come after it, so the cost is one short search per
/// detection and no sort of them all. Order: score, then scene, then the order given.
/// </remarks>
internal static class ClassRanking
{
    private readonly record struct Right(double Score, int Scene, int Detection, uint RightAt) : IComparable<Right>
    {
        public int CompareTo(Right other)
        {
            int byScore = other.Score.CompareTo(Score);
            int byScene = byScore != 0 ? byScore : Scene.CompareTo(other.Scene);
            return byScene != 0 ? byScene : Detection.CompareTo(other.Detection);
        }
    }

    /// <param name="scenes">the class in each scene, in the order of scenes; null where it has no detection</param>
    /// <returns>one curve for each threshold</returns>
    public static PrecisionRecallCurve[] Rank(IReadOnlyList<ClassOutcome?> scenes, int truths, int thresholds)
    {
        Right[] right = [.. RightOnes(scenes)];
        Array.Sort(right);
        int[] ranks = Ranks(scenes, right);
        int detections = scenes.Sum(s => s?.Scores.Length ?? 0);
        return [.. Enumerable.Range(0, thresholds).Select(t => Curve(right, ranks, truths, detections, 1u << t))];
    }

    private static IEnumerable<Right> RightOnes(IReadOnlyList<ClassOutcome?> scenes)
    {
        for (int s = 0; s < scenes.Count; s++)
        {
            foreach (DetectionMatch match in scenes[s]?.Matches ?? [])
                yield return new(scenes[s]!.Scores[match.Detection], s, match.Detection, match.RightAt);
        }
    }

    private static PrecisionRecallCurve Curve(Right[] right, int[] ranks, int truths, int detections, uint bit)
    {
        int[] own = [.. Enumerable.Range(0, right.Length).Where(i => (right[i].RightAt & bit) != 0)];
        return new(truths, detections, [.. own.Select(i => ranks[i])], [.. own.Select(i => right[i].Score)]);
    }

    // ranks[k]: the detections up to and with right[k].
    private static int[] Ranks(IReadOnlyList<ClassOutcome?> scenes, Right[] right)
    {
        var ranks = new int[right.Length];
        if (right.Length == 0)
            return ranks;
        var index = new ScoreIndex(Array.ConvertAll(right, r => r.Score));
        for (int s = 0; s < scenes.Count; s++)
        {
            double[] own = scenes[s]?.Scores ?? [];
            for (int d = 0; d < own.Length; d++)
            {
                if (own[d] < index.Lowest)
                    continue;
                int place = FirstNotBefore(right, index.HigherThan(own[d]), own[d], s, d);
                if (place < ranks.Length)
                    ranks[place]++;
            }
        }

        for (int i = 1; i < ranks.Length; i++)
            ranks[i] += ranks[i - 1];
        return ranks;
    }

    // The first of the right ones that this detection is, or comes before; those in front of `place` have higher scores.
    private static int FirstNotBefore(Right[] right, int place, double score, int scene, int detection)
    {
        while (place < right.Length && right[place].Score.Equals(score)
            && (right[place].Scene < scene || (right[place].Scene == scene && right[place].Detection < detection)))
            place++;
        return place;
    }
}
