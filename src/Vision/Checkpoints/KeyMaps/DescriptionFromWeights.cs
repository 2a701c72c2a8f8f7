using System.Globalization;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Vision.Checkpoints.KeyMaps;

/// <summary>
/// What the shapes of a checkpoint's tensors tell of its network, and its settings where shapes do not: a file says how wide and how deep it is,
/// but not how many candidates it samples.
/// </summary>
/// <param name="source">the checkpoint, named in errors</param>
/// <param name="shapes">by canonical name</param>
internal sealed class DescriptionFromWeights(string source, IReadOnlyDictionary<string, StoredWeight> shapes, CheckpointSettings settings)
{
    private const string FirstConvolution = "backbone_net.sa1.mlp_module.layer0.conv.weight", Classes = "proposal_head.sem_cls_scores_head.weight";
    private const int MaxLayers = 64;

    private static readonly (string Name, YolosConfig Config, int ShortSide)[] ImageSizes =
    [
        ("tiny", YolosConfig.Tiny, 512), ("small", YolosConfig.Small, 800), ("small_dwr", YolosConfig.SmallDWr, 800), ("base", YolosConfig.Base, 800),
    ];

    /// <summary>Classes that the point branch tells apart.</summary>
    public int PointClasses => Size(Classes, 0);

    /// <summary>Classes that the image branch tells apart, without "no object".</summary>
    public int ImageClasses => Size("class_embed.layers.2.weight", 0) - 1;

    /// <summary>Points that clouds were resampled to: as the settings say, or as published.</summary>
    public int CloudPoints => settings.Number("num_point") ?? (shapes.ContainsKey(Classes) && DatasetOf(PointClasses) == "scannet" ? 50_000 : 20_000);

    /// <param name="candidates">null: as the settings say, or 256</param>
    public GroupFreeDescription Points(int? candidates)
    {
        bool agnostic = shapes.ContainsKey("proposal_head.size_pred_head.weight");
        int channels = Size("decoder_key_proj.weight", 0), hidden = Size("decoder.0.linear1.weight", 0);
        double width = Size(FirstConvolution, 0) / 64.0;
        RequireShape("decoder_key_proj.weight", channels, channels, 1);
        RequireShape("backbone_net.fp1.mlp.layer0.conv.weight", (long)(256 * width), (long)(512 * width), 1, 1);
        return new()
        {
            DecoderLayers = Layers("decoder.", "linear1.weight", hidden, channels),
            Candidates = candidates ?? settings.Number("num_target") ?? 256,
            HeadingBins = Size("proposal_head.heading_class_head.weight", 0),
            ClassAgnosticSize = agnostic,
            PointFeatures = Size(FirstConvolution, 1) - 3,
            Width = width,
            Channels = channels,
            Heads = settings.Number("nhead") ?? 8,
            FeedForward = hidden,
            Sampling = shapes.ContainsKey("points_obj_cls.conv1.weight") ? "closest" : "furthest",
            SelfPosition = Position("decoder.0.self_posembed.position_embedding_head.0.weight"),
            CrossPosition = Position("decoder.0.cross_posembed.position_embedding_head.0.weight"),
            MeanSizesOf = DatasetOf(agnostic ? PointClasses : Size("proposal_head.size_class_head.weight", 0)),
        };
    }

    /// <param name="prefix">before the names of the image branch</param>
    /// <param name="tableSize">height and width in pixels that the position tables are made for; null: as the settings say, or as published</param>
    public YolosDescription Image(string prefix, PictureSize? tableSize)
    {
        int width = Size($"{prefix}backbone.cls_token", 2), tokens = Size($"{prefix}backbone.det_token", 1);
        int blocks = Layers($"{prefix}backbone.blocks.", "attn.qkv.weight", 3L * width, width);
        var (name, published, shortSide) = PublishedWith(width);
        bool other = published.Width != width;
        PictureSize start = TableFor($"{prefix}backbone.pos_embed", 1, tokens, tableSize ?? SizeOf("init_pe_size"), published.InitSize);
        PictureSize? middle = shapes.ContainsKey($"{prefix}backbone.mid_pos_embed")
            ? TableFor($"{prefix}backbone.mid_pos_embed", 2, tokens, tableSize ?? SizeOf("mid_pe_size"), published.MidSize ?? start) : null;
        return new()
        {
            Size = name,
            Width = other ? width : null,
            Heads = other ? HeadsOf(width) : null,
            Blocks = blocks == published.Blocks ? null : blocks,
            DetectionTokens = tokens == published.DetectionTokens ? null : tokens,
            InitSize = start == published.InitSize ? null : [start.Height, start.Width],
            MidSize = middle == published.MidSize ? null : middle is { } size ? [size.Height, size.Width] : [],
            ShortSide = settings.Number("eval_size") ?? shortSide,
        };
    }

    /// <summary>The kind of a fused network's exchange; no tensor tells the rest.</summary>
    public ExchangeDescription Exchange() => new()
    {
        Kind = Holds("score_predictor.") ? "scored" : Holds("concat_proj.") ? "concat" : Holds("img2point_proj.") ? "random" : "none",
    };

    /// <summary>The image branch that begins with a DeiT classifier: the published one of its width.</summary>
    /// <param name="tableSize">height and width in pixels that the new position tables are made for; null: as published</param>
    public YolosDescription Start(PictureSize? tableSize)
    {
        int width = Size("cls_token", 2);
        int blocks = Layers("blocks.", "attn.qkv.weight", 3L * width, width);
        var (name, published, shortSide) = PublishedWith(width);
        if (published.Width != width || published.Blocks != blocks)
            throw Unknown($"no published YOLOS has {width} channels and {blocks} blocks");
        List<int>? size = tableSize is { } given ? [given.Height, given.Width] : null;
        return new() { Size = name, InitSize = size, MidSize = published.MidSize is null ? null : size, ShortSide = shortSide };
    }

    // By its number of classes; empty: another data set.
    private static string DatasetOf(int classes) => classes switch
    {
        10 => "sunrgbd",
        18 => "scannet",
        _ => "",
    };

    private static (string Name, YolosConfig Config, int ShortSide) PublishedWith(int width) =>
        Array.Find(ImageSizes, size => size.Config.Width == width) is { Name: not null } found ? found : ImageSizes[0];

    // Attention's heads cannot be seen; every published size but dWr has 64 channels in each.
    private int HeadsOf(int width) => width % 64 == 0
        ? width / 64 : throw Unknown($"{width} channels of an image branch do not tell its number of heads");

    // A table says how many patches it is for, not in how many rows.
    private PictureSize TableFor(string name, int axis, int tokens, PictureSize? told, PictureSize published)
    {
        int patches = Size(name, axis) - 1 - tokens;
        IEnumerable<PictureSize?> likely = ImageSizes.Select(size => (PictureSize?)size.Config.InitSize).Prepend(published).Prepend(told);
        return likely.FirstOrDefault(size => size?.Patches == patches)
            ?? throw Unknown($"'{name}' is for {patches} patches of {YolosConfig.Patch} pixels; --table-size HEIGHT WIDTH says for which picture");
    }

    private PictureSize? SizeOf(string setting) => settings.Pair(setting) is var (height, width) ? new(height, width) : null;

    private string Position(string name) => shapes.TryGetValue(name, out StoredWeight? weight)
        ? weight.Shape.ElementAtOrDefault(1) == 6 ? "box" : "xyz"
        : "none";

    // Counted by a tensor that each layer has in the same shape, so that no network is built that is larger than its file.
    private int Layers(string list, string witness, params long[] shape)
    {
        int count = 0;
        while (count < MaxLayers && shapes.ContainsKey(NameOf(count)))
            RequireShape(NameOf(count++), shape);
        return count > 0 ? count : throw Unknown($"'{NameOf(0)}' is missing");

        string NameOf(int layer) => string.Create(CultureInfo.InvariantCulture, $"{list}{layer}.{witness}");
    }

    private bool Holds(string prefix) => shapes.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));

    private void RequireShape(string name, params long[] shape)
    {
        if (!shapes.TryGetValue(name, out StoredWeight? weight) || !weight.HasShape(shape))
            throw Unknown($"'{name}' is {(weight is null ? "missing" : weight.ToString())}; [{string.Join(", ", shape)}] is wanted");
    }

    private int Size(string name, int axis)
    {
        if (!shapes.TryGetValue(name, out StoredWeight? weight))
            throw Unknown($"'{name}' is missing, so its network cannot be told");
        return weight.Shape.Length > axis && weight.Shape[axis] is > 0 and <= int.MaxValue
            ? (int)weight.Shape[axis] : throw Unknown($"'{name}' has shape [{string.Join(", ", weight.Shape)}]");
    }

    private InvalidInputException Unknown(string reason) => new($"{source}: {reason}; --config names a description", "weights");
}
