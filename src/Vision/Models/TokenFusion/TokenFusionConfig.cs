using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Vision.Models.TokenFusion;

/// <summary>Every value that shapes a fused detector: points look at what a picture's transformer made of the same place.</summary>
public sealed record TokenFusionConfig
{
    public required GroupFreeConfig Points { get; init; }

    /// <summary>Its number of classes is the point detector's.</summary>
    public required YolosConfig Image { get; init; }

    public ExchangeKind Kind { get; init; } = ExchangeKind.Scored;

    /// <summary>A key whose score is below this number gives way to the picture's token (<see cref="ExchangeKind.Scored"/>).</summary>
    public float Threshold { get; init; } = 0.02f;

    /// <summary>Share of the keys that give way to the picture's tokens (<see cref="ExchangeKind.Random"/>).</summary>
    public float Share { get; init; } = 0.3f;

    /// <summary>
    /// Whether exchanged tokens leave their graph behind, so that pictures learn from their own loss only. In the published code they do;
    /// by the paper's equation they do not.
    /// </summary>
    public bool Detach { get; init; } = true;

    /// <summary>
    /// Image blocks that run before each decoder layer; blocks beyond the last layer's are not used. The published code takes two,
    /// which a transformer with fewer than two per layer cannot give.
    /// </summary>
    public int BlocksPerLayer => Math.Min(2, Image.Blocks / Points.DecoderLayers);

    /// <summary>Image blocks that run at all.</summary>
    public int UsedBlocks => BlocksPerLayer * Points.DecoderLayers;

    /// <summary>L6, O256 with YOLOS-Ti, the published SUN RGB-D model.</summary>
    public static TokenFusionConfig SunRgbdL6O256Tiny { get; } = new()
    {
        Points = GroupFreeConfig.SunRgbdL6O256,
        Image = YolosConfig.Tiny with { Classes = 10, DropPath = 0.3 },
    };

    public static TokenFusionConfig ScanNetL6O256Tiny { get; } = new()
    {
        Points = GroupFreeConfig.ScanNetL6O256,
        Image = YolosConfig.Tiny with { Classes = 18, DropPath = 0.3 },
    };

    public static TokenFusionConfig ScanNetL12O512WideSmall { get; } = new()
    {
        Points = GroupFreeConfig.ScanNetL12O512Wide,
        Image = YolosConfig.Small with { Classes = 18 },
    };
}
