using System.Globalization;
using System.Text;
using Fuse3D.Vision.Metrics;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Running;

namespace Fuse3D.Cli.Evaluation;

/// <summary>The files of a report: report.json for programs, per_class.csv for spreadsheets.</summary>
internal static class ReportFiles
{
    public static void Write(RunReport report, string folder)
    {
        File.WriteAllText(Path.Combine(folder, "report.json"), report.ToJson());
        File.WriteAllText(Path.Combine(folder, "per_class.csv"), PerClass(report.Figures));
    }

    /// <summary>A row for each head, threshold and class; figures of pictures have the head "pictures" and no threshold.</summary>
    internal static string PerClass(RunFigures figures)
    {
        var text = new StringBuilder("head,class,truths,threshold,ap,ap_deviation,recall\n");
        foreach (HeadFigures head in figures.Heads)
        {
            foreach (var (at, t) in head.Figures.Thresholds.Select((at, t) => (at, t)))
            {
                for (int c = 0; c < at.Classes.Count; c++)
                    Row(text, head.Name, head.Figures, at, t, c);
            }
        }

        foreach (var own in figures.Pictures?.Classes ?? [])
            text.Append(CultureInfo.InvariantCulture, $"pictures,{own.Name},{own.Truths},,{own.Summary.Ap:R},0,{own.Summary.Recall[^1]:R}\n");
        return text.ToString();
    }

    private static void Row(StringBuilder text, string head, RepeatedFigures figures, ThresholdSpread at, int threshold, int c)
    {
        DetectionFigures first = figures.Runs[0];
        double recall = Spread.Of([.. figures.Runs.Select(run => run.Thresholds[threshold].Classes[c].Recall)]).Mean;
        text.Append(CultureInfo.InvariantCulture,
            $"{head},{first.Settings.Classes[c]},{first.Truths[c]},{at.Threshold:R},{at.Classes[c].Mean:R},{at.Classes[c].Deviation:R},{recall:R}\n");
    }
}
