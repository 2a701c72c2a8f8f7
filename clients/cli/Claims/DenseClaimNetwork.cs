using Fuse3D.Cli.Evaluation;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Models.SegFormer;
using Fuse3D.Vision.Training;
using Fuse3D.Vision.Training.Parallel;
using TorchSharp;

namespace Fuse3D.Cli.Claims;

/// <summary>A network of segmentation or translation.</summary>
/// <param name="features">folder of the model that looks at translated pictures; null: errors alone are measured</param>
internal sealed class DenseClaimNetwork(DenseRunConfig config, string? features) : IClaimNetwork
{
    public string Name => config.Name;

    public TrainConfig Train => config.Train;

    public bool Learn(RunFolder output, IGradientExchange alone, ITrainingObserver observer, CancellationToken stop) =>
        TrainingRun.Run(config, output, torch.CPU, resume: output.LatestState() is not null, alone, observer, stop);

    public async Task<IReadOnlyDictionary<string, double?>> MeasureAsync(RunFolder output, IProgress<RunProgress> progress, CancellationToken stop)
    {
        using IPictureFeatures? look = features is null || config.IsSegmentation ? null : EncoderLook.Open(DenseModelFolder.Open(features), torch.CPU);
        using DensePredictor predictor = DensePredictor.Load(DenseModelFolder.Open(output.Model));
        IFrameWork work = ConfiguredDenseRun.Work(config, predictor, look);
        RunFigures figures = await ConfiguredDenseRun.MeasureAsync(
            config, predictor, work, look, new ResultMemory(), new RunOptions { InFlight = LocalModel.FramesInFlight }, progress, stop);
        if (figures.Failures is [var failure, ..])
            throw new CommandFailure($"{Name}: frame {failure.Id} failed: {failure.Message}");
        DenseFigures dense = figures.Dense!;
        double? exchanged = dense.Exchanged.Count > 0 ? dense.Exchanged.Average(place => place.Shares.Average()) : null;
        return config.IsSegmentation ? Segmentation(dense.Segmentation, exchanged) : Translation(dense.Translation[^1], exchanged);
    }

    private static Dictionary<string, double?> Segmentation(IReadOnlyList<SegmentationFigures> outputs, double? exchanged)
    {
        SegmentationScores all = outputs[^1].Scores;
        double? Branch(string modality) => outputs.FirstOrDefault(own => own.Output == modality)?.Scores.MeanIou / 100;
        return new()
        {
            ["miou"] = all.MeanIou / 100,
            ["miou_rgb"] = Branch("rgb"),
            ["miou_depth"] = Branch("depth"),
            ["pixel_accuracy"] = all.PixelAccuracy / 100,
            ["mean_accuracy"] = all.MeanAccuracy / 100,
            ["exchanged"] = exchanged,
        };
    }

    private static Dictionary<string, double?> Translation(TranslationFigures ensemble, double? exchanged) => new()
    {
        ["mae"] = ensemble.MeanAbsolute,
        ["rmse"] = ensemble.RootMeanSquared,
        ["distance"] = ensemble.Frechet,
        ["exchanged"] = exchanged,
    };
}
