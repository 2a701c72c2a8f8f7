namespace Fuse3D.Vision.Metrics.Pictures;

/// <summary>Recall and precision of one class over all pictures, by COCO's rules.</summary>
internal sealed class PictureCurves
{
    private const int RecallSteps = 101;
    private const double Tiny = 2.220446049250313e-16;      // the evaluator keeps 0 / 0 away with it

    private readonly record struct Entry(double Score, int Place, PictureClassOutcome Outcome);

    private readonly Entry[] _ranked;
    private readonly PictureClassOutcome[] _pictures;
    private readonly PictureSettings _settings;

    /// <param name="pictures">the class in each picture, in the order that decides between equal scores</param>
    public PictureCurves(PictureClassOutcome[] pictures, PictureSettings settings)
    {
        (_pictures, _settings) = (pictures, settings);
        _ranked = [.. pictures.SelectMany(p => p.Scores.Select((score, d) => new Entry(score, d, p))).OrderByDescending(e => e.Score)];
    }

    public int Detections => _ranked.Length;

    public int Truths(int area) => _pictures.Sum(p => p.Areas[area].Truths);

    /// <summary>Part of the objects that are found, by so many detections in each picture.</summary>
    private double Recall(int area, int threshold, int most)
    {
        uint bit = 1u << threshold;
        int right = 0;
        foreach (PictureClassOutcome picture in _pictures)
        {
            AreaOutcome own = picture.Areas[area];
            for (int d = 0; d < Math.Min(most, own.Right.Length); d++)
                right += (own.Right[d] & ~own.Ignored[d] & bit) != 0 ? 1 : 0;
        }

        return (double)right / Truths(area);
    }

    /// <summary>[101] the best precision from recall 0, 0.01 .. 1 on; 0 where that recall is not reached.</summary>
    private double[] Precision(int area, int threshold)
    {
        List<double> recalls = [], precisions = [];
        int truths = Truths(area), right = 0, wrong = 0;
        foreach (Entry entry in _ranked)
        {
            AreaOutcome own = entry.Outcome.Areas[area];
            if ((own.Ignored[entry.Place] >> threshold & 1) == 0)
                (right, wrong) = (own.Right[entry.Place] >> threshold & 1) != 0 ? (right + 1, wrong) : (right, wrong + 1);
            recalls.Add((double)right / truths);
            precisions.Add(right / (wrong + right + Tiny));
        }

        for (int i = precisions.Count - 2; i >= 0; i--)
            precisions[i] = Math.Max(precisions[i], precisions[i + 1]);
        return Sample(recalls, precisions);
    }

    private static double[] Sample(List<double> recalls, List<double> precisions)
    {
        var sampled = new double[RecallSteps];
        for (int step = 0, i = 0; step < RecallSteps; step++)
        {
            while (i < recalls.Count && recalls[i] < (step == RecallSteps - 1 ? 1 : step * 0.01))
                i++;
            sampled[step] = i < recalls.Count ? precisions[i] : 0;
        }

        return sampled;
    }

    /// <summary>Precision at each threshold for objects of one range of areas; empty where there is none to find.</summary>
    public double[][] Precisions(int area) => Truths(area) == 0 ? [] :
        [.. Enumerable.Range(0, _settings.Thresholds.Count).Select(t => Precision(area, t))];

    /// <summary>Recall at each threshold; empty where there is nothing to find.</summary>
    public double[] Recalls(int area, int most) => Truths(area) == 0 ? [] :
        [.. Enumerable.Range(0, _settings.Thresholds.Count).Select(t => Recall(area, t, most))];
}
