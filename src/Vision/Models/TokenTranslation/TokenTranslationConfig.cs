using Fuse3D.Vision.Fusion.Tokens;
using Fuse3D.Vision.Models.MixTransformer;

namespace Fuse3D.Vision.Models.TokenTranslation;

/// <summary>Every value that shapes a generator of pictures from several modalities, and its discriminator.</summary>
public sealed record TokenTranslationConfig
{
    public const int Stages = 5;
    public const int SideMultiple = 32;                                     // pixels: each stage halves the sides

    public int Modalities { get; init; } = 2;
    public int InputChannels { get; init; } = 3;                            // of every modality
    public int OutputChannels { get; init; } = 3;
    public required IReadOnlyList<int> Widths { get; init; }                // channels by stage
    public IReadOnlyList<int> Heads { get; init; } = [1, 2, 4, 8, 16];      // divide the widths
    public required IReadOnlyList<int> Depths { get; init; }                // blocks by stage; the generator's decoder mirrors the first four
    public IReadOnlyList<int> Reductions { get; init; } = [16, 8, 4, 2, 1];

    /// <summary>Share of samples whose last block is skipped in training; it rises evenly from 0 at the first.</summary>
    public double DropPath { get; init; } = 0.1;

    public TokenExchangeOptions Exchange { get; init; } = new() { TableSize = (256, 256) };

    public static TokenTranslationConfig B0 { get; } = new() { Widths = [32, 64, 128, 256, 512], Depths = [2, 2, 2, 2, 2] };
    public static TokenTranslationConfig B1 { get; } = new() { Widths = [64, 128, 256, 512, 1024], Depths = [2, 2, 2, 2, 2] };
    public static TokenTranslationConfig B2 { get; } = B1 with { Depths = [3, 4, 4, 6, 3] };
    public static TokenTranslationConfig B3 { get; } = B1 with { Depths = [3, 4, 4, 18, 3] };
    public static TokenTranslationConfig B4 { get; } = B1 with { Depths = [3, 8, 8, 27, 3] };
    public static TokenTranslationConfig B5 { get; } = B1 with { Depths = [3, 6, 6, 40, 3] };

    /// <summary>The published sizes, b0 to b5; a generator is called gen_b0, its discriminator dis_b0.</summary>
    public static IReadOnlyDictionary<string, TokenTranslationConfig> Published { get; } = new Dictionary<string, TokenTranslationConfig>
    {
        ["b0"] = B0,
        ["b1"] = B1,
        ["b2"] = B2,
        ["b3"] = B3,
        ["b4"] = B4,
        ["b5"] = B5,
    };

    internal MixFamily Family => new()
    {
        Modalities = Modalities,
        NormPrefix = "lrnorm",
        WrapsDepthwise = true,
        ChannelThreshold = Exchange.ChannelThreshold,
    };

    /// <param name="block">counted over all stages</param>
    internal BlockShape Block(int stage, int block) =>
        new(Widths[stage], Heads[stage], Reductions[stage], DropPath * block / Math.Max(1, Depths.Sum() - 1));
}
