namespace Fuse3D.Vision.Checkpoints;

/// <summary>A model folder's config.yaml: what the network is and how its input is made. Keys are these names in snake_case; others are errors.</summary>
public sealed record ModelDescription
{
    /// <summary>Name that the model is served under.</summary>
    public string Name { get; init; } = "";

    public string Version { get; init; } = "1";

    /// <summary>group_free, yolos or token_fusion.</summary>
    public string Family { get; init; } = "";

    /// <summary>A file in the folder that <see cref="WeightFile"/> reads: safetensors, an index of shards, or a PyTorch checkpoint.</summary>
    public string Weights { get; init; } = "model.safetensors";

    /// <summary>A text file in the folder: one class a line, in the order of the network's outputs.</summary>
    public string Labels { get; init; } = "labels.txt";

    /// <summary>Points that a cloud is resampled to.</summary>
    public int Points { get; init; } = 20_000;

    /// <summary>Detections below it are left out unless a request says otherwise.</summary>
    public float ScoreThreshold { get; init; } = 0.3f;

    public GroupFreeDescription? GroupFree { get; init; }

    public YolosDescription? Yolos { get; init; }

    public ExchangeDescription? Exchange { get; init; }
}

/// <summary>The point detector.</summary>
public sealed record GroupFreeDescription
{
    public int DecoderLayers { get; init; } = 6;
    public int Candidates { get; init; } = 256;
    public int HeadingBins { get; init; } = 1;              // 1: boxes are axis-aligned
    public bool ClassAgnosticSize { get; init; }
    public int PointFeatures { get; init; }                 // colours (3) and height (1), where used
    public double Width { get; init; } = 1;                 // of the backbone: factor on its channels, in steps of 1/8
    public List<int> StagePoints { get; init; } = [2048, 1024, 512, 256];   // that the backbone keeps, stage by stage
    public int Channels { get; init; } = 288;
    public int Heads { get; init; } = 8;
    public int FeedForward { get; init; } = 2048;
    public string Sampling { get; init; } = "closest";      // or furthest
    public string SelfPosition { get; init; } = "box";      // none, xyz or box
    public string CrossPosition { get; init; } = "xyz";

    /// <summary>sunrgbd or scannet: their published mean sizes.</summary>
    public string MeanSizesOf { get; init; } = "";

    /// <summary>[clusters * 3] metres: length, width, height; instead of <see cref="MeanSizesOf"/>.</summary>
    public List<float> MeanSizes { get; init; } = [];
}

/// <summary>The image detector.</summary>
public sealed record YolosDescription
{
    /// <summary>tiny, small, small_dwr or base: a published size, which the other values then change.</summary>
    public string Size { get; init; } = "tiny";

    public int? Width { get; init; }
    public int? Heads { get; init; }
    public int? Blocks { get; init; }
    public int? DetectionTokens { get; init; }

    /// <summary>Height and width in pixels that the position table is made for.</summary>
    public List<int>? InitSize { get; init; }

    /// <summary>The same for the tables after the blocks; empty: there are none.</summary>
    public List<int>? MidSize { get; init; }

    /// <summary>Width and height in pixels that pictures are stretched to; absent: the short side becomes <see cref="ShortSide"/>.</summary>
    public List<int>? Picture { get; init; }

    public int ShortSide { get; init; } = 512;

    /// <summary>rgb, or bgr for weights that learnt from pictures with swapped channels, as those of TokenFusion's published code.</summary>
    public string ChannelOrder { get; init; } = "rgb";
}

/// <summary>The exchange of tokens.</summary>
public sealed record ExchangeDescription
{
    /// <summary>
    /// scored: tokens of low score give way, as published; random: a share of them, by chance; concat: each is mixed with the picture's;
    /// none: the branches share nothing.
    /// </summary>
    public string Kind { get; init; } = "scored";

    /// <summary>A point token whose score is below it gives way to the picture's; read with scored.</summary>
    public float Threshold { get; init; } = 0.02f;

    /// <summary>Share of the point tokens that give way to the picture's in each layer; read with random.</summary>
    public float Share { get; init; } = 0.3f;

    /// <summary>Whether tokens that gave way get their point's position again in each layer, as published; read with scored and random.</summary>
    public bool Positions { get; init; } = true;

    /// <summary>Whether pictures learn from their own loss only, as in the published code, and not through exchanged tokens; read in training.</summary>
    public bool Detach { get; init; } = true;
}
