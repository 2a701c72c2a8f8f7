using System.Diagnostics;
using Fuse3D.Vision;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Metrics;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Reports;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Metrics.Running.Storage;
using Fuse3D.Vision.Models.GroupFree.Decoding;

namespace Fuse3D.Cli.Evaluation;

/// <summary>Runs an evaluation from its request to its report.</summary>
internal static class EvalCommand
{
    /// <returns>exit code: 0, or 1 when a frame failed</returns>
    public static async Task<int> RunAsync(EvalRequest request, CancellationToken cancel)
    {
        RunConfig config = RunConfig.Load(request.Config, request.Overrides);
        EvaluationSettings settings = ConfiguredRun.Settings(config);
        IReadOnlyList<HeadSelection> heads = ConfiguredRun.Heads(config);
        var progress = new ProgressLine(Console.Error, isTerminal: !Console.IsErrorRedirected);
        SplitOf split = SplitOf.Open(config);
        await using EvaluatedModel model = await OpenAsync(request, config, heads, progress, cancel);
        IFrameWork work = split.Work(config, model, heads);

        string output = request.Output ?? Path.Combine("out", "eval", config.Name);
        using ResultFolder folder = ResultFolder.Open(output, EvalIdentity.Of(config, model, work.Ids), request.Resume);
        Announce(progress, model, folder);
        RunFigures figures;
        RunOptions options = Options(request, config, model);
        int known = folder.Results.Count;
        (DateTimeOffset started, long start) = (DateTimeOffset.Now, Stopwatch.GetTimestamp());
        try
        {
            figures = await ConfiguredRun.MeasureAsync(config, settings, work, heads, folder.Results, options, progress, cancel);
        }
        catch (Exception) when (folder.Results.Count > 0)
        {
            progress.Say($"what {folder.Results.Count} frames gave is in {folder.Path}; the same command with --resume goes on from there");
            throw;
        }

        var times = new RunTimes(model.Where, started, folder.Results.Count - known, Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 3));
        IReadOnlyList<ReportFrame> frames = new FrameShots(split, config, folder, request.Pictures).Write(figures);
        EvaluationReport report = RunReport.Of(request, config, split, model, figures, frames);
        ReportFiles.Write(report, times, folder.Path);
        Console.Write(request.Json ? MetricsJson.Write(report) + Environment.NewLine : TableReport.Text(report));
        return Tell(progress, figures, folder.Path);
    }

    private static async Task<EvaluatedModel> OpenAsync(
        EvalRequest request, RunConfig config, IReadOnlyList<HeadSelection> heads, ProgressLine progress, CancellationToken cancel)
    {
        ModelFolder? folder = request.Model is null ? null : ModelFolder.Open(request.Model);
        if (request.Service is null)
        {
            return folder is not null
                ? LocalModel.Open(config, folder, request.Device)
                : throw new CommandFailure("--model FOLDER is missing: the weights to evaluate; or --service ADDRESS, where they are served");
        }

        EvaluatedModel served = await ServedModel.ConnectAsync(config, request.Service, heads, new(request.Timeout, request.Patience, progress.Say), cancel);
        if (folder is null || folder.WeightsSum == served.Weights)
            return served;
        await served.DisposeAsync();
        throw new InvalidInputException(
            $"{request.Service} answers from weights {served.Weights[..16]}..., {folder.WeightsPath} holds {folder.WeightsSum[..16]}...", "service");
    }

    private static RunOptions Options(EvalRequest request, RunConfig config, EvaluatedModel model) => ConfiguredRun.Options(config) with
    {
        Batch = 1,              // branches and services answer frame by frame
        InFlight = Math.Min(request.InFlight ?? (request.Service is null ? LocalModel.FramesInFlight : 8), model.MostInFlight),
        Limit = request.Limit,
    };

    private static void Announce(ProgressLine progress, EvaluatedModel model, ResultFolder folder)
    {
        progress.Say($"{model.Where}, results in {folder.Path}");
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
