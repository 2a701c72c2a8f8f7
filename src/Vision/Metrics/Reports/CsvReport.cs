using Fuse3D.Vision.Metrics.Dense;
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

    /// <summary>Segmentation: a row for each output and class, in percent; the class "mean" has the means. Null where there is none.</summary>
    public static string? Segmentation(EvaluationReport report)
    {
        if (report.Dense is not { Segmentation.Count: > 0 } figures)
            return null;
        List<string[]> rows = [["output", "class", "pixels", "accuracy", "iou"]];
        foreach (SegmentationFigures own in figures.Segmentation)
        {
            SegmentationScores scores = own.Scores;
            rows.AddRange(figures.Classes.Select((name, c) =>
                (string[])[own.Output, name, $"{own.Pixels[c]}", FigureText.Exact(scores.ClassAccuracies[c]), FigureText.Exact(scores.ClassIous[c])]));
            rows.Add([own.Output, "mean", $"{own.Pixels.Sum()}", FigureText.Exact(scores.MeanAccuracy), FigureText.Exact(scores.MeanIou)]);
            rows.Add([own.Output, "all pixels", $"{own.Pixels.Sum()}", FigureText.Exact(scores.PixelAccuracy), ""]);
        }

        return Text(rows);
    }

    /// <summary>Translation: a row for each output; cells of distances are empty where there are none. Null where there is no translation.</summary>
    public static string? Translation(EvaluationReport report) => report.Dense is not { Translation.Count: > 0 } figures ? null : Text(
    [
        ["output", "mae", "rmse", "frechet_distance", "kernel_distance_x_100", "features"],
        .. figures.Translation.Select(own => (string[])[
            own.Output, FigureText.Exact(own.MeanAbsolute), FigureText.Exact(own.RootMeanSquared), own.Frechet is { } f ? FigureText.Exact(f) : "",
            own.Kernel is { } k ? FigureText.Exact(k) : "", figures.Features ?? ""]),
    ]);

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
