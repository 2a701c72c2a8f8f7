using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Tests.Models;
using Fuse3D.Vision.Training.Losses;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>The kinds of exchange in the form that trains: what they make of the keys, and who learns.</summary>
[Collection(OrderedRandomNumbers.Name)]
public class ExchangeKindTests
{
    private const int WithPictures = 120, WithoutPictures = 121;        // epochs

    private static GroupFreeLossOptions Loss { get; } = GroupFreeLossOptions.SunRgbd with { MeanSizes = SmallModel.Points.MeanSizes };

    public static TheoryData<ExchangeKind> Kinds => [.. Enum.GetValues<ExchangeKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public void Backward_WhilePicturesLearn_EverythingLearns(ExchangeKind kind)
    {
        using var scope = NewDisposeScope();
        using TokenFusionNetwork network = Step(Config(kind), WithPictures, out LossTerms loss);

        TrainingStepTests.AssertFinite(loss);
        TrainingStepTests.AssertLearners(network, _ => true);
        string[] expected = kind switch
        {
            ExchangeKind.Scored => ["img2point_proj", "score_predictor"],
            ExchangeKind.Random => ["img2point_proj"],
            ExchangeKind.Concat => ["concat_proj", "img2point_proj"],
            _ => [],
        };
        string[] branches = ["backbone_net", "decoder", "decoder_key_proj", "decoder_query_proj", "img_backbone", "img_bbox_embed", "img_class_embed",
            "points_obj_cls", "prediction_heads", "proposal_head"];
        Assert.Equal(expected, network.named_parameters().Select(entry => entry.name.Split('.')[0]).Distinct().Except(branches).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Backward_OfPointsAloneAndDetached_LeavesPicturesAlone(ExchangeKind kind)
    {
        using var scope = NewDisposeScope();
        using TokenFusionNetwork network = Step(Config(kind), WithoutPictures, out _);

        TrainingStepTests.AssertLearners(network, name => !name.StartsWith("img_", StringComparison.Ordinal));
    }

    [Theory, InlineData(ExchangeKind.Scored), InlineData(ExchangeKind.Random), InlineData(ExchangeKind.Concat)]
    public void Backward_OfPointsAloneNotDetached_TeachesTheTokensOfPictures(ExchangeKind kind)
    {
        using var scope = NewDisposeScope();
        using TokenFusionNetwork network = Step(Config(kind) with { Detach = false }, WithoutPictures, out _);

        // What comes after the last exchange is the pictures' own.
        TrainingStepTests.AssertLearners(network, name =>
            !name.StartsWith("img_", StringComparison.Ordinal)
            || (name.StartsWith("img_backbone.", StringComparison.Ordinal) && !name.StartsWith("img_backbone.norm.", StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Slim_OfAnyKind_IsTheScoresSumOrNothing(ExchangeKind kind)
    {
        using var scope = NewDisposeScope();
        using TokenFusionNetwork network = Step(Config(kind), WithPictures, out LossTerms loss);

        var (slim, weighted) = (loss.Read()["slim"], loss.Read()["slim_weighted"]);
        Assert.Equal(kind == ExchangeKind.Scored, slim > 0);
        Assert.Equal(kind == ExchangeKind.Scored, weighted > 0);
        Assert.Equal(loss.Read()["loss"] + weighted, loss.Total.item<float>(), 1e-4f);
    }

    [Fact]
    public void Forward_NothingExchanged_EqualsTheBranchesAloneToTheBit()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        TokenFusionConfig config = Config(ExchangeKind.None);
        using TokenFusionNetwork network = SmallModel.Filled(new TokenFusionNetwork(config));
        using GroupFreeNetwork points = SmallModel.Filled(new GroupFreeNetwork(config.Points));
        Dictionary<string, Tensor> both = Run(network, _ => throw new InvalidOperationException("nobody needs the patches")), alone = points.call(SmallBatch.Clouds());

        Assert.All(alone, output => Assert.True(Same(output.Value, both[output.Key]), output.Key));
        Assert.Equal(["img_tokens0", "img_tokens1", "pred_boxes2d", "pred_logits2d"], both.Keys.Except(alone.Keys).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Forward_RandomWhileTraining_DrawsAnewFromTheGenerator()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using TokenFusionNetwork network = TrainingStepTests.Training(new TokenFusionNetwork(Config(ExchangeKind.Random)));
        Tensor[] Replaced(long? seed)
        {
            if (seed is { } given)
                manual_seed(given);
            Dictionary<string, Tensor> outputs = Run(network, SmallBatch.Patches);
            return [outputs["substituted0"], outputs["substituted1"]];
        }

        Tensor[] first = Replaced(5), next = Replaced(null), again = Replaced(5);
        Assert.All(first.Zip(again), pair => Assert.True(Same(pair.First, pair.Second)));
        Assert.All(first.Zip(next), pair => Assert.False(Same(pair.First, pair.Second)));
        Assert.False(Same(first[0], first[1]), "both layers were given one choice");
        network.eval();
        Assert.All(Replaced(5).Zip(Replaced(6)), pair => Assert.True(Same(pair.First, pair.Second)));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Forward_Random_ReplacesTheShareOfWhatIsSeenAndLeavesTheRest(bool training)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using TokenFusionNetwork network = SmallModel.Filled(new TokenFusionNetwork(Config(ExchangeKind.Random)));
        network.train(training);
        Tensor keys = network.Points.Begin(SmallBatch.Clouds()).Keys;
        Dictionary<string, Tensor> outputs = Run(network, SmallBatch.Patches);
        for (int layer = 0; layer < 2; layer++)
        {
            Tensor replaced = outputs[$"substituted{layer}"], seen = SmallBatch.Patches(outputs["seed_xyz"]).ge(0).any(1);
            Assert.False(replaced.logical_and(seen.logical_not()).any().item<bool>(), "a key that no view sees was replaced");
            double share = replaced.sum().item<long>() / (double)seen.sum().item<long>();
            Assert.InRange(share, .15, .45);                        // .3 of 170, or twice .3 of 85; four deviations
            Tensor changed = outputs[$"key_fusion{layer}"].ne(keys).any(1);
            Assert.True(Same(changed, replaced), "keys that were not replaced are not as they were");
        }
    }

    [Fact]
    public void Forward_Concat_ChangesEveryKeyThatIsSeenByBothOfItsInputs()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using TokenFusionNetwork network = SmallModel.Filled(new TokenFusionNetwork(Config(ExchangeKind.Concat)));
        Tensor keys = network.Points.Begin(SmallBatch.Clouds()).Keys;
        Dictionary<string, Tensor> outputs = Run(network, SmallBatch.Patches);
        Tensor seen = SmallBatch.Patches(outputs["seed_xyz"]).ge(0).any(1);                 // [B, P]

        Assert.True(Same(outputs["substituted0"], seen));
        Assert.True(Same(outputs["key_fusion0"].ne(keys).any(1), seen));

        // By hand, for one seed: the first scene's second, which falls on patch 1.
        var parameters = network.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        Tensor Linear(string name, Tensor x) => parameters[$"{name}.weight"].matmul(x) + parameters[$"{name}.bias"];
        var token = outputs["img_tokens0"][0, 2];
        var projected = Linear("img2point_proj.0.layers.2", Linear("img2point_proj.0.layers.1", Linear("img2point_proj.0.layers.0", token).relu()).relu());
        var expected = Linear("concat_proj.0", cat([keys[0, TensorIndex.Colon, 1], projected], 0));
        Assert.True(expected.sub(outputs["key_fusion0"][0, TensorIndex.Colon, 1]).abs().max().item<float>() < 1e-5);
    }

    /// <summary>A decoder that adds no position to replaced keys does to them what one without positions does, and to others what it did.</summary>
    [Fact]
    public void DecoderLayer_UnplacedKeys_GetNoPosition()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        GroupFreeConfig config = SmallBatch.Config;
        using DecoderLayer layer = SmallModel.Filled(new DecoderLayer(config, 0));
        using DecoderLayer bare = SmallModel.Filled(new DecoderLayer(config with { CrossPosition = PositionInput.None }, 0));
        Tensor query = Numbers(2, config.Channels, 9), keys = Numbers(2, config.Channels, 20), position = Numbers(2, 9, 6), xyz = Numbers(2, 20, 3);
        Tensor none = zeros([2, 20], ScalarType.Bool), all = ones([2, 20], ScalarType.Bool), some = none.clone();
        some[0, 3] = tensor(true);

        Tensor placed = layer.call(query, keys, position, xyz, null), one = layer.call(query, keys, position, xyz, some);
        Assert.True(Same(layer.call(query, keys, position, xyz, none), placed));
        Assert.True(Same(layer.call(query, keys, position, xyz, all), bare.call(query, keys, position, xyz, null)));
        Assert.False(Same(one[0], placed[0]));
        Assert.True(Same(one[1], placed[1]));
    }

    private static Tensor Numbers(params long[] shape)
    {
        var random = new Random(shape.Length);
        return tensor([.. Enumerable.Range(0, (int)shape.Aggregate(1L, (product, size) => product * size)).Select(_ => random.NextSingle() * 2 - 1)], shape);
    }

    private static TokenFusionConfig Config(ExchangeKind kind) => SmallModel.Fused with { Points = SmallBatch.Config, Kind = kind };

    private static Dictionary<string, Tensor> Run(TokenFusionNetwork network, Func<Tensor, Tensor> project) =>
        network.call(SmallBatch.Clouds(), SmallBatch.Pictures().unsqueeze(1), project);

    private static TokenFusionNetwork Step(TokenFusionConfig config, int epoch, out LossTerms loss)
    {
        manual_seed(2);
        TokenFusionNetwork network = TrainingStepTests.Training(new TokenFusionNetwork(config));
        Dictionary<string, Tensor> outputs = Run(network, SmallBatch.Patches);
        loss = new TokenFusionLoss(new() { Points = Loss }).Compute(
            outputs, SmallBatch.Targets(config.Points), [.. SmallBatch.PictureTargets.Select(targets => new[] { targets })], epoch);
        loss.Total.backward();
        return network;
    }

    private static bool Same(Tensor one, Tensor other) => one.eq(other).all().item<bool>();
}
