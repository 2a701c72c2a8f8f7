using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.SegFormer;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Models.Yolos;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Checkpoints.KeyMaps;

/// <summary>What a described network wants: its tensors' names and shapes.</summary>
public static class NetworkShapes
{
    /// <returns>by canonical name, in the module's order</returns>
    /// <exception cref="InvalidInputException">the family is unknown, or the description lacks something</exception>
    public static OrderedDictionary<string, long[]> Of(DescribedModel model)
    {
        using var scope = NewDisposeScope();
        using nn.Module network = Build(model);
        return new(network.state_dict().Select(entry => KeyValuePair.Create(entry.Key, entry.Value.shape)), StringComparer.Ordinal);
    }

    private static nn.Module Build(DescribedModel model) => model.Description.Family switch
    {
        ModelFolderBranches.GroupFree => new GroupFreeNetwork(model.PointConfig()),
        ModelFolderBranches.Yolos => new YolosNetwork(model.ImageConfig()),
        ModelFolderBranches.TokenFusion => new TokenFusionNetwork(model.FusionConfig()),
        SegFormerConfig.ModelFamily => new SegFormerNetwork(model.SegFormerConfig()),
        var other => throw new InvalidInputException($"{model.Source}: family is '{other}'; it may be group_free, yolos, token_fusion or seg_former", "family"),
    };
}
