namespace Fuse3D.Vision.Metrics.Dense;

/// <summary>The three published figures of semantic segmentation, in percent, and what they are the means of.</summary>
/// <param name="PixelAccuracy">share of labelled pixels that are right</param>
/// <param name="MeanAccuracy">mean over the classes that occur of the share of their pixels that are right</param>
/// <param name="MeanIou">mean of intersection over union; a class that was only predicted counts with 0</param>
/// <param name="ClassAccuracies">[classes] percent; NaN: no pixel of the class</param>
/// <param name="ClassIous">[classes] percent; NaN: neither a pixel of the class nor one given to it</param>
public sealed record SegmentationScores(
    double PixelAccuracy, double MeanAccuracy, double MeanIou, IReadOnlyList<double> ClassAccuracies, IReadOnlyList<double> ClassIous)
{
    /// <summary>An empty matrix scores 0, 0, 0.</summary>
    public static SegmentationScores Of(ConfusionMatrix confusion)
    {
        int classes = confusion.Classes;
        long[] right = new long[classes], rows = new long[classes], columns = new long[classes];
        for (int truth = 0; truth < classes; truth++)
        {
            right[truth] = confusion[truth, truth];
            for (int predicted = 0; predicted < classes; predicted++)
            {
                rows[truth] += confusion[truth, predicted];
                columns[predicted] += confusion[truth, predicted];
            }
        }

        double[] accuracies = [.. right.Select((n, c) => Percent(n, rows[c]))];
        double[] ious = [.. right.Select((n, c) => Percent(n, rows[c] + columns[c] - n))];
        long all = rows.Sum();
        return new(all == 0 ? 0 : Percent(right.Sum(), all), Mean(accuracies), Mean(ious), accuracies, ious);
    }

    private static double Percent(long part, long whole) => whole == 0 ? double.NaN : 100.0 * part / whole;

    private static double Mean(double[] values) => values.Where(v => !double.IsNaN(v)).DefaultIfEmpty(0).Average();
}
