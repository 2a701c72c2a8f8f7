using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Tests.Models;
using Fuse3D.Vision.Training.Tasks;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

[Collection(OrderedRandomNumbers.Name)]
public sealed class StartWeightsTests : IDisposable
{
    private const string Config = """
        name: small
        family: token_fusion
        model:
          group_free: { decoder_layers: 2, candidates: 16, channels: 32, heads: 4, feed_forward: 32, stage_points: [64, 32, 16, 8], heading_bins: 12, mean_sizes_of: sunrgbd }
          yolos: { width: 24, heads: 3, blocks: 4, detection_tokens: 5, init_size: [64, 96] }
        data: { layout: sunrgbd_prepared, classes: sunrgbd, points: 512, views: 1 }
        """;

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Make_FromTwoBranches_SetsBothAndLeavesTheExchange()
    {
        RunConfig config = Load();
        using GroupFreeNetwork points = SmallModel.Filled(new GroupFreeNetwork(config.Described().PointConfig()), seed: 5);
        using YolosNetwork image = SmallModel.Filled(new YolosNetwork(config.Described().ImageConfig() with { Classes = 91 }), seed: 6);
        using TokenFusionNetwork fresh = Make(config), started = Make(Load($"train.start.points={Save(points, "points")}", $"train.start.image={Save(image, "image")}"));
        WeightTable table = WeightTable.Of(started), before = WeightTable.Of(fresh);

        Assert.All(WeightTable.Of(points).Entries, entry => Assert.Equal(entry.Value.Values, table[entry.Key].Values));
        Assert.All(WeightTable.Of(image).Entries.Where(entry => !entry.Key.StartsWith("class_embed.layers.2.", StringComparison.Ordinal)),
            entry => Assert.Equal(entry.Value.Values, table["img_" + entry.Key].Values));
        foreach (string name in (string[])["img_class_embed.layers.2.weight", "score_predictor.0.score_nets.1.weight", "img2point_proj.0.layers.0.weight"])
            Assert.Equal(before[name].Values, table[name].Values);
    }

    [Fact]
    public void Make_FromAWholeFusedNetwork_SetsEverything()
    {
        using TokenFusionNetwork other = SmallModel.Filled(new TokenFusionNetwork(Load().Described().FusionConfig()), seed: 7);
        using TokenFusionNetwork started = Make(Load($"train.start.points={Save(other, "fused")}"));

        NetworkBits.AssertEqual(other, started);
    }

    [Fact]
    public void Make_FromANetworkOfAnotherSize_NamesFileAndTensors()
    {
        using GroupFreeNetwork points = new(Load("model.group_free.decoder_layers=3").Described().PointConfig());
        string file = Save(points, "points");

        var failure = Assert.Throws<InvalidInputException>(() => Make(Load($"train.start.points={file}")));

        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
        Assert.Contains("decoder.2.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Make_TheSameSeed_GivesTheSameWeights()
    {
        using TokenFusionNetwork one = Make(Load()), same = Make(Load()), other = Make(Load("train.seed=9"));

        NetworkBits.AssertEqual(one, same);
        Assert.NotEqual(WeightTable.Of(one)["img_class_embed.layers.2.weight"].Values, WeightTable.Of(other)["img_class_embed.layers.2.weight"].Values);
    }

    private static TokenFusionNetwork Make(RunConfig config) => FirstWeights.Make(config, () => new TokenFusionNetwork(config.Described().FusionConfig()), CPU);

    private string Save(nn.Module network, string name)
    {
        string path = _folder.At(name + ".safetensors");
        Checkpoint.Save(network, path);
        return path;
    }

    private RunConfig Load(params string[] overrides)
    {
        string path = _folder.At("run.yaml");
        File.WriteAllText(path, Config);
        return RunConfig.Load(path, overrides);
    }
}
