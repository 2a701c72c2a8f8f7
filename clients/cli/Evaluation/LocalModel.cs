using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Models.GroupFree.Decoding;

namespace Fuse3D.Cli.Evaluation;

/// <summary>A model folder's networks in this process, as a configuration wants them.</summary>
internal static class LocalModel
{
    /// <summary>Enough to keep both branches busy.</summary>
    public const int FramesInFlight = 3;

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

    /// <summary>Measures a model folder on the configuration's split, on the CPU; results stay in memory.</summary>
    /// <inheritdoc cref="Open"/>
    public static async Task<RunFigures> MeasureAsync(RunConfig config, ModelFolder folder, IProgress<RunProgress>? progress, CancellationToken cancel)
    {
        await using EvaluatedModel network = Open(config, folder, ComputeDevice.Cpu);
        IReadOnlyList<HeadSelection> heads = ConfiguredRun.Heads(config);
        RunOptions options = ConfiguredRun.Options(config) with { Batch = 1, InFlight = FramesInFlight };
        IFrameWork work = SplitOf.Open(config).Work(config, network, heads);
        return await ConfiguredRun.MeasureAsync(config, ConfiguredRun.Settings(config), work, heads, new ResultMemory(), options, progress, cancel);
    }
}
