namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>Decides for one scene which detections are right.</summary>
/// <remarks>
/// Detections of a class go from the highest score down, equal scores in the order given. Each turns to the true box of its class that it
/// overlaps most, the first among equals, and is right when the overlap exceeds the threshold and no earlier detection took that box at
/// this threshold. It does not look for a second. A true box belongs to one scene, so the order of other scenes' detections plays no part.
/// </remarks>
internal static class SceneMatcher
{
    public static SceneOutcome Match(SceneDetections scene, SceneTruth truth, EvaluationSettings settings)
    {
        SceneOverlaps overlaps = SceneOverlaps.Measure(scene.Boxes, truth.Boxes, settings.Protocol.Overlap, settings.Thresholds[0]);
        var best = new Overlap[scene.Boxes.Count];      // Box holds the true box's place here
        ClassOutcome[] classes = [.. scene.Classes.Select(own => MatchClass(own, truth, overlaps, best, settings.Thresholds))];
        var truths = new int[settings.Classes.Count];
        foreach (int c in truth.Classes)
            truths[c]++;
        return new()
        {
            Scene = scene.Scene,
            Truths = truths,
            Classes = classes,
            Summary = Summarise(classes, truth.Count, settings.OperatingScore),
            Confusion = SceneConfusion.Of(scene, truth, overlaps, settings),
            Refusals = overlaps.Refusals,
        };
    }

    private static ClassOutcome MatchClass(
        ClassDetections own, SceneTruth truth, SceneOverlaps overlaps, Overlap[] best, IReadOnlyList<double> thresholds)
    {
        Array.Fill(best, new(-1, 0));
        for (int t = 0; t < truth.Count; t++)
        {
            if (truth.Classes[t] != own.Class)
                continue;
            foreach (Overlap overlap in overlaps.Of(t))
            {
                if (overlap.Iou > best[overlap.Box].Iou)
                    best[overlap.Box] = new(t, overlap.Iou);
            }
        }

        List<int> near = [];
        for (int d = 0; d < own.Scores.Length; d++)
        {
            if (best[own.Boxes[d]].Iou > thresholds[0])
                near.Add(d);
        }

        near.Sort((a, b) => own.Scores[b].CompareTo(own.Scores[a]) is var c && c != 0 ? c : a.CompareTo(b));
        return new(own.Class, own.Scores, Take(own, near, best, thresholds, truth.Count));
    }

    private static List<DetectionMatch> Take(
        ClassDetections own, List<int> near, Overlap[] best, IReadOnlyList<double> thresholds, int truths)
    {
        var taken = new uint[truths];
        List<DetectionMatch> matches = [];
        foreach (int d in near)
        {
            (int truth, double iou) = best[own.Boxes[d]];
            uint right = 0;
            for (int i = 0; i < thresholds.Count && iou > thresholds[i]; i++)
                right |= 1u << i;
            right &= ~taken[truth];
            taken[truth] |= right;
            if (right != 0)
                matches.Add(new(d, truth, iou, right));
        }

        return matches;
    }

    private static SceneSummary Summarise(ClassOutcome[] classes, int truths, double score)
    {
        int all = 0, right = 0;
        foreach (ClassOutcome own in classes)
        {
            foreach (double s in own.Scores)
                all += s >= score ? 1 : 0;
            foreach (DetectionMatch match in own.Matches)
                right += own.Scores[match.Detection] >= score && (match.RightAt & 1) != 0 ? 1 : 0;
        }

        return new(right, all - right, truths - right);
    }
}
