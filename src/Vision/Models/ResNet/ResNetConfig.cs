using Fuse3D.Vision.Fusion.Channels;
using Fuse3D.Vision.Models.Modalities;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.ResNet;

/// <summary>Every value that shapes an encoder of residual blocks for several modalities.</summary>
public sealed record ResNetConfig
{
    public static IReadOnlyList<int> R50 { get; } = [3, 4, 6, 3];
    public static IReadOnlyList<int> R101 { get; } = [3, 4, 23, 3];
    public static IReadOnlyList<int> R152 { get; } = [3, 8, 36, 3];

    /// <summary>Blocks of each of the four stages.</summary>
    public IReadOnlyList<int> Blocks { get; init; } = R101;

    /// <summary>Channels of the stem and inside the first stage's blocks; each further stage has twice as many.</summary>
    public int Width { get; init; } = 64;

    public int Modalities { get; init; } = 2;
    public bool SharedConvolutions { get; init; } = true;
    public bool SharedNorms { get; init; }

    /// <summary>Channel exchange (CEN) in every block; null: none.</summary>
    public ExchangeRule? Exchange { get; init; }

    /// <summary>Asymmetric fusion (AsymFusion) in the last block of every stage that has more than one.</summary>
    public bool Asymmetric { get; init; }

    /// <summary>Fusion of whole maps behind stages, for comparison: 2 early, 3 middle, 4 late, 1 to 4 all.</summary>
    public MapFusion Baseline { get; init; } = MapFusion.None;

    /// <summary>Whether the last two stages dilate instead of halving the size, so that the output keeps an eighth of the picture's.</summary>
    public bool Dilated { get; init; }

    /// <summary>Where parameters are made; null: the CPU.</summary>
    public Device? Device { get; init; }

    /// <summary>Channels behind a stage, from 1.</summary>
    internal int WidthOf(int stage) => Bottleneck.Expansion * (Width << (stage - 1));

    /// <exception cref="InvalidInputException">values that make no network</exception>
    internal void Require()
    {
        if (Width is < 4 or > 1024)
            throw new InvalidInputException($"width {Width}; 4 to 1024 are allowed", "width");
        if (Modalities < 1)
            throw new InvalidInputException($"{Modalities} modalities; a network takes 1 or more", "modalities");
        if (Blocks.Count != 4 || Blocks.Any(count => count < 1))
            throw new InvalidInputException($"blocks [{string.Join(", ", Blocks)}]; four counts of 1 or more are allowed", "blocks");
        Baseline.Require(first: 1, last: 4);
    }
}
