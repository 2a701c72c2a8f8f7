using Fuse3D.Vision.Fusion.Channels;

namespace Fuse3D.Vision.Fusion.Tokens;

/// <summary>Which tokens of a modality give way to another's.</summary>
public enum TokenExchangeKind
{
    /// <summary>Tokens count by their score; those below the threshold become the other modality's. As published.</summary>
    Scored,

    /// <summary>A share of them, chosen by chance; there are no scores.</summary>
    Random,

    /// <summary>None; there are no scores.</summary>
    None,
}

/// <summary>How transformers of several modalities exchange tokens (TokenFusion, Wang et al., CVPR 2022).</summary>
/// <remarks>Everything that the published code lacks is off by default.</remarks>
public sealed record TokenExchangeOptions
{
    public TokenExchangeKind Kind { get; init; } = TokenExchangeKind.Scored;

    /// <summary>A token whose score is below it gives way; read with <see cref="TokenExchangeKind.Scored"/>. 0: scores weigh, nothing gives way.</summary>
    public float Threshold { get; init; } = 0.02f;

    /// <summary>Share of the tokens that give way; read with <see cref="TokenExchangeKind.Random"/>.</summary>
    public float Share { get; init; } = 0.3f;

    /// <summary>
    /// Residual positional alignment: each stage learns positions, adds them to its tokens, and adds them again, without gradient, after each
    /// block's exchange, so that a token that gave way keeps its own position. The published networks have no positions.
    /// </summary>
    public bool Positions { get; init; }

    /// <summary>
    /// Channels of a block's norms whose scale is smaller than this, in magnitude, take in the other modalities' mean, as batch norms do in
    /// channel exchange; null: none.
    /// </summary>
    public float? ChannelThreshold { get; init; }

    /// <summary>Scales of those norms that training makes small; TokenFusion's appendix has all.</summary>
    public SparsePart ChannelSparsity { get; init; } = SparsePart.All;

    /// <summary>Of the maps that say which other modality a token takes from where there are three or more.</summary>
    public ulong GroupSeed { get; init; } = 1;

    /// <summary>Picture size in pixels that tables of positions and maps of groups are made for; others are resized or repeated.</summary>
    public (int Height, int Width) TableSize { get; init; } = (480, 640);
}
