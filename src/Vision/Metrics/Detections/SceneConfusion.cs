namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>Which true class was taken for which, in one scene.</summary>
/// <remarks>
/// Each box stands for the class of its highest score, from the operating score on. From the surest down, a box takes the free true box
/// of whatever class that it overlaps most, above the lowest threshold.
/// </remarks>
internal static class SceneConfusion
{
    private readonly record struct Vote(int Class, double Score);

    public static List<ConfusedPair> Of(SceneDetections scene, SceneTruth truth, SceneOverlaps overlaps, EvaluationSettings settings)
    {
        Vote[] votes = Votes(scene);
        int[] order = [.. Enumerable.Range(0, votes.Length).Where(b => votes[b].Score >= settings.OperatingScore)
            .OrderByDescending(b => votes[b].Score).ThenBy(b => b)];
        var free = Enumerable.Repeat(true, truth.Count).ToArray();
        List<ConfusedPair> pairs = [];
        foreach (int box in order)
        {
            int found = Nearest(box, free, overlaps, settings.Thresholds[0]);
            pairs.Add(new(found < 0 ? null : truth.Classes[found], votes[box].Class));
            if (found >= 0)
                free[found] = false;
        }

        pairs.AddRange(from t in Enumerable.Range(0, truth.Count) where free[t] select new ConfusedPair(truth.Classes[t], null));
        return pairs;
    }

    private static Vote[] Votes(SceneDetections scene)
    {
        var votes = new Vote[scene.Boxes.Count];
        Array.Fill(votes, new(-1, double.NegativeInfinity));
        foreach (ClassDetections own in scene.Classes)
        {
            for (int d = 0; d < own.Scores.Length; d++)
            {
                if (own.Scores[d] > votes[own.Boxes[d]].Score)
                    votes[own.Boxes[d]] = new(own.Class, own.Scores[d]);
            }
        }

        return votes;
    }

    private static int Nearest(int box, bool[] free, SceneOverlaps overlaps, double threshold)
    {
        int nearest = -1;
        for (int t = 0; t < free.Length; t++)
        {
            double iou = free[t] ? overlaps.IouOf(t, box) : 0;
            if (iou > threshold)
                (nearest, threshold) = (t, iou);
        }

        return nearest;
    }
}
