using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Metrics.Running;

namespace Fuse3D.Cli.Evaluation;

/// <summary>A model folder's networks in this process, as a configuration wants them.</summary>
internal static class LocalModel
{
    /// <exception cref="Vision.InvalidInputException">the folder is damaged, or holds another network than the configuration describes</exception>
    public static EvaluatedModel Open(RunConfig config, ModelFolder folder, ComputeDevice device)
    {
        ModelFit.Require(config, folder);
        IAsyncDisposable predictor = config.Family switch
        {
            ModelFolderBranches.Yolos => new ImageBranchPredictor(folder.LoadImage(device)),
            ModelFolderBranches.GroupFree => new BranchPredictor(folder.LoadPoints(device)),
            _ => new BranchPredictor(folder.LoadPoints(device), folder.LoadImage(device), folder.LoadFusionHead(device)),
        };
        return new($"in process on {device}", folder.WeightsSum, device.Name, predictor);
    }
}
