using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Training.Parallel;
using Fuse3D.Vision.Training.Tasks;
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
        if (!resume && folder.LatestState() is { } state)
            throw new InvalidInputException($"{state} is the state of an earlier run: go on from it (--resume), or write elsewhere (--out)", "out");
        if (config.Family == ModelFolderBranches.Yolos)
        {
            using PictureTask pictures = PictureTask.Yolos(config, Pictures(config, config.Data.Train), Pictures(config, config.Data.Val), device, exchange);
            return Run(pictures, config, folder, resume, exchange, observer, stop);
        }

        IDetectionDataset train = Scenes(config, config.Data.Train);
        IDetectionDataset? val = config.Train.ValidateEvery > 0 ? Scenes(config, config.Data.Val) : null;
        using SceneTask scenes = config.Family == ModelFolderBranches.GroupFree
            ? SceneTask.GroupFree(config, train, val, device, exchange)
            : SceneTask.TokenFusion(config, train, val, device, exchange);
        return Run(scenes, config, folder, resume, exchange, observer, stop);
    }

    private static bool Run<T>(
        ITrainingTask<T> task, RunConfig config, RunFolder folder, bool resume, IGradientExchange exchange, ITrainingObserver observer, CancellationToken stop)
    {
        using var trainer = new Trainer<T>(task, config.Train, folder, config.Data.Damaged, exchange, observer);
        if (resume)
            trainer.Resume();
        return trainer.Run(stop);
    }

    private static IDetectionDataset Scenes(RunConfig config, string split) =>
        DatasetFactory.Open(config.Data.Layout, config.Data.Root, split, config.Data.Options);

    private static IPictureDataset Pictures(RunConfig config, string split) =>
        DatasetFactory.OpenPictures(config.Data.Layout, config.Data.Root, split, config.Data.Options);
}
