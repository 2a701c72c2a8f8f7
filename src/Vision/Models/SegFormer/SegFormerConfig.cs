using Fuse3D.Vision.Fusion.Tokens;
using Fuse3D.Vision.Models.MixTransformer;

namespace Fuse3D.Vision.Models.SegFormer;

/// <summary>Every value that shapes a SegFormer of one or several modalities.</summary>
public sealed record SegFormerConfig
{
    public const int Stages = 4;

    public int Classes { get; init; } = 40;                                 // NYUDv2's
    public int Modalities { get; init; } = 2;
    public int InputChannels { get; init; } = 3;                            // of every modality; depth is copied to three
    public required IReadOnlyList<int> Widths { get; init; }                // channels by stage
    public IReadOnlyList<int> Heads { get; init; } = [1, 2, 5, 8];          // divide the widths
    public required IReadOnlyList<int> Depths { get; init; }                // blocks by stage
    public IReadOnlyList<int> Reductions { get; init; } = [8, 4, 2, 1];
    public int DecoderWidth { get; init; } = 256;                           // SegFormer itself has 768 from B2 on
    public double Dropout { get; init; } = 0.1;                             // of whole channels before the last layer

    /// <summary>Share of samples whose last block is skipped in training; it rises evenly from 0 at the first.</summary>
    public double DropPath { get; init; } = 0.1;

    /// <summary>Whether the decoder's batch norm keeps its running statistics while training, as in the published code.</summary>
    public bool FrozenBatchNorm { get; init; } = true;

    /// <inheritdoc cref="MixFamily.InnerNormEpsilon"/>
    public double InnerNormEpsilon { get; init; } = 1e-6;

    public TokenExchangeOptions Exchange { get; init; } = new();

    public static SegFormerConfig B0 { get; } = new() { Widths = [32, 64, 160, 256], Depths = [2, 2, 2, 2] };
    public static SegFormerConfig B1 { get; } = new() { Widths = [64, 128, 320, 512], Depths = [2, 2, 2, 2] };
    public static SegFormerConfig B2 { get; } = B1 with { Depths = [3, 4, 6, 3] };
    public static SegFormerConfig B3 { get; } = B1 with { Depths = [3, 4, 18, 3] };
    public static SegFormerConfig B4 { get; } = B1 with { Depths = [3, 8, 27, 3] };
    public static SegFormerConfig B5 { get; } = B1 with { Depths = [3, 6, 40, 3] };

    /// <summary>The published sizes by their names, mit_b0 to mit_b5.</summary>
    public static IReadOnlyDictionary<string, SegFormerConfig> Published { get; } = new Dictionary<string, SegFormerConfig>
    {
        ["mit_b0"] = B0,
        ["mit_b1"] = B1,
        ["mit_b2"] = B2,
        ["mit_b3"] = B3,
        ["mit_b4"] = B4,
        ["mit_b5"] = B5,
    };

    /// <summary>Pixels that a picture's sides must have at least: every stage reduces its tokens in whole squares.</summary>
    public int LeastSide
    {
        get
        {
            int stride = 1, least = 1;
            for (int stage = 0; stage < Stages; stage++)
            {
                stride *= Patches(stage).Stride;
                least = Math.Max(least, stride * (Reductions[stage] - 1) + 1);
            }

            return least;
        }
    }

    internal MixFamily Family => new()
    {
        Modalities = Modalities,
        NormPrefix = "ln",
        WrapsDepthwise = false,
        InnerNormEpsilon = InnerNormEpsilon,
        ChannelThreshold = Exchange.ChannelThreshold,
    };

    /// <summary>Pixels on a side of a stage's patches, and between two.</summary>
    internal static (int Patch, int Stride) Patches(int stage) => stage == 0 ? (7, 4) : (3, 2);
}
