using Fuse3D.Vision;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Models.GroupFree.Decoding;

namespace Fuse3D.Cli.Evaluation;

/// <summary>The split that a configuration measures on: of scenes, or of pictures alone.</summary>
internal sealed record SplitOf(IDetectionDataset? Scenes, IPictureDataset? Pictures)
{
    public string Name => Scenes?.Name ?? Pictures!.Name;

    public IReadOnlyList<string> Ids => Scenes?.Ids ?? Pictures!.Ids;

    /// <exception cref="InvalidInputException">there is no such data, or nothing in it</exception>
    public static SplitOf Open(RunConfig config)
    {
        DataConfig data = config.Data;
        return config.Family == ModelFolderBranches.Yolos
            ? new(null, DatasetFactory.OpenPictures(data.Layout, data.Root, data.Val, data.Options))
            : new(DatasetFactory.Open(data.Layout, data.Root, data.Val, data.Options), null);
    }

    public IFrameWork Work(RunConfig config, EvaluatedModel model, IReadOnlyList<HeadSelection> heads) => Scenes is null
        ? ConfiguredRun.Pictures(config, Pictures!, model.Pictures)
        : ConfiguredRun.Scenes(config, Scenes, model.Scenes, heads);
}
