using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Models.Dense;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>An evaluation of segmentation or translation as a configuration describes it.</summary>
public static class ConfiguredDenseRun
{
    /// <summary>The split that is measured.</summary>
    /// <param name="predictor">the caller keeps it</param>
    /// <param name="features">looks at translated pictures; the caller keeps it; null: errors alone are measured</param>
    /// <exception cref="InvalidInputException">the data cannot be opened, or does not fit the network</exception>
    public static IFrameWork Work(DenseRunConfig config, IDensePredictor predictor, IPictureFeatures? features)
    {
        DenseDataConfig data = config.Data;
        DenseEvalConfig eval = config.Eval;
        DenseOptions options = new() { Scales = eval.Scales, Flip = eval.Flip, WithExchange = true };
        return config.IsSegmentation
            ? new SegmentationWork(DenseDatasets.OpenSegmentation(data.Layout, data.Root, data.Val), predictor, options)
            : new TranslationWork(DenseDatasets.OpenTranslation(data.Layout, data.Root, data.Val), predictor, options, new(data.Crop, eval.Pictures)
            {
                TrainingSeed = eval.TrainingMode ? eval.Seed : null,
                Features = features,
            });
    }

    /// <summary>Answers the frames that a store does not have, and makes figures of all.</summary>
    /// <exception cref="InvalidInputException">not one frame could be answered</exception>
    public static async Task<RunFigures> MeasureAsync(
        DenseRunConfig config, IDensePredictor predictor, IFrameWork work, IPictureFeatures? features, IResultStore store, RunOptions options,
        IProgress<RunProgress>? progress, CancellationToken cancel)
    {
        IReadOnlyList<FrameFailure> failures = await EvaluationRun.RunAsync(work, store, options, progress, cancel).ConfigureAwait(false);
        int frames = EvaluationRun.FramesOf(work, options);
        if (failures.Count == frames)
            throw new InvalidInputException($"none of the {frames} frames could be answered; the first, {failures[0].Id}: {failures[0].Message}", "data");
        var evaluation = Evaluation(predictor, store, frames, cancel);
        return new([], null, frames, failures)
        {
            Dense = new()
            {
                Segmentation = config.IsSegmentation ? evaluation.Segmentation(predictor.Model.Labels) : [],
                Classes = predictor.Model.Labels,
                Translation = config.IsSegmentation ? [] : evaluation.Translation(new(config.Eval.KernelSubsets, config.Eval.KernelSubsetSize, config.Eval.Seed)),
                Features = features?.Name,
                IsInception = features?.IsInception ?? false,
                Modalities = predictor.Model.Modalities,
                Exchanged = evaluation.Exchanged(),
            },
        };
    }

    /// <param name="frames">that the run covers</param>
    public static DenseEvaluation Evaluation(IDensePredictor predictor, IResultStore store, int frames, CancellationToken cancel) =>
        new(store, frames, [.. predictor.Model.Branches, "ensemble"], cancel);
}
