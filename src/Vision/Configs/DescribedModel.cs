using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Fusion.Tokens;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.SegFormer;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Vision.Configs;

/// <summary>A model's description with its class names: enough to build its networks, without their weights.</summary>
/// <param name="Labels">class names in the order of the network's outputs</param>
/// <param name="Source">the file that holds the description, named in errors</param>
public sealed record DescribedModel(ModelDescription Description, IReadOnlyList<string> Labels, string Source)
{
    /// <exception cref="InvalidInputException">there is no section group_free, or a value in it is not known</exception>
    public GroupFreeConfig PointConfig()
    {
        GroupFreeDescription given = Description.GroupFree ?? throw Wrong("the section 'group_free' is missing");
        IReadOnlyList<float> sizes = SizesOf(given);
        return new()
        {
            Classes = Labels.Count,
            SizeClusters = sizes.Count / 3,
            MeanSizes = sizes,
            HeadingBins = given.HeadingBins,
            ClassAgnosticSize = given.ClassAgnosticSize,
            PointFeatures = given.PointFeatures,
            Width = given.Width,
            StagePoints = given.StagePoints,
            Sampling = Choice("sampling", given.Sampling, ("closest", CandidateSampling.Closest), ("furthest", CandidateSampling.Furthest)),
            Candidates = given.Candidates,
            DecoderLayers = given.DecoderLayers,
            Channels = given.Channels,
            Heads = given.Heads,
            FeedForward = given.FeedForward,
            SelfPosition = Position("self_position", given.SelfPosition),
            CrossPosition = Position("cross_position", given.CrossPosition),
            ReplacedKeyPositions = Exchange.Positions || Kind is not (ExchangeKind.Scored or ExchangeKind.Random),
        };
    }

    /// <exception cref="InvalidInputException">there is no section yolos, or a value in it is not known</exception>
    public YolosConfig ImageConfig()
    {
        YolosDescription given = Description.Yolos ?? throw Wrong("the section 'yolos' is missing");
        YolosConfig size = Choice("size", given.Size,
            ("tiny", YolosConfig.Tiny), ("small", YolosConfig.Small), ("small_dwr", YolosConfig.SmallDWr), ("base", YolosConfig.Base));
        return size with
        {
            Classes = Labels.Count,
            Width = given.Width ?? size.Width,
            Heads = given.Heads ?? size.Heads,
            Blocks = given.Blocks ?? size.Blocks,
            DetectionTokens = given.DetectionTokens ?? size.DetectionTokens,
            InitSize = given.InitSize is { } init ? HeightWidth("init_size", init) : size.InitSize,
            MidSize = given.MidSize is not { } mid ? size.MidSize : mid.Count == 0 ? null : HeightWidth("mid_size", mid),
        };
    }

    /// <exception cref="InvalidInputException">a section is missing, or a value is not known</exception>
    public TokenFusionConfig FusionConfig() => new()
    {
        Points = PointConfig(),
        Image = ImageConfig(),
        Kind = Kind,
        Threshold = Exchange.Threshold,
        Share = Exchange.Share,
        Detach = Exchange.Detach,
    };

    /// <exception cref="InvalidInputException">there is no section seg_former, or a value in it is not known</exception>
    public SegFormerConfig SegFormerConfig()
    {
        SegFormerDescription given = Description.SegFormer ?? throw Wrong("the section 'seg_former' is missing");
        SegFormerConfig size = Choice("size", given.Size, [.. Models.SegFormer.SegFormerConfig.Published.Select(entry => (entry.Key, entry.Value))]);
        SegFormerConfig config = size with
        {
            Classes = Labels.Count,
            Modalities = given.Modalities.Count,
            Widths = given.Widths ?? size.Widths,
            Heads = given.Heads ?? size.Heads,
            Depths = given.Depths ?? size.Depths,
            DecoderWidth = given.DecoderWidth,
            InnerNormEpsilon = given.InnerNormEpsilon,
            Exchange = TokenExchange(given.Exchange),
        };
        return config.Widths.Zip(config.Heads).All(stage => stage.First % stage.Second == 0)
            ? config : throw Wrong($"heads are {string.Join(", ", config.Heads)}; they must divide widths, which are {string.Join(", ", config.Widths)}");
    }

    /// <summary>Size that every picture is stretched to; null when it keeps its shape and gets a short side of its own.</summary>
    public PictureSize? PictureSize() => Description.Yolos?.Picture switch
    {
        null => null,
        [var width and >= YolosConfig.Patch, var height and >= YolosConfig.Patch] => new(height, width),
        _ => throw Wrong($"picture must be width and height of at least {YolosConfig.Patch} pixels"),
    };

    /// <summary>How pictures become the image network's input.</summary>
    /// <exception cref="InvalidInputException">there is no section yolos, or a value in it is not known</exception>
    public ViewInput ViewInput()
    {
        YolosDescription given = Description.Yolos ?? throw Wrong("the section 'yolos' is missing");
        ChannelOrder order = Choice("channel_order", given.ChannelOrder, ("rgb", ChannelOrder.Rgb), ("bgr", ChannelOrder.Bgr));
        return new(PictureSize(), given.ShortSide) { Colours = Normalization.ImageNet with { Order = order } };
    }

    /// <summary>Names, mean sizes and heading bins for decoding boxes.</summary>
    public ObjectClasses Classes()
    {
        GroupFreeConfig config = PointConfig();
        Point3D[] sizes = [.. Enumerable.Range(0, config.SizeClusters).Select(i =>
            new Point3D(config.MeanSizes[3 * i], config.MeanSizes[3 * i + 1], config.MeanSizes[3 * i + 2]))];
        return new(Description.Name, Labels, sizes, config.HeadingBins);
    }

    internal InvalidInputException Wrong(string message) => new($"{Source}: {message}", "model");

    private ExchangeDescription Exchange => Description.Exchange ?? new();

    private ExchangeKind Kind => Choice("exchange.kind", Exchange.Kind,
        ("scored", ExchangeKind.Scored), ("random", ExchangeKind.Random), ("concat", ExchangeKind.Concat), ("none", ExchangeKind.None));

    private TokenExchangeOptions TokenExchange(TokenExchangeDescription given) => new()
    {
        Kind = Choice("exchange.kind", given.Kind,
            ("scored", TokenExchangeKind.Scored), ("random", TokenExchangeKind.Random), ("none", TokenExchangeKind.None)),
        Threshold = given.Threshold,
        Share = given.Share,
        Positions = given.Positions,
        ChannelThreshold = given.ChannelThreshold,
        GroupSeed = given.GroupSeed,
        TableSize = given.TableSize is [var height, var width] ? (height, width) : throw Wrong("exchange.table_size must be height and width in pixels"),
    };

    private IReadOnlyList<float> SizesOf(GroupFreeDescription given)
    {
        if (given.MeanSizes.Count == 0)
            return Choice("mean_sizes_of", given.MeanSizesOf, ("sunrgbd", MeanSizes.SunRgbd), ("scannet", MeanSizes.ScanNet));
        return given.MeanSizes.Count % 3 == 0 ? given.MeanSizes : throw Wrong($"mean_sizes holds {given.MeanSizes.Count} numbers, not three per class");
    }

    private PositionInput Position(string key, string value) =>
        Choice(key, value, ("none", PositionInput.None), ("xyz", PositionInput.Xyz), ("box", PositionInput.Box));

    private PictureSize HeightWidth(string key, List<int> values) => values is [> 0, > 0]
        ? new(values[0], values[1])
        : throw Wrong($"{key} must be height and width in pixels");

    private T Choice<T>(string key, string value, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        List<string> names = [];
        foreach (var (name, chosen) in choices)
        {
            if (name == value)
                return chosen;
            names.Add(name);
        }

        throw Wrong($"{key} is '{value}'; it may be {string.Join(", ", names)}");
    }
}
