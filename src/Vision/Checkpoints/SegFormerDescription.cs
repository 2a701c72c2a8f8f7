namespace Fuse3D.Vision.Checkpoints;

/// <summary>A segmentation network of one or several modalities.</summary>
public sealed record SegFormerDescription
{
    /// <summary>mit_b0 to mit_b5: a published size, which the other values then change.</summary>
    public string Size { get; init; } = "mit_b2";

    /// <summary>Modalities in the order in which the network takes them.</summary>
    public List<string> Modalities { get; init; } = ["rgb", "depth"];

    public List<int>? Widths { get; init; }                 // by stage, four of each
    public List<int>? Heads { get; init; }
    public List<int>? Depths { get; init; }
    public int DecoderWidth { get; init; } = 256;

    /// <summary>Of the norms of patches and of reduced keys: 1e-6 in TokenFusion, 1e-5 in SegFormer of one modality.</summary>
    public double InnerNormEpsilon { get; init; } = 1e-6;

    public TokenExchangeDescription Exchange { get; init; } = new();
}

/// <summary>The exchange of tokens between transformers of several modalities.</summary>
public sealed record TokenExchangeDescription
{
    /// <summary>scored: tokens of low score give way, as published; random: a share of them, by chance; none: the modalities share nothing.</summary>
    public string Kind { get; init; } = "scored";

    /// <summary>A token whose score is below it gives way; read with scored.</summary>
    public float Threshold { get; init; } = 0.02f;

    /// <summary>Share of the tokens that give way; read with random.</summary>
    public float Share { get; init; } = 0.3f;

    /// <summary>Whether each stage learns positions, which are added again after each exchange.</summary>
    public bool Positions { get; init; }

    /// <summary>Channels of norms whose scale is smaller in magnitude are exchanged; absent: none.</summary>
    public float? ChannelThreshold { get; init; }

    /// <summary>Height and width in pixels that tables of positions and maps of groups are made for.</summary>
    public List<int> TableSize { get; init; } = [480, 640];

    /// <summary>Of the maps of groups, where there are three modalities or more.</summary>
    public ulong GroupSeed { get; init; } = 1;
}
