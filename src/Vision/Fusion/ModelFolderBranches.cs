using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
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
    /// <returns>null when the branches of the detector share nothing</returns>
    /// <exception cref="InvalidInputException">the folder holds no fused detector, or its weights do not fit</exception>
    public static IFusionHead? LoadFusionHead(this ModelFolder folder, ComputeDevice? device = null)
    {
        TokenFusionConfig config = folder.FusionConfig();
        WeightTable weights = WeightFit.Require(new ExchangeNetwork(config), Parts(folder, "a fused detector").Fusion, folder.WeightsPath);
        if (config.Kind == ExchangeKind.None)
            return null;
        return device is { IsPacked: false } ? new ModuleFusionHead(weights, config, device.Device) : new FusionHead(weights, config);
    }

    /// <summary>Names, mean sizes and heading bins for decoding boxes.</summary>
    public static ObjectClasses Classes(this ModelFolder folder) => folder.Described().Classes();

    public static GroupFreeConfig PointConfig(this ModelFolder folder) => folder.Described().PointConfig();

    public static YolosConfig ImageConfig(this ModelFolder folder) => folder.Described().ImageConfig();

    public static TokenFusionConfig FusionConfig(this ModelFolder folder) => folder.Described().FusionConfig();

    /// <inheritdoc cref="DescribedModel.PictureSize"/>
    public static PictureSize? PictureSize(this ModelFolder folder) => folder.Described().PictureSize();

    /// <summary>The folder's description with its labels.</summary>
    public static DescribedModel Described(this ModelFolder folder) => new(folder.Description, folder.Labels, Path.Combine(folder.Path, "config.yaml"));

    private static CheckpointParts Parts(ModelFolder folder, string wanted, string? alone = null)
    {
        string family = folder.Description.Family;
        if (family != TokenFusion && family != alone)
            throw folder.Described().Wrong($"family '{family}' holds no part for {wanted}; it must be {(alone is null ? "" : alone + " or ")}{TokenFusion}");
        using WeightFile file = WeightFile.Open(folder.WeightsPath);
        WeightTable weights = WeightTable.Read(file);
        return family == TokenFusion ? CheckpointParts.Split(weights, folder.WeightsPath) : new(weights, weights, weights);
    }
}
