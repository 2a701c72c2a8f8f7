namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>Precision over recall of one class at one threshold, held by its right detections alone.</summary>
/// <remarks>Between two right ones recall stands still and precision only falls, so the ranks of the right ones say everything.</remarks>
/// <param name="Truths">true boxes</param>
/// <param name="Detections">of the class, right and wrong</param>
/// <param name="Ranks">[R] of each right detection among all, from 1, ascending</param>
/// <param name="Scores">[R] of each right detection</param>
public sealed record PrecisionRecallCurve(int Truths, int Detections, int[] Ranks, double[] Scores)
{
    /// <summary>Part of the true boxes that all detections together find; NaN where there is none to find.</summary>
    public double FinalRecall => Truths == 0 ? double.NaN : (double)Ranks.Length / Truths;

    /// <summary>Part of all detections that is right; NaN where there is none.</summary>
    public double FinalPrecision => Detections == 0 ? double.NaN : (double)Ranks.Length / Detections;

    /// <summary>Recall after the right detection <paramref name="i"/>.</summary>
    public double RecallAt(int i) => (i + 1.0) / Truths;

    /// <summary>Precision after the right detection <paramref name="i"/>.</summary>
    public double PrecisionAt(int i) => (i + 1.0) / Ranks[i];

    /// <summary>The best precision at the recall of each right detection or beyond: never rising.</summary>
    public double[] Envelope()
    {
        var envelope = new double[Ranks.Length];
        double best = 0;
        for (int i = envelope.Length - 1; i >= 0; i--)
            envelope[i] = best = Math.Max(best, PrecisionAt(i));
        return envelope;
    }

    /// <summary>Area under the envelope; NaN where there is nothing to find.</summary>
    public double Area()
    {
        if (Truths == 0)
            return double.NaN;
        double area = 0, recall = 0;
        double[] envelope = Envelope();
        for (int i = 0; i < envelope.Length; i++)
        {
            area += (RecallAt(i) - recall) * envelope[i];
            recall = RecallAt(i);
        }

        return area;
    }

    /// <summary>Mean of the envelope at recall 0, 0.1 .. 1; NaN where there is nothing to find.</summary>
    public double ElevenPoint()
    {
        if (Truths == 0)
            return double.NaN;
        double sum = 0;
        double[] envelope = Envelope();
        for (int step = 0, i = 0; step <= 10; step++)
        {
            while (i < envelope.Length && RecallAt(i) < step * 0.1)
                i++;
            sum += i < envelope.Length ? envelope[i] / 11 : 0;
        }

        return sum;
    }

    /// <summary>Recall and precision after every detection, as the reference evaluators return them.</summary>
    /// <returns>each [Detections]</returns>
    public (double[] Recall, double[] Precision) Expand()
    {
        double[] recall = new double[Detections], precision = new double[Detections];
        for (int rank = 1, right = 0; rank <= Detections; rank++)
        {
            right += right < Ranks.Length && Ranks[right] == rank ? 1 : 0;
            recall[rank - 1] = (double)right / Truths;
            precision[rank - 1] = (double)right / rank;
        }

        return (recall, precision);
    }
}
