using System.Globalization;
using System.Text;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Pictures;
using Fuse3D.Vision.Metrics.Running;

namespace Fuse3D.Vision.Metrics.Reports;

/// <summary>A report as text for a terminal: a line for each class, in percent, as papers print it.</summary>
public static class TableReport
{
    public static string Text(EvaluationReport report)
    {
        var text = new StringBuilder().AppendLine(report.Title);
        foreach (ReportFact fact in report.Facts)
            text.AppendLine(CultureInfo.InvariantCulture, $"  {fact.Name}: {fact.Value}");
        foreach (HeadFigures head in report.Heads)
            text.AppendLine().Append(Scenes(head));
        if (report.Pictures is not null)
            text.AppendLine().Append(Pictures(report.Pictures));
        foreach (List<string[]> table in report.Dense is { } dense ? Dense(dense) : [])
            text.AppendLine().Append(Columns(table));
        foreach (string note in ReportNotes.Of(report))
            text.AppendLine().Append(note);
        return text.AppendLine().ToString();
    }

    private static string Scenes(HeadFigures head)
    {
        DetectionFigures first = head.Figures.Runs[0];
        IReadOnlyList<ThresholdSpread> at = head.Figures.Thresholds;
        List<string[]> rows = [["class", "true", .. at.Select(t => $"AP@{FigureText.Threshold(t.Threshold)}"),
            .. at.Select(t => $"AR@{FigureText.Threshold(t.Threshold)}")]];
        for (int c = 0; c < first.Truths.Length; c++)
        {
            rows.Add([first.Settings.Classes[c], $"{first.Truths[c]}", .. at.Select(t => FigureText.Mean(t.Classes[c])),
                .. at.Select((_, t) => FigureText.Percent(head.Figures.Runs.Average(r => r.Thresholds[t].Classes[c].Recall)))]);
        }

        rows.Add(["mean", $"{first.Truths.Sum()}", .. at.Select(t => FigureText.Mean(t.MeanAveragePrecision)),
            .. at.Select(t => FigureText.Mean(t.AverageRecall))]);
        if (head.Figures.Runs.Count > 1)
        {
            rows.Add(["best", "", .. at.Select(t => FigureText.Percent(t.MeanAveragePrecision.Best)),
                .. at.Select(t => FigureText.Percent(t.AverageRecall.Best))]);
        }

        return $"{head.Name}, protocol {first.Settings.Protocol.Id}, scenes: {first.Scenes.Count}{Environment.NewLine}{Columns(rows)}";
    }

    private static string Pictures(PictureFigures figures)
    {
        List<string[]> rows = [["class", "true", .. PictureColumns.Names(figures.Settings)]];
        rows.AddRange(figures.Classes.Where(c => c.Truths > 0).Select(c =>
            (string[])[c.Name, $"{c.Truths}", .. PictureColumns.Values(c.Summary).Select(FigureText.Percent)]));
        rows.Add(["mean", $"{figures.Classes.Sum(c => c.Truths)}", .. PictureColumns.Values(figures.Summary).Select(FigureText.Percent)]);
        return $"2D boxes, COCO's rules, pictures: {figures.Pictures}{Environment.NewLine}{Columns(rows)}";
    }

    private static IEnumerable<List<string[]>> Dense(DenseFigures figures)
    {
        if (figures.Segmentation.Count > 0)
        {
            yield return [.. DenseColumns.Outputs(figures)];
            yield return [.. DenseColumns.Classes(figures)];
        }

        if (figures.Translation.Count > 0)
            yield return [.. DenseColumns.Translations(figures)];
        if (figures.Exchanged.Count > 0)
            yield return [.. DenseColumns.Exchanged(figures)];
    }

    // The first column to the left, all others to the right.
    private static string Columns(List<string[]> rows)
    {
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        return string.Concat(rows.Select(row => string.Join("  ", row.Select((cell, column) =>
            column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd() + Environment.NewLine));
    }
}
