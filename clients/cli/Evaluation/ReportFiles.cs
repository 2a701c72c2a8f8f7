using Fuse3D.Vision.Metrics;
using Fuse3D.Vision.Metrics.Reports;

namespace Fuse3D.Cli.Evaluation;

/// <summary>The files of a report.</summary>
internal static class ReportFiles
{
    public static void Write(EvaluationReport report, RunTimes times, string folder)
    {
        void Save(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
        Save("report.json", MetricsJson.Write(report));
        Save("report.html", HtmlReport.Text(report));
        if (report.Heads.Count > 0)
            Save("per_class.csv", CsvReport.Scenes(report));
        if (CsvReport.Pictures(report) is { } pictures)
            Save(report.Heads.Count > 0 ? "per_class_2d.csv" : "per_class.csv", pictures);
        if (CsvReport.Segmentation(report) is { } classes)
            Save("per_class.csv", classes);
        if (CsvReport.Translation(report) is { } outputs)
            Save("per_output.csv", outputs);
        Save("times.json", MetricsJson.Write(times));
    }
}
