using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Models.Yolos;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Configs;

/// <summary>A model's description with its class names: enough to build its networks, without their weights.</summary>
/// <param name="Labels">class names in the order of the network's outputs</param>
/// <param name="Source">the file that holds the description, named in errors</param>
public sealed record DescribedModel(ModelDescription Description, IReadOnlyList<string> Labels, string Source) : IDescribedNetwork
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

    public nn.Module Build() => Description.Family switch
    {
        ModelFolderBranches.GroupFree => new GroupFreeNetwork(PointConfig()),
        ModelFolderBranches.Yolos => new YolosNetwork(ImageConfig()),
        ModelFolderBranches.TokenFusion => new TokenFusionNetwork(FusionConfig()),
        var other => throw new InvalidInputException($"{Source}: family is '{other}'; it may be group_free, yolos or token_fusion", "family"),
    };

    public void Write(string folder, IEnumerable<KeyValuePair<string, StoredWeight>> weights) =>
        ModelFolderWriter.Write(folder, Description, Labels, weights);

    public IDescribedNetwork Named(string name) => this with { Description = Description with { Name = name } };

    internal InvalidInputException Wrong(string message) => new($"{Source}: {message}", "model");

    private ExchangeDescription Exchange => Description.Exchange ?? new();

    private ExchangeKind Kind => Choice("exchange.kind", Exchange.Kind,
        ("scored", ExchangeKind.Scored), ("random", ExchangeKind.Random), ("concat", ExchangeKind.Concat), ("none", ExchangeKind.None));

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
