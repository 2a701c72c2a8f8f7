using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Metrics.Detections;

namespace Fuse3D.Bench.Metrics;

/// <summary>
/// The published evaluation step by step (github.com/zeliu98/Group-Free-3D, utils/eval_det.py): class by class and threshold by
/// threshold, every detection against every true box of its class and scene. The evaluator's benchmark and its oracle.
/// </summary>
internal static class PlainEvaluator
{
    /// <param name="Corners">[8, 3] camera axes</param>
    private sealed record TrueBox(Box3D Box, double[] Corners)
    {
        public bool Taken { get; set; }
    }

    /// <summary>Average precision, and recall and precision after each detection.</summary>
    public sealed record ClassResult(double AveragePrecision, double[] Recall, double[] Precision);

    /// <param name="scenes">by ascending id: equal scores rank by scene, then in the order given</param>
    /// <param name="kind">how overlaps are measured</param>
    /// <returns>[C]; null for a class that is neither detected nor true anywhere</returns>
    public static ClassResult?[] Evaluate(
        IReadOnlyList<(SceneDetections Found, IReadOnlyList<TruthBox> Truth)> scenes, int classes, double threshold, OverlapKind kind)
    {
        var corners = scenes.Select(s => s.Found.Boxes.Select(CameraAxes.Corners).ToArray()).ToArray();
        return [.. Enumerable.Range(0, classes).Select(c => EvaluateClass(scenes, corners, c, threshold, kind))];
    }

    private static ClassResult? EvaluateClass(
        IReadOnlyList<(SceneDetections Found, IReadOnlyList<TruthBox> Truth)> scenes, double[][][] corners, int c, double threshold,
        OverlapKind kind)
    {
        TrueBox[][] truth = [.. scenes.Select(s => s.Truth.Where(t => t.Class == c)
            .Select(t => new TrueBox(t.Box, CameraAxes.Corners(t.Box))).ToArray())];
        List<double> confidences = [];
        List<(int Scene, int Box)> detections = [];
        for (int s = 0; s < scenes.Count; s++)
        {
            foreach (ClassDetections own in scenes[s].Found.Classes.Where(own => own.Class == c))
            {
                confidences.AddRange(own.Scores);
                detections.AddRange(own.Boxes.Select(box => (s, box)));
            }
        }

        int positives = truth.Sum(t => t.Length);
        if (positives + detections.Count == 0)
            return null;
        int[] order = Descending(confidences);
        var right = new bool[order.Length];
        for (int d = 0; d < order.Length; d++)
        {
            (int scene, int box) = detections[order[d]];
            right[d] = IsRight(scenes[scene].Found.Boxes[box], corners[scene][box], truth[scene], threshold, kind);
        }

        return Summarise(right, positives);
    }

    private static int[] Descending(List<double> confidences)
    {
        double[] keys = [.. confidences.Select(s => -s)];
        int[] order = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort(keys, order);
        for (int from = 0, to; from < keys.Length; from = to)       // equal scores in the order given
        {
            for (to = from + 1; to < keys.Length && keys[to].Equals(keys[from]); to++)
            {
            }

            Array.Sort(order, from, to - from);
        }

        return order;
    }

    private static bool IsRight(Box3D box, double[] corners, TrueBox[] truth, double threshold, OverlapKind kind)
    {
        double most = double.NegativeInfinity;
        TrueBox? nearest = null;
        foreach (TrueBox candidate in truth)
        {
            double iou = kind == OverlapKind.Exact || !PublishedIou.TryOf(corners, candidate.Corners, out double published, out _)
                ? OrientedIou.Of(box, candidate.Box)
                : published;
            if (iou > most)
                (most, nearest) = (iou, candidate);
        }

        if (nearest is null || !(most > threshold) || nearest.Taken)
            return false;
        return nearest.Taken = true;
    }

    private static ClassResult Summarise(bool[] right, int positives)
    {
        double[] recall = new double[right.Length], precision = new double[right.Length];
        int found = 0;
        for (int d = 0; d < right.Length; d++)
        {
            found += right[d] ? 1 : 0;
            recall[d] = (double)found / positives;
            precision[d] = (double)found / (d + 1);
        }

        return new(positives == 0 ? double.NaN : AveragePrecision(recall, precision), recall, precision);
    }

    private static double AveragePrecision(double[] recall, double[] precision)
    {
        double[] r = [0, .. recall, 1], p = [0, .. precision, 0];
        for (int i = p.Length - 1; i > 0; i--)
            p[i - 1] = Math.Max(p[i - 1], p[i]);
        double sum = 0;
        for (int i = 0; i + 1 < r.Length; i++)
            sum += r[i + 1].Equals(r[i]) ? 0 : (r[i + 1] - r[i]) * p[i + 1];
        return sum;
    }
}
