using System.Globalization;
using Fuse3D.Vision.Metrics;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Pictures;
using Fuse3D.Vision.Metrics.Running;
using Spectre.Console;

namespace Fuse3D.Cli.Evaluation;

/// <summary>Prints figures as papers do: a row per class, average precision and recall in percent for each threshold, means below.</summary>
internal static class ResultTables
{
    private const int FileWidth = 120;      // columns where the output is no terminal

    public static void Print(RunReport report)
    {
        IAnsiConsole console = Open();
        RunFigures figures = report.Figures;
        foreach (HeadFigures head in figures.Heads)
        {
            int passes = head.Figures.Runs.Count;
            string times = passes == 1 ? "" : $", mean of {passes} passes";
            console.MarkupLineInterpolated($"[bold]{report.Name}[/], {report.Split} of {report.Data}, {figures.Frames} frames, head {head.Name}, protocol {report.Protocol.Id}{times}");
            console.Write(Classes(head.Figures));
            PrintNotes(console, report, head.Figures);
        }

        if (figures.Pictures is { } pictures)
        {
            console.MarkupLineInterpolated($"[bold]{report.Name}[/], {pictures.Pictures} pictures, COCO's protocol");
            console.Write(Summary(pictures.Summary));
        }
    }

    private static IAnsiConsole Open()
    {
        if (!Console.IsOutputRedirected)
            return AnsiConsole.Console;
        IAnsiConsole plain = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(Console.Out) });
        plain.Profile.Width = FileWidth;
        return plain;
    }

    private static Table Classes(RepeatedFigures figures)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("class").AddColumn(new TableColumn("truths").RightAligned());
        foreach (ThresholdSpread at in figures.Thresholds)
            table.AddColumn(Right($"AP@{Number(at.Threshold)}")).AddColumn(Right($"AR@{Number(at.Threshold)}"));
        DetectionFigures first = figures.Runs[0];
        for (int c = 0; c < first.Truths.Length; c++)
        {
            int own = c;
            table.AddRow([first.Settings.Classes[c].EscapeMarkup(), $"{first.Truths[c]}", .. figures.Thresholds.SelectMany((at, t) => new[]
            {
                Percent(at.Classes[own]),
                Percent(Spread.Of([.. figures.Runs.Select(run => run.Thresholds[t].Classes[own].Recall)])),
            })]);
        }

        table.AddEmptyRow().AddRow(["[bold]mean[/]", $"{first.Truths.Sum()}", .. figures.Thresholds.SelectMany(at =>
            new[] { $"[bold]{Percent(at.MeanAveragePrecision)}[/]", $"[bold]{Percent(at.AverageRecall)}[/]" })]);
        return table;
    }

    private static void PrintNotes(IAnsiConsole console, RunReport report, RepeatedFigures figures)
    {
        DetectionFigures first = figures.Runs[0];
        if (first.Absent.Count > 0 && first.Settings.Protocol.Absent == AbsentClasses.NotANumber)
            console.MarkupLineInterpolated($"no true box of {string.Join(", ", first.Absent)}: by this protocol the means are no number; --protocol exact leaves such classes out");
        if (first.Refusals > 0)
            console.MarkupLineInterpolated($"{first.Refusals} pairs of boxes at which the published evaluator ends with an error were measured exactly");
        foreach (var (expected, at) in report.Expected.Zip(figures.Thresholds))
        {
            console.MarkupLineInterpolated(
                $"mAP@{Number(at.Threshold)}: {Percent(at.MeanAveragePrecision)}, best pass {Percent(at.MeanAveragePrecision.Best)}; published {Tenth(expected)}");
        }
    }

    private static Table Summary(PictureSummary summary)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("COCO").AddColumn(Right("%"));
        (string Name, double Value)[] rows =
        [
            ("AP", summary.Ap), ("AP50", summary.Ap50), ("AP75", summary.Ap75),
            .. ((string[])["AP small", "AP medium", "AP large"]).Zip(summary.ApByArea),
            .. ((string[])["AR 1", "AR 10", "AR 100"]).Zip(summary.Recall),
            .. ((string[])["AR small", "AR medium", "AR large"]).Zip(summary.RecallByArea),
        ];
        foreach (var (name, value) in rows)
            table.AddRow(name, Percent(value));
        return table;
    }

    private static TableColumn Right(string title) => new TableColumn(title).RightAligned();

    private static string Percent(Spread figure) => figure.Runs == 1 || double.IsNaN(figure.Mean)
        ? Percent(figure.Mean)
        : $"{Percent(figure.Mean)} ±{Percent(figure.Deviation)}";

    private static string Percent(double part) => double.IsNaN(part) ? "nan" : Tenth(100 * part);

    private static string Tenth(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
