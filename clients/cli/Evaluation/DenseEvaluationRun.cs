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

/// <summary>The evaluation of a network of segmentation or translation, in this process.</summary>
internal sealed class DenseEvaluationRun : IEvaluation
{
    private readonly EvalRequest _request;
    private readonly DenseRunConfig _config;
    private readonly DenseModelFolder _folder;
    private readonly DensePredictor _predictor;
    private readonly IPictureFeatures? _features;

    private DenseEvaluationRun(EvalRequest request, DenseRunConfig config, DenseModelFolder folder, DensePredictor predictor, IPictureFeatures? features, IFrameWork work)
    {
        (_request, _config, _folder, _predictor, _features, Work) = (request, config, folder, predictor, features, work);
        Identity = DenseIdentity.Of(config, folder, features, request.Device.Name, work.Ids);
    }

    public string Name => _config.Name;

    public string Where => $"in process on {_request.Device}";

    public IFrameWork Work { get; }

    public RunIdentity Identity { get; }

    /// <exception cref="InvalidInputException">configuration, data or model cannot be used, or do not fit each other</exception>
    public static DenseEvaluationRun Open(EvalRequest request)
    {
        if (request.Service is not null)
            throw new CommandFailure("--service: segmentation and translation are evaluated in process; name the model with --model FOLDER");
        if (request is { Inception: not null, Features: not null })
            throw new CommandFailure("--inception and --features: one network looks at pictures, not two");
        DenseRunConfig config = DenseRunConfig.Load(request.Config, request.Overrides);
        if (config.IsSegmentation && (request.Inception ?? request.Features) is not null)
            throw new CommandFailure($"--inception and --features are for translation; {config.Name} segments");
        DenseModelFolder folder = DenseModelFolder.Open(request.Model ?? throw new CommandFailure("--model FOLDER is missing: the weights to evaluate"));
        ModelFit.Require(config, folder);
        DensePredictor? predictor = null;
        IPictureFeatures? features = null;
        try
        {
            predictor = DensePredictor.Load(folder, request.Device.Device);
            features = FeaturesOf(request);
            return new(request, config, folder, predictor, features, ConfiguredDenseRun.Work(config, predictor, features));
        }
        catch
        {
            features?.Dispose();
            predictor?.Dispose();
            throw;
        }
    }

    public Task<RunFigures> MeasureAsync(IResultStore store, IProgress<RunProgress> progress, CancellationToken cancel)
    {
        RunOptions options = new() { InFlight = _request.InFlight ?? LocalModel.FramesInFlight, Limit = _request.Limit };
        return ConfiguredDenseRun.MeasureAsync(_config, _predictor, Work, _features, store, options, progress, cancel);
    }

    public async Task<EvaluationReport> ReportAsync(RunFigures figures, ResultFolder folder, CancellationToken cancel)
    {
        DenseEvaluation evaluation = ConfiguredDenseRun.Evaluation(_predictor, folder.Results, figures.Frames, cancel);
        IReadOnlyList<ReportShot> shots = await new DenseShots(Work, Path.Combine(folder.Path, "frames"), _request.Pictures).WriteAsync(evaluation.Ranked(), cancel);
        return RunReport.Of(_request, _config, _folder, Work.Ids, figures, _features, shots);
    }

    public ValueTask DisposeAsync()
    {
        _predictor.Dispose();
        _features?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static IPictureFeatures? FeaturesOf(EvalRequest request) =>
        request.Inception is { } weights ? InceptionLook.Open(weights, request.Device.Device)
        : request.Features is { } model ? EncoderLook.Open(DenseModelFolder.Open(model), request.Device.Device)
        : null;
}
