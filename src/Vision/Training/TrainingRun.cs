using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Training.Parallel;
using Fuse3D.Vision.Training.Tasks;
using Fuse3D.Vision.Training.Tasks.Dense;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training;

/// <summary>A training run as a configuration describes it.</summary>
public static class TrainingRun
{
    /// <param name="folder">where states and networks go</param>
    /// <param name="resume">goes on from the latest state in the folder</param>
    /// <param name="stop">ends the run after a step, with its state saved</param>
    /// <returns>whether the run is done</returns>
    /// <exception cref="InvalidInputException">data, weights or state cannot be used</exception>
    /// <exception cref="TrainingFailedException">the loss or the gradient is not finite</exception>
    public static bool Run(
        RunConfig config, RunFolder folder, Device device, bool resume, IGradientExchange exchange, ITrainingObserver observer, CancellationToken stop)
    {
        RequireNew(folder, resume);
        if (config.Family == ModelFolderBranches.Yolos)
        {
            using PictureTask pictures = PictureTask.Yolos(config, Pictures(config, config.Data.Train), Pictures(config, config.Data.Val), device, exchange);
            return Run(pictures, config.Train, config.Data.Damaged, folder, resume, exchange, observer, stop);
        }

        IDetectionDataset train = Scenes(config, config.Data.Train);
        IDetectionDataset? val = config.Train.ValidateEvery > 0 ? Scenes(config, config.Data.Val) : null;
        using SceneTask scenes = config.Family == ModelFolderBranches.GroupFree
            ? SceneTask.GroupFree(config, train, val, device, exchange)
            : SceneTask.TokenFusion(config, train, val, device, exchange);
        return Run(scenes, config.Train, config.Data.Damaged, folder, resume, exchange, observer, stop);
    }

    /// <inheritdoc cref="Run(RunConfig, RunFolder, Device, bool, IGradientExchange, ITrainingObserver, CancellationToken)"/>
    public static bool Run(
        DenseRunConfig config, RunFolder folder, Device device, bool resume, IGradientExchange exchange, ITrainingObserver observer, CancellationToken stop)
    {
        RequireNew(folder, resume);
        DenseDataConfig data = config.Data;
        bool measured = config.Train.ValidateEvery > 0;
        if (config.IsSegmentation)
        {
            ISegmentationDataset frames = DenseDatasets.OpenSegmentation(data.Layout, data.Root, data.Train);
            using var segmentation = new SegmentationTask(config, frames, measured ? DenseDatasets.OpenSegmentation(data.Layout, data.Root, data.Val) : null, device, exchange);
            return Run(segmentation, config.Train, data.Damaged, folder, resume, exchange, observer, stop);
        }

        ITranslationDataset views = DenseDatasets.OpenTranslation(data.Layout, data.Root, data.Train);
        using var translation = new TranslationTask(config, views, measured ? DenseDatasets.OpenTranslation(data.Layout, data.Root, data.Val) : null, device, exchange);
        return Run(translation, config.Train, data.Damaged, folder, resume, exchange, observer, stop);
    }

    private static void RequireNew(RunFolder folder, bool resume)
    {
        if (!resume && folder.LatestState() is { } state)
            throw new InvalidInputException($"{state} is the state of an earlier run: go on from it (--resume), or write elsewhere (--out)", "out");
    }

    private static bool Run<T>(
        ITrainingTask<T> task, TrainConfig config, DamagedSamples damaged, RunFolder folder, bool resume, IGradientExchange exchange, ITrainingObserver observer, CancellationToken stop)
    {
        using var trainer = new Trainer<T>(task, config, folder, damaged, exchange, observer);
        if (resume)
            trainer.Resume();
        return trainer.Run(stop);
    }

    private static IDetectionDataset Scenes(RunConfig config, string split) =>
        DatasetFactory.Open(config.Data.Layout, config.Data.Root, split, config.Data.Options);

    private static IPictureDataset Pictures(RunConfig config, string split) =>
        DatasetFactory.OpenPictures(config.Data.Layout, config.Data.Root, split, config.Data.Options);
}
