namespace Fuse3D.Vision.Checkpoints;

/// <summary>
/// config.yaml of a model folder whose network gives a picture: segmentation or translation. Keys are these names in snake_case; others are errors.
/// </summary>
public sealed record DenseDescription
{
    /// <summary>Name that the model is served under.</summary>
    public string Name { get; init; } = "";

    public string Version { get; init; } = "1";

    /// <summary>segformer, refinenet, pspnet or deeplab (segmentation); token_translation or channel_unet (translation).</summary>
    public string Family { get; init; } = "";

    /// <summary>A file in the folder that <see cref="WeightFile"/> reads.</summary>
    public string Weights { get; init; } = "model.safetensors";

    /// <summary>A text file in the folder: one class a line, in the order of the network's outputs; segmentation only.</summary>
    public string Labels { get; init; } = "labels.txt";

    /// <summary>The network's inputs, in its order.</summary>
    public List<ModalityDescription> Modalities { get; init; } = [];

    /// <summary>The domain that a translation makes.</summary>
    public string? Target { get; init; }

    /// <summary>Red, green and blue (0..255) of each class; absent: the colours of Pascal VOC at the class plus 1. Segmentation only.</summary>
    public List<List<int>>? Palette { get; init; }

    public SegformerDescription? Segformer { get; init; }

    public RefinenetDescription? Refinenet { get; init; }

    public PspnetDescription? Pspnet { get; init; }

    public DeeplabDescription? Deeplab { get; init; }

    public TokenTranslationDescription? TokenTranslation { get; init; }

    public ChannelUnetDescription? ChannelUnet { get; init; }

    /// <summary>The exchange of tokens of segformer and token_translation; absent: as published.</summary>
    public TokensDescription? Tokens { get; init; }

    /// <summary>The exchange of channels (CEN) of refinenet, pspnet and channel_unet; absent: none.</summary>
    public ChannelsDescription? Channels { get; init; }

    /// <summary>Asymmetric fusion (AsymFusion) of refinenet, pspnet, deeplab and channel_unet.</summary>
    public bool Asymmetric { get; init; }

    /// <summary>Fusion of whole maps in refinenet, pspnet and channel_unet, for comparison; absent: none.</summary>
    public BaselineDescription? Baseline { get; init; }
}

/// <summary>One input of a network.</summary>
public sealed record ModalityDescription
{
    /// <summary>In segmentation any name, as rgb or depth; in translation a domain of Taskonomy.</summary>
    public string Name { get; init; } = "";

    /// <summary>
    /// How stored values become the network's, in segmentation: colour (less ImageNet's mean, by its deviation), depth (by 5000), stretched_depth
    /// (the picture's range as 0..255), log_depth, or disparity (Cityscapes'). Absent: colour for rgb, depth for others. Translation has 8-bit
    /// colours as -1..1 and no other form.
    /// </summary>
    public string? Form { get; init; }

    /// <summary>Stored value of one metre, for depth that comes in metres.</summary>
    public double StoredPerMetre { get; init; } = 1000;

    /// <summary>Metres between the cameras of a disparity.</summary>
    public double Baseline { get; init; } = 0.209313;       // that most of Cityscapes' recordings have

    /// <summary>Pixels, of a disparity.</summary>
    public double Focal { get; init; } = 2262.52;

    /// <summary>Modalities of these names; without names rgb, depth, and numbers for what follows.</summary>
    internal static List<ModalityDescription> Of(IReadOnlyList<string>? names, int count)
    {
        string[] known = ["rgb", "depth"];
        return [.. (names ?? [.. Enumerable.Range(0, count).Select(m => m < known.Length ? known[m] : $"modality_{m}")]).Select(name => new ModalityDescription { Name = name })];
    }
}

/// <summary>SegFormer, TokenFusion's network of segmentation.</summary>
public sealed record SegformerDescription
{
    /// <summary>mit_b0 to mit_b5: a published size, which the other values then change.</summary>
    public string Size { get; init; } = "mit_b3";

    public List<int>? Widths { get; init; }
    public List<int>? Heads { get; init; }
    public List<int>? Depths { get; init; }
    public List<int>? Reductions { get; init; }
    public int DecoderWidth { get; init; } = 256;
    public double Dropout { get; init; } = 0.1;
    public double DropPath { get; init; } = 0.1;
    public bool FrozenBatchNorm { get; init; } = true;
    public double InnerNormEpsilon { get; init; } = 1e-6;   // SegFormer itself, of one modality: 1e-5
}

/// <summary>RefineNet on a ResNet.</summary>
public sealed record RefinenetDescription
{
    /// <summary>Layers of the ResNet: 50, 101 or 152.</summary>
    public int Depth { get; init; } = 101;

    /// <summary>Blocks of its four stages, instead of those of <see cref="Depth"/>.</summary>
    public List<int>? Blocks { get; init; }

    /// <summary>Channels of the ResNet's first stage, inside its blocks; those of all other layers follow from it.</summary>
    public int Width { get; init; } = 64;

    public bool SharedConvolutions { get; init; } = true;
    public bool SharedNorms { get; init; }
    public double Dropout { get; init; } = 0.5;
}

/// <summary>PSPNet on a ResNet.</summary>
public sealed record PspnetDescription
{
    /// <inheritdoc cref="RefinenetDescription.Depth"/>
    public int Depth { get; init; } = 152;

    /// <inheritdoc cref="RefinenetDescription.Blocks"/>
    public List<int>? Blocks { get; init; }

    public bool SharedConvolutions { get; init; } = true;
    public bool SharedNorms { get; init; }

    /// <summary>Channels of the ResNet's first stage, inside its blocks; each further one has twice as many.</summary>
    public int EncoderWidth { get; init; } = 64;

    public int Width { get; init; } = 512;
    public List<int> Bins { get; init; } = [1, 2, 3, 6];
    public double Dropout { get; init; } = 0.1;
}

/// <summary>DeepLabv3+ on an Xception.</summary>
public sealed record DeeplabDescription
{
    public int MiddleBlocks { get; init; } = 16;
    public int Width { get; init; } = 256;
    public int FineWidth { get; init; } = 48;
    public List<int> Rates { get; init; } = [6, 12, 18];
    public double Dropout { get; init; } = 0.1;
}

/// <summary>TokenFusion's network of translation.</summary>
public sealed record TokenTranslationDescription
{
    /// <summary>b0 to b5: a published size, which the other values then change.</summary>
    public string Size { get; init; } = "b2";

    public List<int>? Widths { get; init; }
    public List<int>? Heads { get; init; }
    public List<int>? Depths { get; init; }
    public List<int>? Reductions { get; init; }
    public double DropPath { get; init; } = 0.1;
}

/// <summary>The U-Net of CEN and AsymFusion.</summary>
public sealed record ChannelUnetDescription
{
    /// <summary>Times that the encoder halves the picture, 3 to 8; sides are multiples of 2 to that power. Published: 8, of 256 pixels.</summary>
    public int Stages { get; init; } = 8;

    /// <summary>Channels behind the first stage; each further one has twice as many, eight times as many at most.</summary>
    public int Width { get; init; } = 64;
    public double Dropout { get; init; } = 0.5;
}

/// <summary>The exchange of tokens.</summary>
public sealed record TokensDescription
{
    /// <summary>scored: tokens of low score give way, as published; random: a share of them, by chance; none.</summary>
    public string Kind { get; init; } = "scored";

    public float Threshold { get; init; } = 0.02f;          // read with scored
    public float Share { get; init; } = 0.3f;               // read with random
    public bool Positions { get; init; }

    /// <summary>Channels of a block's norms are exchanged, too, while their scale is smaller; absent: none.</summary>
    public float? ChannelThreshold { get; init; }

    /// <summary>Scales of those norms that training makes small: all, own or alternating; read with channel_threshold.</summary>
    public string ChannelSparsity { get; init; } = "all";

    public ulong GroupSeed { get; init; } = 1;

    /// <summary>Height and width in pixels that tables of positions and maps of groups are made for.</summary>
    public List<int>? TableSize { get; init; }
}

/// <summary>The exchange of channels.</summary>
public sealed record ChannelsDescription
{
    /// <summary>A channel is exchanged while its scale is smaller; absent: 0.02 in segmentation, 0.01 in translation, as published.</summary>
    public float? Threshold { get; init; }

    /// <summary>Whether a modality gives up only channels of its own part.</summary>
    public bool OwnPart { get; init; }

    /// <summary>This share of channels instead, by chance.</summary>
    public double? RandomShare { get; init; }

    /// <summary>Scales that training makes small: alternating (as published), own or all.</summary>
    public string Sparsity { get; init; } = "alternating";
}

/// <summary>A fusion of whole maps.</summary>
public sealed record BaselineDescription
{
    /// <summary>concat, average, align or self_attention.</summary>
    public string Kind { get; init; } = "concat";

    /// <summary>
    /// Stages, from 1, that it follows: 2 early, 3 middle, 4 late, 1 to 4 all; of channel_unet, whose first and last stages are not fused,
    /// 2 early, 4 middle, 7 late, 2 to 7 all.
    /// </summary>
    public List<int> Stages { get; init; } = [];

    /// <summary>Whether branches have weights of their own and one network follows the last fused stage; else all goes on with the fused map.</summary>
    public bool Join { get; init; }
}
