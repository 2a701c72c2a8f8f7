using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Tests.Checkpoints;
using Fuse3D.Vision.Tests.Models;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Fusion;

/// <summary>Every kind of exchange, as a model folder describes it, in all its forms: the network that trains, packed branches, modules.</summary>
[Trait("Category", "Gpu")]
public class ExchangeFormsTests
{
    private const double Limit = 1e-4;      // float32, some thirty products deep, on outputs near 1

    public static TheoryData<string, bool, string> Forms
    {
        get
        {
            var forms = new TheoryData<string, bool, string>();
            foreach (string kind in new[] { "scored", "random", "concat", "none" })
            {
                foreach (string device in new[] { "cpu", TestDevice.Modules, TestDevice.Cuda })
                {
                    forms.Add(kind, true, device);
                    forms.Add(kind, false, device);
                }
            }

            return forms;
        }
    }

    [SkippableTheory, MemberData(nameof(Forms))]
    public async Task DetectAsync_AnyKind_EqualsTheNetworkThatTrains(string kind, bool positions, string device)
    {
        TokenFusionConfig config = Config(kind, positions);
        using FusedFrame frame = await Detect(config, TestDevice.Of(device));

        Assert.Null(frame.Missing);
        Assert.Equal(kind == "none", frame.Exchange is null);
        AssertEqualsPlain(config, frame);
    }

    /// <summary>The option is no dead letter: where keys are replaced it matters, elsewhere it does not.</summary>
    [SkippableTheory, InlineData("cpu"), InlineData(TestDevice.Modules), InlineData(TestDevice.Cuda)]
    public async Task DetectAsync_WithoutPositions_DiffersWhereKeysAreReplaced(string device)
    {
        ComputeDevice on = TestDevice.Of(device);
        foreach (string kind in new[] { "scored", "random", "concat", "none" })
        {
            using FusedFrame placed = await Detect(Config(kind, positions: true), on), unplaced = await Detect(Config(kind, positions: false), on);
            double worst = Worst(placed.Points.Outputs["last_center"], unplaced.Points.Outputs["last_center"]);
            Assert.True(kind is "scored" or "random" ? worst > 10 * Limit : worst == 0, $"{kind}: {worst}");
        }
    }

    [SkippableTheory, InlineData("cpu"), InlineData(TestDevice.Modules), InlineData(TestDevice.Cuda)]
    public async Task DetectAsync_NothingShared_GivesThePointBranchsBitsAndPicturesToo(string device)
    {
        ComputeDevice on = TestDevice.Of(device);
        TokenFusionConfig config = Config("none", positions: true);
        using FusedFrame frame = await Detect(config, on);
        await using IPointBranch points = Points(config, Parts(config), on);
        using Tensor cloud = SmallBranches.Cloud();
        await using IPointSession session = await points.BeginAsync(cloud, CancellationToken.None);
        using PointHeads alone = await session.DecodeAsync(null, CancellationToken.None);

        Assert.All(alone.Outputs, output => Assert.True(output.Value.eq(frame.Points.Outputs[output.Key]).all().item<bool>(), output.Key));
        Assert.Equal((false, null, null), (frame.Degraded, frame.Exchange, frame.Patches));
        Assert.Equal([2, 7, 4], frame.Image!.Logits.shape);
    }

    [Theory, InlineData("random", .3), InlineData("concat", 1)]
    public async Task DetectAsync_WithoutScores_ReplacesItsShareOfTheSeedsThatAreSeen(string kind, double share)
    {
        using FusedFrame frame = await Detect(Config(kind, positions: true), ComputeDevice.Cpu);
        int[] seen = [.. Enumerable.Range(0, frame.Patches!.Seeds).Where(frame.Patches.Sees)];
        Assert.All(frame.Exchange!.Layers, layer =>
        {
            Assert.Empty(layer.Seeds.Except(seen));
            double slack = 4 * Math.Sqrt(seen.Length * share * (1 - share));
            Assert.InRange(layer.Seeds.Length, seen.Length * share - slack, seen.Length * share + slack);
        });
        Assert.Equal(kind == "concat", frame.Exchange.Layers[0].Seeds.SequenceEqual(frame.Exchange.Layers[1].Seeds));
        Assert.True(frame.Exchange.Scores.eq(1).all().item<bool>(), "keys are scaled though there are no scores");
    }

    private static TokenFusionConfig Config(string kind, bool positions)
    {
        var model = SmallDescription.Of(ModelFolderBranches.TokenFusion);
        var exchange = new ExchangeDescription { Kind = kind, Positions = positions, Threshold = SmallModel.Fused.Threshold };
        return (model with { Description = model.Description with { Exchange = exchange } }).FusionConfig();
    }

    private static CheckpointParts Parts(TokenFusionConfig config)
    {
        using TokenFusionNetwork network = SmallModel.Filled(new TokenFusionNetwork(config));
        return CheckpointParts.Split(WeightTable.Of(network));
    }

    private static async Task<FusedFrame> Detect(TokenFusionConfig config, ComputeDevice on)
    {
        CheckpointParts parts = Parts(config);
        await using IPointBranch points = Points(config, parts, on);
        await using IImageBranch image = on.IsPacked
            ? new LocalImageBranch("image", parts.Image, config.Image, config.Points.DecoderLayers, config.BlocksPerLayer, SmallModel.Picture)
            : new ModuleImageBranch("image", parts.Image, config.Image, config.Points.DecoderLayers, config.BlocksPerLayer, SmallModel.Picture, on.Device);
        using IFusionHead? head = config.Kind == ExchangeKind.None ? null
            : on.IsPacked ? new FusionHead(parts.Fusion, config) : new ModuleFusionHead(parts.Fusion, config, on.Device);
        return await SmallBranches.Detect(points, image, head);
    }

    private static IPointBranch Points(TokenFusionConfig config, CheckpointParts parts, ComputeDevice on) => on.IsPacked
        ? new LocalPointBranch("points", parts.Points, config.Points)
        : new ModulePointBranch("points", parts.Points, config.Points, on.Device);

    private static void AssertEqualsPlain(TokenFusionConfig config, FusedFrame frame)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using TokenFusionNetwork plain = SmallModel.Filled(new TokenFusionNetwork(config));
        Dictionary<string, Tensor> expected = plain.call(SmallBranches.Cloud().unsqueeze(0), SmallBranches.Views().unsqueeze(0), seeds =>
        {
            PatchMap map = SmallBranches.Project(seeds.squeeze(0));
            return tensor(map.Patches.Select(patch => (long)patch).ToArray(), [1, map.Views, map.Seeds]);
        });
        foreach (var (name, output) in frame.Points.Outputs)
            AssertNear(expected[name].squeeze(0), output, name);
        AssertNear(expected["pred_logits2d"], frame.Image!.Logits, "logits");
        AssertNear(expected["pred_boxes2d"], frame.Image.Boxes, "boxes");
        for (int layer = 0; layer < (frame.Exchange?.Layers.Count ?? 0); layer++)
            AssertSameExchange(expected, frame.Exchange!, layer);
    }

    private static void AssertSameExchange(Dictionary<string, Tensor> expected, TokenExchange exchange, int layer)
    {
        bool[] replaced = expected[$"substituted{layer}"].data<bool>().ToArray();
        int[] seeds = exchange.Layers[layer].Seeds;
        Assert.Equal(Enumerable.Range(0, replaced.Length).Where(seed => replaced[seed]), seeds);
        Assert.NotEmpty(seeds);
        Tensor rows = expected[$"key_fusion{layer}"].squeeze(0).t().index_select(0, tensor(seeds.Select(seed => (long)seed).ToArray()));
        AssertNear(rows, exchange.Layers[layer].Rows, $"rows of layer {layer}");
        if (expected.TryGetValue($"key_mask{layer}", out Tensor? scores))
            AssertNear(scores.squeeze(0), exchange.Scores[layer], $"scores of layer {layer}");
    }

    private static void AssertNear(Tensor expected, Tensor actual, string name)
    {
        Assert.Equal(expected.shape, actual.shape);
        double worst = Worst(expected, actual);
        Assert.True(worst <= Limit, $"{name} deviates by {worst}");
    }

    private static double Worst(Tensor one, Tensor other)
    {
        using var scope = NewDisposeScope();
        return one.cpu().sub(other.cpu()).to(ScalarType.Float32).abs().max().item<float>();
    }
}
