using System.Diagnostics;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Metrics;
using Fuse3D.Vision.Metrics.Reports;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Metrics.Running.Storage;

namespace Fuse3D.Cli.Evaluation;

/// <summary>Runs an evaluation from its request to its report.</summary>
internal static class EvalCommand
{
    /// <returns>exit code: 0, or 1 when a frame failed</returns>
    public static async Task<int> RunAsync(EvalRequest request, CancellationToken cancel)
    {
        var progress = new ProgressLine(Console.Error, isTerminal: !Console.IsErrorRedirected);
        await using IEvaluation evaluation = DenseRunConfig.Holds(request.Config, request.Overrides)
            ? await DenseEvaluationRun.OpenAsync(request, progress, cancel)
            : await DetectionEvaluationRun.OpenAsync(request, progress, cancel);

        string output = request.Output ?? Path.Combine("out", "eval", evaluation.Name);
        using ResultFolder folder = ResultFolder.Open(output, evaluation.Identity, request.Resume);
        Announce(progress, evaluation.Where, folder);
        RunFigures figures;
        int known = folder.Results.Count;
        (DateTimeOffset started, long start) = (DateTimeOffset.Now, Stopwatch.GetTimestamp());
        try
        {
            figures = await evaluation.MeasureAsync(folder.Results, progress, cancel);
        }
        catch (Exception) when (folder.Results.Count > 0)
        {
            progress.Say($"what {folder.Results.Count} frames gave is in {folder.Path}; the same command with --resume goes on from there");
            throw;
        }

        var times = new RunTimes(evaluation.Where, started, folder.Results.Count - known, Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 3));
        EvaluationReport report = await evaluation.ReportAsync(figures, folder, cancel);
        ReportFiles.Write(report, times, folder.Path);
        Console.Write(request.Json ? MetricsJson.Write(report) + Environment.NewLine : TableReport.Text(report));
        return Tell(progress, figures, folder.Path);
    }

    private static void Announce(ProgressLine progress, string where, ResultFolder folder)
    {
        progress.Say($"{where}, results in {folder.Path}");
        if (folder.Results.Dropped > 0)
            progress.Say($"{folder.Results.Dropped} bytes at the end were half-written and are dropped");
        if (folder.Results.Count > 0)
            progress.Say($"{folder.Results.Count} frames are there from before");
    }

    private static int Tell(ProgressLine progress, RunFigures figures, string folder)
    {
        const int Most = 10;
        progress.Say($"report in {folder}");
        foreach (FrameFailure failure in figures.Failures.Take(Most))
            progress.Say($"frame {failure.Id} failed (pass {failure.Repeat}): {failure.Message}");
        if (figures.Failures.Count > 0)
            progress.Say($"{figures.Failures.Count} frames failed and count nowhere; report.json lists them all, --resume tries them again");
        return figures.Failures.Count == 0 ? 0 : 1;
    }
}
