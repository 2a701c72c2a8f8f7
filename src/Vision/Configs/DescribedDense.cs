using System.Globalization;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Fusion.Channels;
using Fuse3D.Vision.Fusion.Tokens;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Models.ChannelUNet;
using Fuse3D.Vision.Models.DeepLab;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Models.PspNet;
using Fuse3D.Vision.Models.RefineNet;
using Fuse3D.Vision.Models.ResNet;
using Fuse3D.Vision.Models.SegFormer;
using Fuse3D.Vision.Models.TokenTranslation;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Configs;

/// <summary>A description of segmentation or translation with its class names: enough to build the network, without its weights.</summary>
/// <param name="Labels">class names in the order of the network's outputs; none for translation</param>
/// <param name="Source">the file that holds the description, named in errors</param>
public sealed record DescribedDense(DenseDescription Description, IReadOnlyList<string> Labels, string Source) : IDescribedNetwork
{
    private const int MostClasses = 255;    // 255 is "unlabelled" in pictures of labels

    public bool IsSegmentation => DenseFamilies.IsSegmentation(Description.Family);

    public IReadOnlyList<string> Modalities => [.. Description.Modalities.Select(modality => modality.Name)];

    /// <summary>Whether its branches end in one network, which is then the only branch.</summary>
    public bool Joins => Description.Baseline is { Join: true, Kind: not "align" };

    /// <summary>Names of the branches: those of the modalities; "joined" where one network follows them.</summary>
    public IReadOnlyList<string> Branches => Joins ? ["joined"] : Modalities;

    /// <summary>Holds every value against what it may be, so that a wrong one is named.</summary>
    /// <exception cref="InvalidInputException">names the key, what it holds and what is allowed</exception>
    public void Check() => DenseRules.Check(this);

    /// <summary>Of each class.</summary>
    public IReadOnlyList<(byte R, byte G, byte B)> Colours() => Description.Palette is { } palette
        ? [.. palette.Select(colour => ((byte)colour[0], (byte)colour[1], (byte)colour[2]))]
        : LabelColours.OfClasses(Labels.Count);

    /// <summary>How stored values of each modality become a segmentation's input.</summary>
    public IReadOnlyList<ModalityForm> Forms() => [.. Description.Modalities.Select(Form)];

    public nn.Module Build() => DenseNetwork.Build(this).Module;

    public void Write(string folder, IEnumerable<KeyValuePair<string, StoredWeight>> weights) =>
        DenseModelFolder.Write(folder, Description, Labels, weights);

    public IDescribedNetwork Named(string name) => this with { Description = Description with { Name = name } };

    public SegFormerConfig SegFormerConfig()
    {
        SegformerDescription given = Description.Segformer ?? new();
        SegFormerConfig size = Choice("segformer.size", given.Size, Models.SegFormer.SegFormerConfig.Published);
        return size with
        {
            Classes = Classes,
            Modalities = Modalities.Count,
            Widths = given.Widths ?? size.Widths,
            Heads = given.Heads ?? size.Heads,
            Depths = given.Depths ?? size.Depths,
            Reductions = given.Reductions ?? size.Reductions,
            DecoderWidth = given.DecoderWidth,
            Dropout = given.Dropout,
            DropPath = given.DropPath,
            FrozenBatchNorm = given.FrozenBatchNorm,
            InnerNormEpsilon = given.InnerNormEpsilon,
            Exchange = Tokens(size.Exchange),
        };
    }

    public RefineNetConfig RefineNetConfig()
    {
        RefinenetDescription given = Description.Refinenet ?? new();
        return new()
        {
            Classes = Classes,
            Dropout = given.Dropout,
            Sparsity = Sparsity,
            Encoder = Encoder(given.Blocks, given.Depth, given.Width) with { SharedConvolutions = given.SharedConvolutions, SharedNorms = given.SharedNorms },
        };
    }

    public PspNetConfig PspNetConfig()
    {
        PspnetDescription given = Description.Pspnet ?? new();
        return new()
        {
            Classes = Classes,
            Dropout = given.Dropout,
            Width = given.Width,
            Bins = given.Bins,
            Sparsity = Sparsity,
            Encoder = Encoder(given.Blocks, given.Depth, given.EncoderWidth) with
            {
                SharedConvolutions = given.SharedConvolutions,
                SharedNorms = given.SharedNorms,
                Dilated = true,
            },
        };
    }

    public DeepLabConfig DeepLabConfig()
    {
        DeeplabDescription given = Description.Deeplab ?? new();
        return new()
        {
            Classes = Classes,
            Modalities = Modalities.Count,
            Asymmetric = Description.Asymmetric,
            MiddleBlocks = given.MiddleBlocks,
            Width = given.Width,
            FineWidth = given.FineWidth,
            Rates = given.Rates,
            Dropout = given.Dropout,
        };
    }

    public TokenTranslationConfig TokenTranslationConfig()
    {
        TokenTranslationDescription given = Description.TokenTranslation ?? new();
        TokenTranslationConfig size = Choice("token_translation.size", given.Size, Models.TokenTranslation.TokenTranslationConfig.Published);
        return size with
        {
            Modalities = Modalities.Count,
            Widths = given.Widths ?? size.Widths,
            Heads = given.Heads ?? size.Heads,
            Depths = given.Depths ?? size.Depths,
            Reductions = given.Reductions ?? size.Reductions,
            DropPath = given.DropPath,
            Exchange = Tokens(size.Exchange),
        };
    }

    public ChannelUNetConfig ChannelUNetConfig()
    {
        ChannelUnetDescription given = Description.ChannelUnet ?? new();
        return new()
        {
            Modalities = Modalities.Count,
            Stages = given.Stages,
            Width = given.Width,
            Dropout = given.Dropout,
            Exchange = Rule(published: 0.01f),
            Asymmetric = Description.Asymmetric,
            Baseline = Baseline,
            Sparsity = Sparsity,
        };
    }

    /// <summary>Scales that training makes small, where channels are exchanged.</summary>
    public SparsePart Sparsity => Part("channels.sparsity", Description.Channels?.Sparsity ?? "alternating");

    internal InvalidInputException Wrong(string message) => new($"{Source}: {message}", "model");

    private int Classes => Labels.Count is > 0 and <= MostClasses
        ? Labels.Count
        : throw Wrong($"{Labels.Count} class names; 1 to {MostClasses} are wanted");

    private ResNetConfig Encoder(List<int>? blocks, int depth, int width) => new()
    {
        Width = width,
        Blocks = blocks ?? Choice("depth", depth.ToString(CultureInfo.InvariantCulture), new Dictionary<string, IReadOnlyList<int>>
        {
            ["50"] = ResNetConfig.R50,
            ["101"] = ResNetConfig.R101,
            ["152"] = ResNetConfig.R152,
        }),
        Modalities = Modalities.Count,
        Exchange = Rule(published: 0.02f),
        Asymmetric = Description.Asymmetric,
        Baseline = Baseline,
    };

    private MapFusion Baseline => Description.Baseline is not { } given ? MapFusion.None : new()
    {
        Kind = Choice("baseline.kind", given.Kind, new Dictionary<string, StageFusion>
        {
            ["concat"] = StageFusion.Concat,
            ["average"] = StageFusion.Average,
            ["align"] = StageFusion.Align,
            ["self_attention"] = StageFusion.SelfAttention,
        }),
        Stages = given.Stages,
        Join = given.Join,
    };

    private ExchangeRule? Rule(float published) => Description.Channels is not { } given ? null : new()
    {
        Threshold = given.Threshold ?? published,
        OwnPart = given.OwnPart,
        RandomShare = given.RandomShare,
    };

    private SparsePart Part(string key, string name) => Choice(key, name, new Dictionary<string, SparsePart>
    {
        ["alternating"] = SparsePart.Alternating,
        ["own"] = SparsePart.Own,
        ["all"] = SparsePart.All,
    });

    private TokenExchangeOptions Tokens(TokenExchangeOptions published)
    {
        TokensDescription given = Description.Tokens ?? new();
        return new()
        {
            Kind = Choice("tokens.kind", given.Kind, new Dictionary<string, TokenExchangeKind>
            {
                ["scored"] = TokenExchangeKind.Scored,
                ["random"] = TokenExchangeKind.Random,
                ["none"] = TokenExchangeKind.None,
            }),
            Threshold = given.Threshold,
            Share = given.Share,
            Positions = given.Positions,
            ChannelThreshold = given.ChannelThreshold,
            ChannelSparsity = Part("tokens.channel_sparsity", given.ChannelSparsity),
            GroupSeed = given.GroupSeed,
            TableSize = given.TableSize is { } size ? (size[0], size[1]) : published.TableSize,
        };
    }

    private ModalityForm Form(ModalityDescription modality)
    {
        ModalityForm[] forms =
        [
            ModalityForm.Colour, ModalityForm.Depth, ModalityForm.StretchedDepth, ModalityForm.LogDepth, ModalityForm.Disparity(modality.Baseline, modality.Focal),
        ];
        string kind = modality.Form ?? (modality.Name == "rgb" ? ModalityForm.Colour : ModalityForm.Depth).Kind;
        return Choice($"modalities: form of {modality.Name}", kind, forms.ToDictionary(form => form.Kind)) with { Name = modality.Name };
    }

    private T Choice<T>(string key, string value, IReadOnlyDictionary<string, T> choices) => choices.TryGetValue(value, out T? chosen)
        ? chosen
        : throw Wrong($"{key} is '{value}'; it may be {string.Join(", ", choices.Keys)}");
}
