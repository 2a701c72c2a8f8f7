using Fuse3D.Vision;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Reports;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Metrics.Running.Storage;
using Fuse3D.Vision.Models.GroupFree.Decoding;

namespace Fuse3D.Cli.Evaluation;

/// <summary>The evaluation of a detector, in this process or behind a service.</summary>
internal sealed class DetectionEvaluationRun : IEvaluation
{
    private readonly EvalRequest _request;
    private readonly RunConfig _config;
    private readonly EvaluationSettings _settings;
    private readonly IReadOnlyList<HeadSelection> _heads;
    private readonly SplitOf _split;
    private readonly EvaluatedModel _model;

    private DetectionEvaluationRun(
        EvalRequest request, RunConfig config, EvaluationSettings settings, IReadOnlyList<HeadSelection> heads, SplitOf split, EvaluatedModel model)
    {
        (_request, _config, _settings, _heads, _split, _model) = (request, config, settings, heads, split, model);
        Work = split.Work(config, model, heads);
        Identity = EvalIdentity.Of(config, model, Work.Ids);
    }

    public string Name => _config.Name;

    public string Where => _model.Where;

    public IFrameWork Work { get; }

    public RunIdentity Identity { get; }

    /// <exception cref="InvalidInputException">configuration, data or model cannot be used, or do not fit each other</exception>
    public static async Task<DetectionEvaluationRun> OpenAsync(EvalRequest request, ProgressLine progress, CancellationToken cancel)
    {
        if (request.Inception is not null || request.Features is not null)
            throw new CommandFailure("--inception and --features are for translation; the configuration is of a detector");
        RunConfig config = RunConfig.Load(request.Config, request.Overrides);
        EvaluationSettings settings = ConfiguredRun.Settings(config);
        IReadOnlyList<HeadSelection> heads = ConfiguredRun.Heads(config);
        SplitOf split = SplitOf.Open(config);
        EvaluatedModel model = await OpenAsync(request, config, heads, progress, cancel);
        try
        {
            return new(request, config, settings, heads, split, model);
        }
        catch
        {
            await model.DisposeAsync();
            throw;
        }
    }

    public Task<RunFigures> MeasureAsync(IResultStore store, IProgress<RunProgress> progress, CancellationToken cancel)
    {
        RunOptions options = ConfiguredRun.Options(_config) with
        {
            Batch = 1,              // branches and services answer frame by frame
            InFlight = Math.Min(_request.InFlight ?? (_request.Service is null ? LocalModel.FramesInFlight : ServedModel.FramesInFlight), _model.MostInFlight),
            Limit = _request.Limit,
        };
        return ConfiguredRun.MeasureAsync(_config, _settings, Work, _heads, store, options, progress, cancel);
    }

    public Task<EvaluationReport> ReportAsync(RunFigures figures, ResultFolder folder, CancellationToken cancel)
    {
        IReadOnlyList<ReportFrame> frames = new FrameShots(_split, _config, folder, _request.Pictures).Write(figures);
        return Task.FromResult(RunReport.Of(_request, _config, _split, _model, figures, frames));
    }

    public ValueTask DisposeAsync() => _model.DisposeAsync();

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
}
