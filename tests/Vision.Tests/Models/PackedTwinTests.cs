using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.Yolos;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Models;

/// <summary>The fast forms against the plain ones, where the goldens do not reach: odd sizes, rare options, views, workers.</summary>
public class PackedTwinTests
{
    private const double Limit = 1e-4;      // float32, some thirty products deep, on outputs near 1

    public static TheoryData<string> Variants => [.. Configs.Keys];

    private static Dictionary<string, GroupFreeConfig> Configs { get; } = new()
    {
        ["clusters"] = SmallModel.Points,
        ["agnostic size"] = SmallModel.Points with { ClassAgnosticSize = true },
        ["furthest candidates"] = SmallModel.Points with { Sampling = CandidateSampling.Furthest },
        ["features, wide"] = SmallModel.Points with { PointFeatures = 4, Width = 2 },
        ["narrow"] = SmallModel.Points with { Width = 0.375 },
        ["no positions"] = SmallModel.Points with { SelfPosition = PositionInput.None, CrossPosition = PositionInput.None },
        ["positions without sizes"] = SmallModel.Points with { SelfPosition = PositionInput.Xyz },
    };

    [Theory, MemberData(nameof(Variants))]
    public void PackedGroupFree_AnyOption_EqualsPlainNetwork(string variant)
    {
        GroupFreeConfig config = Configs[variant];
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using GroupFreeNetwork plain = SmallModel.Filled(new GroupFreeNetwork(config));
        var fast = new PackedGroupFree(WeightTable.Of(plain), config);
        float[] cloud = SmallModel.Cloud(3001, config.PointFeatures);

        var expected = plain.call(tensor(cloud, [1, 3001, 3 + config.PointFeatures]));
        var actual = fast.Decode(fast.Begin(cloud, CancellationToken.None), null, CancellationToken.None);

        foreach (var (name, output) in actual)
        {
            Assert.Equal(expected[name].shape[1..], output.shape);
            float worst = expected[name].squeeze(0).sub(output).to(ScalarType.Float32).abs().max().item<float>();
            Assert.True(worst <= Limit, $"{variant}: {name} deviates by {worst}");
        }
    }

    [Theory]
    [InlineData(1), InlineData(3)]
    public void PackedYolos_SeveralViews_EqualsPlainNetwork(int views)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using YolosNetwork plain = SmallModel.Filled(new YolosNetwork(SmallModel.Image));
        var fast = new PackedYolos(WeightTable.Of(plain), SmallModel.Image);
        float[] pictures = SmallModel.Views(views, SmallModel.Picture);

        var (logits, boxes) = plain.call(tensor(pictures, [views, 3, SmallModel.Picture.Height, SmallModel.Picture.Width]));
        var (fastLogits, fastBoxes) = fast.Run(pictures, SmallModel.Picture, SmallModel.Image.Blocks, null, null, CancellationToken.None);

        AssertNear(logits, fastLogits);
        AssertNear(boxes, fastBoxes);
    }

    [Theory]        // none, some of both views, all of the second view
    [InlineData(new int[0]), InlineData(new[] { 0, 3, 7 }), InlineData(new[] { 6, 7, 8, 9, 10, 11 })]
    public void PackedYolos_LastBlockOfSomePatches_GivesTheirBits(int[] patches)
    {
        float[] pictures = SmallModel.Views(2, SmallModel.Picture);
        var network = new PackedYolos(SmallModel.Parts().Image, SmallModel.Image);
        int width = SmallModel.Image.Width, tokens = SmallModel.Image.TableRows(SmallModel.Picture), perView = SmallModel.Picture.Patches;
        var (all, some) = (Run(null), Run(() => patches));

        Assert.Equal(all.Logits, some.Logits);
        Assert.Equal(all.Boxes, some.Boxes);
        foreach (int row in patches.Select(patch => patch / perView * tokens + 1 + patch % perView))
            Assert.Equal(all.Tokens.AsSpan(row * width, width), some.Tokens.AsSpan(row * width, width));

        (float[] Logits, float[] Boxes, float[] Tokens) Run(Func<int[]?>? wanted)
        {
            float[] last = [];
            var (logits, boxes) = network.Run(
                pictures, SmallModel.Picture, SmallModel.Image.Blocks, (_, after) => last = after.ToArray(), wanted, CancellationToken.None);
            return (logits, boxes, last);
        }
    }

    [Fact]
    public void PackedNetworks_AnyNumberOfWorkers_GiveTheSameBits()
    {
        CheckpointParts parts = SmallModel.Parts();
        float[] cloud = SmallModel.Cloud(3001), pictures = SmallModel.Views(2, SmallModel.Picture);
        using Workers one = new(1), three = new(3);
        Assert.Equal(PointOutputs(one), PointOutputs(three));
        Assert.Equal(ImageOutputs(one), ImageOutputs(three));

        float[] PointOutputs(Workers workers)
        {
            using var scope = NewDisposeScope();
            var network = new PackedGroupFree(parts.Points, SmallModel.Points, workers);
            var outputs = network.Decode(network.Begin(cloud, CancellationToken.None), null, CancellationToken.None);
            return outputs["last_sem_cls_scores"].data<float>().ToArray();
        }

        float[] ImageOutputs(Workers workers) => new PackedYolos(parts.Image, SmallModel.Image, workers)
            .Run(pictures, SmallModel.Picture, SmallModel.Image.Blocks, null, null, CancellationToken.None).Logits;
    }

    [Theory]
    [InlineData(1), InlineData(5), InlineData(2047)]
    public void PackedGroupFree_FewPoints_StillAnswers(int points)
    {
        using var scope = NewDisposeScope();
        using GroupFreeNetwork plain = SmallModel.Filled(new GroupFreeNetwork(SmallModel.Points));
        var fast = new PackedGroupFree(WeightTable.Of(plain), SmallModel.Points);
        var outputs = fast.Decode(fast.Begin(SmallModel.Cloud(points), CancellationToken.None), null, CancellationToken.None);
        Assert.All(outputs["last_center"].data<float>().ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Begin_CancelledToken_Throws()
    {
        using GroupFreeNetwork plain = SmallModel.Filled(new GroupFreeNetwork(SmallModel.Points));
        var fast = new PackedGroupFree(WeightTable.Of(plain), SmallModel.Points);
        Assert.Throws<OperationCanceledException>(() => fast.Begin(SmallModel.Cloud(100), new CancellationToken(canceled: true)));
    }

    private static void AssertNear(Tensor expected, float[] actual) =>
        Assert.True(expected.reshape(-1).sub(tensor(actual)).abs().max().item<float>() <= Limit);
}
