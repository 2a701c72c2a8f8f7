using Fuse3D.Vision.Models.PointNet2;

namespace Fuse3D.Vision.Models.GroupFree;

/// <summary>How the candidates are chosen from the seeds.</summary>
public enum CandidateSampling
{
    /// <summary>The seeds that a small network finds closest to an object's centre.</summary>
    Closest,

    /// <summary>The seeds furthest from each other; no parameters.</summary>
    Furthest,
}

/// <summary>What a decoder's position embedding reads.</summary>
public enum PositionInput
{
    None,

    /// <summary>Position: 3 numbers.</summary>
    Xyz,

    /// <summary>Centre and size of the current box: 6 numbers.</summary>
    Box,
}

/// <summary>Every value that shapes a Group-Free 3D detector.</summary>
public sealed record GroupFreeConfig
{
    public required int Classes { get; init; }
    public required int SizeClusters { get; init; }

    /// <summary>[SizeClusters * 3] metres: length, width, height of each cluster's mean box.</summary>
    public required IReadOnlyList<float> MeanSizes { get; init; }

    public int HeadingBins { get; init; } = 1;                  // 1: boxes are axis-aligned
    public bool ClassAgnosticSize { get; init; }                // the size directly, not by cluster and residual
    public int PointFeatures { get; init; }                     // colours (3) and height (1), where used
    public double Width { get; init; } = 1;                     // of the backbone: factor on its channels
    public IReadOnlyList<int> StagePoints { get; init; } = [2048, 1024, 512, 256];      // that the backbone keeps, stage by stage
    public CandidateSampling Sampling { get; init; } = CandidateSampling.Closest;
    public int Candidates { get; init; } = 256;
    public int DecoderLayers { get; init; } = 6;
    public int Channels { get; init; } = 288;                   // divisible by Heads
    public int Heads { get; init; } = 8;
    public int FeedForward { get; init; } = 2048;
    public double Dropout { get; init; } = 0.1;
    public PositionInput SelfPosition { get; init; } = PositionInput.Box;
    public PositionInput CrossPosition { get; init; } = PositionInput.Xyz;

    /// <summary>
    /// Whether only the first decoder layer's embedding of the keys' positions learns, as TokenFusion's residual positional alignment is
    /// described; in the published code all do.
    /// </summary>
    public bool FirstKeyPositionsOnly { get; init; }

    /// <summary>Whether keys that another branch's tokens replaced get their seed's position like all others: residual positional alignment.</summary>
    public bool ReplacedKeyPositions { get; init; } = true;

    /// <summary>The backbone that these values ask for.</summary>
    public PointNet2Config Backbone => new()
    {
        Features = PointFeatures,
        Width = Width,
        SeedChannels = Channels,
        StagePoints = StagePoints,
    };

    /// <summary>Seeds that the backbone leaves.</summary>
    public int Seeds => Backbone.Stages[1].Points;

    public static GroupFreeConfig ScanNetL6O256 { get; } = new()
    {
        Classes = 18,
        SizeClusters = 18,
        MeanSizes = GroupFree.MeanSizes.ScanNet,
    };

    public static GroupFreeConfig ScanNetL12O256 { get; } = ScanNetL6O256 with { DecoderLayers = 12 };
    public static GroupFreeConfig ScanNetL12O256Wide { get; } = ScanNetL12O256 with { Width = 2 };
    public static GroupFreeConfig ScanNetL12O512Wide { get; } = ScanNetL12O256Wide with { Candidates = 512 };

    public static GroupFreeConfig SunRgbdL6O256 { get; } = new()
    {
        Classes = 10,
        SizeClusters = 10,
        MeanSizes = GroupFree.MeanSizes.SunRgbd,
        HeadingBins = 12,
        ClassAgnosticSize = true,
    };
}
