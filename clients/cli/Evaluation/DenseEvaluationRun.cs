using Fuse3D.Vision;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Metrics.Reports;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Metrics.Running.Storage;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Models.Inception;
using Fuse3D.Vision.Models.SegFormer;

namespace Fuse3D.Cli.Evaluation;

/// <summary>The evaluation of a network of segmentation or translation, in this process or behind an image service.</summary>
internal sealed class DenseEvaluationRun : IEvaluation
{
    private readonly EvalRequest _request;
    private readonly DenseRunConfig _config;
    private readonly EvaluatedModel _model;
    private readonly IPictureFeatures? _features;

    private DenseEvaluationRun(EvalRequest request, DenseRunConfig config, EvaluatedModel model, IPictureFeatures? features)
    {
        (_request, _config, _model, _features) = (request, config, model, features);
        Work = ConfiguredDenseRun.Work(config, model.Dense, features);
        Identity = DenseIdentity.Of(config, model, features, Work.Ids);
    }

    public string Name => _config.Name;

    public string Where => _model.Where;

    public IFrameWork Work { get; }

    public RunIdentity Identity { get; }

    /// <exception cref="InvalidInputException">configuration, data or model cannot be used, or do not fit each other</exception>
    public static async Task<DenseEvaluationRun> OpenAsync(EvalRequest request, ProgressLine progress, CancellationToken cancel)
    {
        if (request is { Inception: not null, Features: not null })
            throw new CommandFailure("--inception and --features: one network looks at pictures, not two");
        DenseRunConfig config = DenseRunConfig.Load(request.Config, request.Overrides);
        if (config.IsSegmentation && (request.Inception ?? request.Features) is not null)
            throw new CommandFailure($"--inception and --features are for translation; {config.Name} segments");
        if (request.Service is not null && !config.IsSegmentation && config.Eval.TrainingMode)
            throw new CommandFailure("--service: a served generator is in evaluation; eval.training_mode must be false (--set eval.training_mode=false)");
        EvaluatedModel model = await OpenAsync(request, config, progress, cancel);
        IPictureFeatures? features = null;
        try
        {
            features = FeaturesOf(request);
            return new(request, config, model, features);
        }
        catch
        {
            features?.Dispose();
            await model.DisposeAsync();
            throw;
        }
    }

    public Task<RunFigures> MeasureAsync(IResultStore store, IProgress<RunProgress> progress, CancellationToken cancel)
    {
        RunOptions options = new()
        {
            InFlight = Math.Min(_request.InFlight ?? (_request.Service is null ? LocalModel.FramesInFlight : ServedModel.FramesInFlight), _model.MostInFlight),
            Limit = _request.Limit,
        };
        return ConfiguredDenseRun.MeasureAsync(_config, _model.Dense, Work, _features, store, options, progress, cancel);
    }

    public async Task<EvaluationReport> ReportAsync(RunFigures figures, ResultFolder folder, CancellationToken cancel)
    {
        DenseEvaluation evaluation = ConfiguredDenseRun.Evaluation(_model.Dense, folder.Results, figures.Frames, cancel);
        IReadOnlyList<ReportShot> shots = await new DenseShots(Work, Path.Combine(folder.Path, "frames"), _request.Pictures).WriteAsync(evaluation.Ranked(), cancel);
        return RunReport.Of(_request, _config, _model, Work.Ids, figures, _features, shots);
    }

    public async ValueTask DisposeAsync()
    {
        await _model.DisposeAsync();
        _features?.Dispose();
    }

    private static async Task<EvaluatedModel> OpenAsync(EvalRequest request, DenseRunConfig config, ProgressLine progress, CancellationToken cancel)
    {
        DenseModelFolder? folder = request.Model is null ? null : DenseModelFolder.Open(request.Model);
        if (folder is not null)
            ModelFit.Require(config, folder);
        if (request.Service is not null)
            return await ServedDenseModel.ConnectAsync(config, request.Service, folder, new(request.Timeout, request.Patience, progress.Say), cancel);
        return folder is not null
            ? new($"in process on {request.Device}", folder.WeightsSum, request.Device.Name, DensePredictor.Load(folder, request.Device.Device))
            : throw new CommandFailure("--model FOLDER is missing: the weights to evaluate; or --service ADDRESS, where they are served");
    }

    private static IPictureFeatures? FeaturesOf(EvalRequest request) =>
        request.Inception is { } weights ? InceptionLook.Open(weights, request.Device.Device)
        : request.Features is { } model ? EncoderLook.Open(DenseModelFolder.Open(model), request.Device.Device)
        : null;
}
