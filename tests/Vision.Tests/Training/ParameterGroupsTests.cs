using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Tests.Models;
using Fuse3D.Vision.Training.Optimization;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

public class ParameterGroupsTests
{
    private static readonly OptimizerConfig Config = new() { Rate = 0.004, DecoderRate = 0.0002, ImageRate = 5e-5, WeightDecay = 1e-8, ImageWeightDecay = 1e-4 };

    [Fact]
    public void Of_GroupFree_DividesByTheWordDecoder()
    {
        using var network = new GroupFreeNetwork(SmallModel.Points);
        Dictionary<string, ParameterGroup> groups = Groups(network, "group_free");

        Assert.Equal(["base", "decoder"], groups.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((0.004, 1e-8), (groups["base"].Rate, groups["base"].WeightDecay));
        Assert.Equal((0.0002, 1e-8), (groups["decoder"].Rate, groups["decoder"].WeightDecay));
        Assert.Equal(
            ["decoder", "decoder_key_proj", "decoder_query_proj"], Roots(groups["decoder"]));
        Assert.Equal(["backbone_net", "points_obj_cls", "prediction_heads", "proposal_head"], Roots(groups["base"]));
    }

    [Fact]
    public void Of_TokenFusion_TakesTheImagesPartFirst()
    {
        using var network = new TokenFusionNetwork(SmallModel.Fused);
        Dictionary<string, ParameterGroup> groups = Groups(network, "token_fusion");

        Assert.Equal((5e-5, 1e-4), (groups["image"].Rate, groups["image"].WeightDecay));
        Assert.Equal(["img2point_proj", "img_backbone", "img_bbox_embed", "img_class_embed"], Roots(groups["image"]));
        Assert.Equal(["backbone_net", "points_obj_cls", "prediction_heads", "proposal_head", "score_predictor"], Roots(groups["base"]));
        Assert.Equal(["decoder", "decoder_key_proj", "decoder_query_proj"], Roots(groups["decoder"]));
    }

    [Fact]
    public void Of_Yolos_LeavesNormsBiasesAndTokensUndecayed()
    {
        using var network = new YolosNetwork(SmallModel.Image);
        Dictionary<string, ParameterGroup> groups = Groups(network, "yolos");

        Assert.All(groups.Values, group => Assert.Equal(0.004, group.Rate));
        Assert.Equal((0, 1e-8, 1e-8), (groups["undecayed"].WeightDecay, groups["backbone"].WeightDecay, groups["heads"].WeightDecay));
        string[] undecayed = [.. groups["undecayed"].Parameters.Select(entry => entry.Name)];
        Assert.Superset(
            new HashSet<string> { "backbone.pos_embed", "backbone.cls_token", "backbone.det_token", "backbone.norm.weight", "backbone.blocks.0.attn.qkv.bias" },
            undecayed.ToHashSet());
        Assert.Contains("backbone.mid_pos_embed", groups["backbone"].Parameters.Select(entry => entry.Name));
        Assert.Contains("class_embed.layers.0.bias", groups["heads"].Parameters.Select(entry => entry.Name));
        Assert.DoesNotContain(groups["backbone"].Parameters, entry => entry.Name.EndsWith("bias", StringComparison.Ordinal));
    }

    [Fact]
    public void Optimizer_OfGroups_HasTheirRatesInOrder()
    {
        using var network = new GroupFreeNetwork(SmallModel.Points);
        IReadOnlyList<ParameterGroup> groups = ParameterGroups.Of(network, "group_free", Config);
        using var optimizer = ParameterGroups.Optimizer(groups, Config);

        Assert.Equal([0.004, 0.0002], optimizer.ParamGroups.Select(group => group.LearningRate));
        Assert.Equal(network.parameters().Count(), optimizer.parameters().Count());
    }

    private static Dictionary<string, ParameterGroup> Groups(nn.Module network, string family)
    {
        IReadOnlyList<ParameterGroup> groups = ParameterGroups.Of(network, family, Config);
        Assert.Equal(network.parameters().Count(), groups.Sum(group => group.Parameters.Count));
        return groups.ToDictionary(group => group.Name);
    }

    private static IEnumerable<string> Roots(ParameterGroup group) =>
        group.Parameters.Select(entry => entry.Name.Split('.')[0]).Distinct().Order(StringComparer.Ordinal);
}
