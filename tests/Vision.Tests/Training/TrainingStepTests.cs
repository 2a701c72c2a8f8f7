using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Tests.Models;
using Fuse3D.Vision.Training.Losses;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>One training step through the whole networks: who learns, and who must not.</summary>
public class TrainingStepTests
{
    private static GroupFreeLossOptions Loss { get; } = GroupFreeLossOptions.SunRgbd with { MeanSizes = SmallModel.Points.MeanSizes };

    [Theory]
    [InlineData(false), InlineData(true)]
    public void GroupFree_EitherSizeHead_EveryParameterLearns(bool classAgnostic)
    {
        using var scope = NewDisposeScope();
        GroupFreeConfig config = SmallBatch.Config with { ClassAgnosticSize = classAgnostic };
        using GroupFreeNetwork network = Training(new GroupFreeNetwork(config));

        LossTerms loss = new GroupFreeLoss(Loss).Compute(network.call(SmallBatch.Clouds()), SmallBatch.Targets(config));
        loss.Total.backward();

        AssertFinite(loss);
        AssertLearners(network, _ => true);
    }

    [Fact]
    public void GroupFree_FirstKeyPositionsOnly_LaterOnesDoNotLearn()
    {
        using var scope = NewDisposeScope();
        GroupFreeConfig config = SmallBatch.Config with { FirstKeyPositionsOnly = true };
        using GroupFreeNetwork network = Training(new GroupFreeNetwork(config));

        new GroupFreeLoss(Loss).Compute(network.call(SmallBatch.Clouds()), SmallBatch.Targets(config)).Total.backward();

        AssertLearners(network, name => !name.StartsWith("decoder.1.cross_posembed", StringComparison.Ordinal));
    }

    [Fact]
    public void GroupFree_FurthestCandidates_LearnWithoutSeedObjectness()
    {
        using var scope = NewDisposeScope();
        GroupFreeConfig config = SmallBatch.Config with { Sampling = CandidateSampling.Furthest };
        using GroupFreeNetwork network = Training(new GroupFreeNetwork(config));

        LossTerms loss = new GroupFreeLoss(Loss).Compute(network.call(SmallBatch.Clouds()), SmallBatch.Targets(config));
        loss.Total.backward();

        Assert.DoesNotContain("query_points_generation_loss", loss.Terms.Keys);
        AssertLearners(network, _ => true);
    }

    [Fact]
    public void Yolos_EveryParameterLearns()
    {
        using var scope = NewDisposeScope();
        using YolosNetwork network = Training(new YolosNetwork(SmallModel.Image));
        var (logits, boxes) = network.call(SmallBatch.Pictures());

        LossTerms loss = new YolosLoss(new()).Compute(logits, boxes, SmallBatch.PictureTargets);
        loss.Total.backward();

        AssertFinite(loss);
        AssertLearners(network, _ => true);
    }

    /// <summary>A picture of 300 patches, more than one tile of the attention.</summary>
    [Fact]
    public void Yolos_TiledAttention_EqualsPlain()
    {
        using var scope = NewDisposeScope();
        var pictures = tensor(SmallModel.Views(1, new(240, 320)), [1, 3, 240, 320]);
        Dictionary<string, Tensor> Gradients(bool tiled)
        {
            using YolosNetwork network = Training(new YolosNetwork(SmallModel.Image));
            network.Backbone.Tiled = tiled;
            var (logits, boxes) = network.call(pictures);
            new YolosLoss(new()).Compute(logits, boxes, [SmallBatch.PictureTargets[0]]).Total.backward();
            return network.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad!);
        }

        Dictionary<string, Tensor> plain = Gradients(tiled: false), fused = Gradients(tiled: true);
        foreach (var (name, expected) in plain)
        {
            float scale = Math.Max(1, expected.abs().max().item<float>()), worst = (expected - fused[name]).abs().max().item<float>();
            Assert.True(worst <= 1e-5 * scale, $"{name} deviates by {worst}");
        }
    }

    [Fact]
    public void TokenFusion_WhilePicturesLearn_AllButUnusedBlocksLearn()
    {
        using var scope = NewDisposeScope();
        using TokenFusionNetwork network = Step(epoch: 120, out LossTerms loss);

        AssertFinite(loss);
        AssertLearners(network, name => !name.StartsWith("img_backbone.blocks.4", StringComparison.Ordinal));
    }

    [Fact]
    public void TokenFusion_AfterPicturesLearned_TheirBranchGetsNothing()
    {
        using var scope = NewDisposeScope();
        using TokenFusionNetwork network = Step(epoch: 121, out LossTerms loss);

        Assert.DoesNotContain("loss2d_loss", loss.Terms.Keys);
        AssertLearners(network, name => !name.StartsWith("img_", StringComparison.Ordinal));
    }

    [Fact]
    public void BatchNorms_InTraining_FollowTheBatchByOneTenth()
    {
        using var scope = NewDisposeScope();
        using GroupFreeNetwork network = Training(new GroupFreeNetwork(SmallBatch.Config));
        Dictionary<string, Tensor> State() => network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        Dictionary<string, Tensor> before = State();
        network.call(SmallBatch.Clouds());

        Dictionary<string, Tensor> after = State();
        string[] means = [.. after.Keys.Where(key => key.EndsWith("running_mean", StringComparison.Ordinal))];
        Assert.All(means, key => Assert.False(after[key].allclose(before[key]), key));
        Assert.All(after.Keys.Where(key => key.EndsWith("num_batches_tracked", StringComparison.Ordinal)), key => Assert.Equal(1, after[key].item<long>()));

        // The same batch again has the same mean there, a tenth of which is added each time.
        const string first = "backbone_net.sa1.mlp_module.layer0.bn.bn.running_mean";
        network.call(SmallBatch.Clouds());
        Tensor tenth = after[first] - before[first] * .9, again = State()[first] - after[first] * .9;
        Assert.True(tenth.allclose(again, 1e-4, 1e-6), "the running mean did not go a tenth of the way to the batch's");
    }

    private static TokenFusionNetwork Step(int epoch, out LossTerms loss)
    {
        TokenFusionConfig config = SmallModel.Fused with { Points = SmallBatch.Config, Image = SmallModel.Image with { Blocks = 5 } };
        TokenFusionNetwork network = Training(new TokenFusionNetwork(config));
        Dictionary<string, Tensor> outputs = network.call(SmallBatch.Clouds(), SmallBatch.Pictures().unsqueeze(1), SmallBatch.Patches);
        Assert.True(outputs["substituted0"].any().item<bool>());
        loss = new TokenFusionLoss(new() { Points = Loss }).Compute(
            outputs, SmallBatch.Targets(config.Points), [.. SmallBatch.PictureTargets.Select(targets => new[] { targets })], epoch);
        loss.Total.backward();
        return network;
    }

    // Dropout would leave single parameters without a gradient by chance.
    internal static T Training<T>(T network, ulong seed = 1) where T : nn.Module
    {
        SmallModel.Filled(network, seed);
        network.train();
        foreach (nn.Module module in network.modules())
        {
            if (module is TorchSharp.Modules.Dropout or TorchSharp.Modules.MultiheadAttention)
                module.eval();
        }

        return network;
    }

    internal static void AssertFinite(LossTerms loss)
    {
        Assert.True(float.IsFinite(loss.Total.item<float>()));
        Assert.All(loss.Read(), term => Assert.True(float.IsFinite(term.Value), term.Key));
    }

    internal static void AssertLearners(nn.Module network, Func<string, bool> learns)
    {
        foreach (var (name, parameter) in network.named_parameters())
        {
            bool expected = learns(name), learned = parameter.grad is { } gradient && gradient.abs().max().item<float>() > 0;
            Assert.True(expected == learned, $"{name} {(learned ? "learns" : "does not learn")}");
            Assert.True(!learned || parameter.grad!.isfinite().all().item<bool>(), $"the gradient of {name} is not finite");
        }
    }
}
