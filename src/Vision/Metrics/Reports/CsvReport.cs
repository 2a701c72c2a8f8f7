using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Pictures;
using Fuse3D.Vision.Metrics.Running;

namespace Fuse3D.Vision.Metrics.Reports;

/// <summary>A report for spreadsheets: a row for each class and threshold, all digits (RFC 4180).</summary>
public static class CsvReport
{
    /// <summary>Figures in 3D. The class "mean" is the mean over the classes that the protocol counts; "NaN" is not a number.</summary>
    public static string Scenes(EvaluationReport report)
    {
        List<string[]> rows =
        [
            ["heads", "threshold", "class", "true", "detections", "ap", "ap_deviation", "ap_best", "ap_11_points", "recall", "precision", "runs"],
        ];
        foreach (HeadFigures head in report.Heads)
        {
            for (int t = 0; t < head.Figures.Thresholds.Count; t++)
                rows.AddRange(Rows(head, t));
        }

        return Text(rows);
    }

    /// <summary>Figures in 2D; null where there are none.</summary>
    public static string? Pictures(EvaluationReport report)
    {
        if (report.Pictures is not { } figures)
            return null;
        List<string[]> rows = [["class", "true", .. PictureColumns.Names(figures.Settings)]];
        foreach (PictureClassFigures own in figures.Classes)
            rows.Add([own.Name, $"{own.Truths}", .. PictureColumns.Values(own.Summary).Select(FigureText.Exact)]);
        rows.Add(["mean", $"{figures.Classes.Sum(c => c.Truths)}", .. PictureColumns.Values(figures.Summary).Select(FigureText.Exact)]);
        return Text(rows);
    }

    private static IEnumerable<string[]> Rows(HeadFigures head, int threshold)
    {
        DetectionFigures first = head.Figures.Runs[0];
        ThresholdSpread at = head.Figures.Thresholds[threshold];
        string[] start = [head.Name, FigureText.Exact(at.Threshold)], runs = [$"{head.Figures.Runs.Count}"];
        for (int c = 0; c < first.Truths.Length; c++)
        {
            ClassFigures[] own = [.. head.Figures.Runs.Select(r => r.Thresholds[threshold].Classes[c])];
            double[] values = [at.Classes[c].Mean, at.Classes[c].Deviation, at.Classes[c].Best,
                own.Average(f => f.ElevenPoint), own.Average(f => f.Recall), own.Average(f => f.Precision)];
            yield return [.. start, own[0].Name, $"{first.Truths[c]}", FigureText.Exact(own.Average(f => f.Curve.Detections)),
                .. values.Select(FigureText.Exact), .. runs];
        }

        Spread mean = at.MeanAveragePrecision;
        yield return [.. start, "mean", $"{first.Truths.Sum()}", "", FigureText.Exact(mean.Mean), FigureText.Exact(mean.Deviation),
            FigureText.Exact(mean.Best), "", FigureText.Exact(at.AverageRecall.Mean), "", .. runs];
    }

    private static string Text(IEnumerable<string[]> rows) =>
        string.Concat(rows.Select(row => string.Join(',', row.Select(Quoted)) + "\r\n"));

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
