using System.CommandLine;
using System.Globalization;
using Fuse3D.Vision;
using Fuse3D.Vision.Metrics;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Reports;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Metrics.Stored;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d score</c>: measures detections that a file holds, whoever made them.</summary>
internal static class Score
{
    public static Command Verb()
    {
        Option<FileInfo> detections = new("--detections") { Description = "Scenes with boxes in 3D, or COCO results", Required = true };
        Option<FileInfo> truth = new("--truth") { Description = "Scenes with true boxes, or COCO annotations", Required = true };
        Option<string> protocol = new("--protocol") { Description = "Rules in 3D: published, exact, or a protocol's id", DefaultValueFactory = _ => "exact" };
        Option<string> thresholds = new("--thresholds") { Description = "IoU that a box in 3D must exceed", DefaultValueFactory = _ => "0.25,0.5" };
        Option<FileInfo?> html = new("--html") { Description = "Write the report as one HTML page" };
        Option<FileInfo?> csv = new("--csv") { Description = "Write the figures as a table for spreadsheets" };
        Option<bool> json = new("--json") { Description = "The report as one JSON object on stdout instead of a table" };
        Command verb = new Command("score", "Measure detections stored in a file: mAP and AR in 3D, COCO's AP in 2D.")
        {
            detections.AcceptExistingOnly(), truth.AcceptExistingOnly(), protocol, thresholds, html, csv, json,
        }.WithExamples(
            "fuse3d score --detections boxes.json --truth val.json --protocol published --html report.html",
            "fuse3d score --detections results.json --truth instances_val2017.json");
        verb.SetAction(async (parsed, cancel) =>
        {
            EvaluationReport report = Report(parsed.GetRequiredValue(detections).FullName, parsed.GetRequiredValue(truth).FullName,
                parsed.GetRequiredValue(protocol), parsed.GetRequiredValue(thresholds));
            if (parsed.GetValue(html) is { } page)
                await File.WriteAllTextAsync(page.FullName, HtmlReport.Text(report), cancel);
            if (parsed.GetValue(csv) is { } table)
                await File.WriteAllTextAsync(table.FullName, CsvReport.Pictures(report) ?? CsvReport.Scenes(report), cancel);
            Console.Write(parsed.GetValue(json) ? MetricsJson.Write(report) + Environment.NewLine : TableReport.Text(report));
            return 0;
        });
        return verb;
    }

    private static EvaluationReport Report(string detections, string truth, string protocol, string thresholds)
    {
        EvaluationReport empty = new()
        {
            Title = $"{Path.GetFileName(detections)} against {Path.GetFileName(truth)}",
            Facts = [new("detections", detections), new("truth", truth)],
            Configuration = $"fuse3d score --protocol {protocol} --thresholds {thresholds}",
        };
        if (IsList(detections))
            return empty with { Pictures = CocoResults.Score(detections, truth) };

        DetectionFigures figures = StoredScenes.Score(StoredScenes.Read(detections), StoredScenes.Read(truth), classes => new()
        {
            Protocol = EvaluationProtocol.Of(protocol),
            Classes = classes,
            Thresholds = [.. thresholds.Split(',').Select(Threshold)],
        });
        return empty with { Heads = [new HeadFigures("stored", RepeatedFigures.Of([figures]))] };
    }

    // COCO's results are a list, files of scenes an object.
    private static bool IsList(string path)
    {
        using StreamReader text = new(path);
        int first;
        do
            first = text.Read();
        while (first >= 0 && char.IsWhiteSpace((char)first));
        return first == '[';
    }

    private static double Threshold(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        ? value
        : throw new InvalidInputException($"--thresholds holds '{text}', not a number", "thresholds");
}
