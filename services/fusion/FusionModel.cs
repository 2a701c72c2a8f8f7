using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.GroupFree.Decoding;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Services.Fusion;

/// <summary>The model that a fusion service serves: its own weights, how input is made and output read, and what its branches must be.</summary>
public sealed record FusionModel(
    string Name, string Version, string Family, IReadOnlyList<string> Labels, CloudInput Points, ViewInput Views, PictureSize Picture,
    float ScoreThreshold, float ExchangeThreshold, IFusionHead? Head, BoxDecoder Decoder, PointBranchInfo PointBranch, ImageBranchInfo ImageBranch,
    string Device, string WeightsSum)
{
    /// <param name="device">where score nets and projections run</param>
    public static FusionModel Load(ModelFolder folder, ComputeDevice device)
    {
        ModelDescription description = folder.Description;
        IFusionHead? head = folder.LoadFusionHead(device);
        TokenFusionConfig config = folder.FusionConfig();
        PictureSize picture = folder.PictureSize()
            ?? throw new Vision.InvalidInputException($"{folder.Path}: a fused model stretches pictures; its config needs yolos: picture", "model");
        return new(description.Name, description.Version, description.Family, folder.Labels,
            new CloudInput(description.Points, config.Points.PointFeatures), folder.Described().ViewInput(), picture,
            description.ScoreThreshold, config.Threshold, head, new BoxDecoder(folder.Classes(), new DecodeOptions { PerClassProposals = false }),
            PointBranchInfo.Of(description.Name, config.Points),
            new(description.Name, config.Points.DecoderLayers, config.Image.Width, config.Image.Classes, picture.PatchRows, picture.PatchColumns),
            device.Name, folder.WeightsSum);
    }

    /// <summary>Why a point branch is not the one that the weights belong to; null when it is.</summary>
    public string? WhyNot(PointBranchInfo given)
    {
        PointBranchInfo wanted = PointBranch with { Model = given.Model, ReplacedKeyPositions = given.ReplacedKeyPositions is null ? null : PointBranch.ReplacedKeyPositions };
        return given == wanted ? null : $"it serves {given}, wanted is {PointBranch}";
    }

    /// <summary>Why an image branch is not the one that the weights belong to; null when it is.</summary>
    public string? WhyNot(ImageBranchInfo given) => given == ImageBranch with { Model = given.Model } ? null : $"it serves {given}, wanted is {ImageBranch}";
}
