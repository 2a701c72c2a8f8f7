using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.PointNet2;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Tests.Models;
using Fuse3D.Vision.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>Gradients of whole networks and their losses against how the loss really changes, in double precision.</summary>
/// <remarks>Without embeddings of current boxes: what they read is detached on purpose, so the loss changes by more than gradients say.</remarks>
public class FiniteDifferenceTests
{
    private const double Step = 1e-8, Limit = 1e-5;     // a longer step crosses ReLUs

    private static GroupFreeConfig Points { get; } = SmallBatch.Config with { SelfPosition = PositionInput.None };

    private static GroupFreeLossOptions Options { get; } = GroupFreeLossOptions.ScanNet with { MeanSizes = Points.MeanSizes };

    // The searches take single precision; what they find does not depend on the weights.
    internal static PointSearch Search { get; } = new(
        (xyz, count) => PointOps.SampleFurthest(Single(xyz), count),
        (xyz, centres, radius, samples) => PointOps.QueryBall(Single(xyz), Single(centres), radius, samples),
        (unknown, known) => PointOps.QueryThreeNearest(Single(unknown), Single(known)));

    [Theory]
    [InlineData(false), InlineData(true)]
    public void GroupFree_Gradients_EqualFiniteDifferences(bool classAgnostic)
    {
        using var scope = NewDisposeScope();
        GroupFreeConfig config = Points with { ClassAgnosticSize = classAgnostic };
        using GroupFreeNetwork network = Double(new GroupFreeNetwork(config));
        network.Backbone.Search = Search;
        var (clouds, targets) = (SmallBatch.Clouds().to(ScalarType.Float64), Double(SmallBatch.Targets(config)));
        string[] names =
        [
            "backbone_net.sa1.mlp_module.layer0.conv.weight", "backbone_net.sa3.mlp_module.layer1.bn.bn.weight", "backbone_net.fp1.mlp.layer0.conv.weight",
            "points_obj_cls.conv2.weight", "decoder_key_proj.weight", "decoder.0.multihead_attn.in_proj_weight",
            "decoder.1.cross_posembed.position_embedding_head.0.weight", "prediction_heads.1.sem_cls_scores_head.bias",
        ];
        AssertGradients(network, names, () => new GroupFreeLoss(Options).Compute(network.call(clouds), targets).Total);
    }

    [Fact]
    public void Yolos_Gradients_EqualFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        using YolosNetwork network = Double(new YolosNetwork(SmallModel.Image));
        var pictures = SmallBatch.Pictures().to(ScalarType.Float64);
        string[] names =
        [
            "backbone.pos_embed", "backbone.mid_pos_embed", "backbone.det_token", "backbone.patch_embed.proj.weight",
            "backbone.blocks.0.attn.qkv.weight", "backbone.blocks.3.mlp.fc1.bias", "class_embed.layers.2.weight", "bbox_embed.layers.0.weight",
        ];
        AssertGradients(network, names, () =>
        {
            var (logits, boxes) = network.call(pictures);
            return new YolosLoss(new()).Compute(logits, boxes, SmallBatch.PictureTargets).Total;
        });
    }

    [Fact]
    public void TokenFusion_Gradients_EqualFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        TokenFusionConfig config = SmallModel.Fused with { Points = Points };
        using TokenFusionNetwork network = Double(new TokenFusionNetwork(config));
        network.Points.Backbone.Search = Search;
        var (clouds, targets) = (SmallBatch.Clouds().to(ScalarType.Float64), Double(SmallBatch.Targets(Points)));
        var pictures = SmallBatch.Pictures().unsqueeze(1).to(ScalarType.Float64);
        var criterion = new TokenFusionLoss(new() { Points = Options });
        Tensor Loss() => criterion.Compute(
            network.call(clouds, pictures, SmallBatch.Patches), targets, [.. SmallBatch.PictureTargets.Select(items => new[] { items })], 1).Total;

        string[] names =
        [
            "backbone_net.sa2.mlp_module.layer0.conv.weight", "decoder_key_proj.weight", "img2point_proj.0.layers.0.weight",
            "score_predictor.1.score_nets.3.weight", "prediction_heads.0.center_residual_head.weight", "img_class_embed.layers.1.weight",
            "img_bbox_embed.layers.2.bias",
        ];
        AssertGradients(network, names, Loss);
    }

    // Along one random direction through each parameter. The loss rises along each of its axes, so that they do not cancel out and leave a slope
    // that is lost in rounding; and it is the same at every run: libtorch's generator will not do, for other tests draw from it.
    private static void AssertGradients(nn.Module network, string[] names, Func<Tensor> loss)
    {
        var parameters = network.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        loss().backward();
        var random = new Random(5);
        foreach (string name in names)
        {
            using var scope = NewDisposeScope();
            using var frozen = no_grad();
            Tensor parameter = parameters[name], gradient = parameter.grad!;
            Tensor lengths = tensor([.. Enumerable.Range(0, (int)parameter.numel()).Select(_ => random.NextDouble())], ScalarType.Float64).reshape(parameter.shape);
            Tensor direction = where(gradient < 0, -lengths, lengths) / lengths.norm();     // where a gradient is 0, too: it may be wrongly so
            double slope = gradient.mul(direction).sum().item<double>();
            parameter.add_(direction * Step);
            double above = loss().item<double>();
            parameter.add_(direction * (-2 * Step));
            double below = loss().item<double>();
            parameter.add_(direction * Step);
            double found = (above - below) / (2 * Step);
            Assert.True(Math.Abs(found - slope) <= Limit * (1 + Math.Abs(slope)), $"{name}: gradient {slope}, but the loss changes by {found}");
        }
    }

    private static T Double<T>(T network) where T : nn.Module => TrainingStepTests.Training(network).to(ScalarType.Float64);

    internal static DetectionTargets Double(DetectionTargets targets) => targets with
    {
        CenterLabel = targets.CenterLabel.to(ScalarType.Float64),
        HeadingResidual = targets.HeadingResidual.to(ScalarType.Float64),
        SizeResidual = targets.SizeResidual.to(ScalarType.Float64),
        SizeGts = targets.SizeGts.to(ScalarType.Float64),
    };

    private static Tensor Single(Tensor xyz) => xyz.to(ScalarType.Float32);
}
