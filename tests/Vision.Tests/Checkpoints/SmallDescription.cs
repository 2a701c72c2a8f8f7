using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Fusion;

namespace Fuse3D.Vision.Tests.Checkpoints;

/// <summary>Networks small enough for tests of milliseconds, as a model folder describes them.</summary>
internal static class SmallDescription
{
    public static DescribedModel Of(string family) => new(
        new()
        {
            Name = "small",
            Family = family,
            GroupFree = family == ModelFolderBranches.Yolos ? null : Points,
            Yolos = family == ModelFolderBranches.GroupFree ? null : Image,
            Exchange = family == ModelFolderBranches.TokenFusion ? new() : null,
        },
        ["chair", "table", "bed"],
        "small");

    private static GroupFreeDescription Points { get; } = new()
    {
        DecoderLayers = 2,
        Candidates = 37,
        HeadingBins = 4,
        Channels = 40,
        Heads = 4,
        FeedForward = 70,
        MeanSizes = [1, 2, 3, 0.5f, 0.4f, 0.3f],
    };

    private static YolosDescription Image { get; } = new()
    {
        Size = "small",
        Width = 30,
        Heads = 3,
        Blocks = 4,
        DetectionTokens = 7,
        InitSize = [64, 80],
        MidSize = [48, 64],
    };
}
