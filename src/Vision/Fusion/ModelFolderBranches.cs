using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Vision.Fusion;

/// <summary>Makes the networks that a model folder describes. A fused checkpoint serves all three: each takes the weights under its own names.</summary>
public static class ModelFolderBranches
{
    public const string GroupFree = "group_free", Yolos = "yolos", TokenFusion = "token_fusion";

    /// <param name="device">null: the packed form on the CPU</param>
    /// <exception cref="InvalidInputException">the folder holds no point detector, or its weights do not fit</exception>
    public static IPointBranch LoadPoints(this ModelFolder folder, ComputeDevice? device = null)
    {
        WeightTable weights = Parts(folder, "a point detector", GroupFree).Points;
        return device is { IsPacked: false }
            ? new ModulePointBranch(folder.Description.Name, weights, folder.PointConfig(), device.Device)
            : new LocalPointBranch(
                folder.Description.Name, WeightFit.Require(new GroupFreeNetwork(folder.PointConfig()), weights, folder.WeightsPath), folder.PointConfig());
    }

    /// <param name="device">null: the packed form on the CPU</param>
    /// <param name="precision">half needs CUDA</param>
    /// <exception cref="InvalidInputException">the folder holds no image detector, its weights do not fit, or the device has no such precision</exception>
    public static IImageBranch LoadImage(this ModelFolder folder, ComputeDevice? device = null, Precision precision = Precision.Full)
    {
        device ??= ComputeDevice.Cpu;
        string name = folder.Description.Name;
        YolosConfig config = folder.ImageConfig();
        bool fused = folder.Description.Family == TokenFusion;
        int layers = fused ? folder.FusionConfig().Points.DecoderLayers : 0, blocks = fused ? folder.FusionConfig().BlocksPerLayer : 0;
        PictureSize picture = folder.PictureSize() ?? config.InitSize;
        if (device.IsPacked && precision != Precision.Full)
            throw new InvalidInputException($"precision 'half' needs a CUDA device; the image branch runs on {device}", "precision");

        WeightTable weights = Parts(folder, "an image detector", Yolos).Image;
        return device.IsPacked
            ? new LocalImageBranch(name, WeightFit.Require(new YolosNetwork(config), weights, folder.WeightsPath), config, layers, blocks, picture)
            : new ModuleImageBranch(name, weights, config, layers, blocks, picture, device.Device, precision);
    }

    /// <param name="device">null: the packed form on the CPU</param>
    /// <exception cref="InvalidInputException">the folder holds no fused detector, or its weights do not fit</exception>
    public static IFusionHead LoadFusionHead(this ModelFolder folder, ComputeDevice? device = null)
    {
        WeightTable weights = Parts(folder, "a fused detector").Fusion;
        return device is { IsPacked: false }
            ? new ModuleFusionHead(weights, folder.FusionConfig(), device.Device)
            : new FusionHead(WeightFit.Require(new ExchangeNetwork(folder.FusionConfig()), weights, folder.WeightsPath), folder.FusionConfig());
    }

    /// <summary>Names, mean sizes and heading bins for decoding boxes.</summary>
    public static ObjectClasses Classes(this ModelFolder folder)
    {
        GroupFreeConfig config = folder.PointConfig();
        Point3D[] sizes = [.. Enumerable.Range(0, config.SizeClusters).Select(i =>
            new Point3D(config.MeanSizes[3 * i], config.MeanSizes[3 * i + 1], config.MeanSizes[3 * i + 2]))];
        return new(folder.Description.Name, folder.Labels, sizes, config.HeadingBins);
    }

    public static GroupFreeConfig PointConfig(this ModelFolder folder)
    {
        GroupFreeDescription given = folder.Description.GroupFree ?? throw Missing(folder, "group_free");
        IReadOnlyList<float> sizes = MeanSizes(folder, given);
        return new()
        {
            Classes = folder.Labels.Count,
            SizeClusters = sizes.Count / 3,
            MeanSizes = sizes,
            HeadingBins = given.HeadingBins,
            ClassAgnosticSize = given.ClassAgnosticSize,
            PointFeatures = given.PointFeatures,
            Width = given.Width,
            StagePoints = given.StagePoints,
            Sampling = Choice(folder, "sampling", given.Sampling, ("closest", CandidateSampling.Closest), ("furthest", CandidateSampling.Furthest)),
            Candidates = given.Candidates,
            DecoderLayers = given.DecoderLayers,
            Channels = given.Channels,
            Heads = given.Heads,
            FeedForward = given.FeedForward,
            SelfPosition = Position(folder, "self_position", given.SelfPosition),
            CrossPosition = Position(folder, "cross_position", given.CrossPosition),
        };
    }

    public static YolosConfig ImageConfig(this ModelFolder folder)
    {
        YolosDescription given = folder.Description.Yolos ?? throw Missing(folder, "yolos");
        YolosConfig size = Choice(folder, "size", given.Size,
            ("tiny", YolosConfig.Tiny), ("small", YolosConfig.Small), ("small_dwr", YolosConfig.SmallDWr), ("base", YolosConfig.Base));
        return size with
        {
            Classes = folder.Labels.Count,
            Width = given.Width ?? size.Width,
            Heads = given.Heads ?? size.Heads,
            Blocks = given.Blocks ?? size.Blocks,
            DetectionTokens = given.DetectionTokens ?? size.DetectionTokens,
            InitSize = given.InitSize is { } init ? HeightWidth(folder, "init_size", init) : size.InitSize,
            MidSize = given.MidSize is not { } mid ? size.MidSize : mid.Count == 0 ? null : HeightWidth(folder, "mid_size", mid),
        };
    }

    public static TokenFusionConfig FusionConfig(this ModelFolder folder) => new()
    {
        Points = folder.PointConfig(),
        Image = folder.ImageConfig(),
        Threshold = (folder.Description.Exchange ?? new()).Threshold,
    };

    /// <summary>Size that every picture is stretched to; null when it keeps its shape and gets a short side of its own.</summary>
    public static PictureSize? PictureSize(this ModelFolder folder) => folder.Description.Yolos?.Picture switch
    {
        null => null,
        [var width and >= YolosConfig.Patch, var height and >= YolosConfig.Patch] => new(height, width),
        _ => throw Wrong(folder, $"picture must be width and height of at least {YolosConfig.Patch} pixels"),
    };

    private static CheckpointParts Parts(ModelFolder folder, string wanted, string? alone = null)
    {
        string family = folder.Description.Family;
        if (family != TokenFusion && family != alone)
            throw Wrong(folder, $"family '{family}' holds no part for {wanted}; it must be {(alone is null ? "" : alone + " or ")}{TokenFusion}");
        using SafetensorsFile file = SafetensorsFile.Open(folder.WeightsPath);
        WeightTable weights = WeightTable.Read(file);
        return family == TokenFusion ? CheckpointParts.Split(weights, folder.WeightsPath) : new(weights, weights, weights);
    }

    private static IReadOnlyList<float> MeanSizes(ModelFolder folder, GroupFreeDescription given)
    {
        if (given.MeanSizes.Count == 0)
            return Choice(folder, "mean_sizes_of", given.MeanSizesOf, ("sunrgbd", Models.GroupFree.MeanSizes.SunRgbd), ("scannet", Models.GroupFree.MeanSizes.ScanNet));
        return given.MeanSizes.Count % 3 == 0 ? given.MeanSizes : throw Wrong(folder, $"mean_sizes holds {given.MeanSizes.Count} numbers, not three per class");
    }

    private static PositionInput Position(ModelFolder folder, string key, string value) =>
        Choice(folder, key, value, ("none", PositionInput.None), ("xyz", PositionInput.Xyz), ("box", PositionInput.Box));

    private static PictureSize HeightWidth(ModelFolder folder, string key, List<int> values) => values is [> 0, > 0]
        ? new(values[0], values[1])
        : throw Wrong(folder, $"{key} must be height and width in pixels");

    private static T Choice<T>(ModelFolder folder, string key, string value, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        foreach (var (name, chosen) in choices)
        {
            if (name == value)
                return chosen;
        }

        List<string> names = [];
        foreach (var (name, _) in choices)
            names.Add(name);
        throw Wrong(folder, $"{key} is '{value}'; it may be {string.Join(", ", names)}");
    }

    private static InvalidInputException Missing(ModelFolder folder, string section) => Wrong(folder, $"the section '{section}' is missing");

    private static InvalidInputException Wrong(ModelFolder folder, string message) =>
        new($"{Path.Combine(folder.Path, "config.yaml")}: {message}", "model");
}
