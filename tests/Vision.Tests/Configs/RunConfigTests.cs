using System.Text;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Tests.Checkpoints;
using Fuse3D.Vision.Tests.Formats;

namespace Fuse3D.Vision.Tests.Configs;

public class RunConfigTests
{
    private const string Small = """
        name: small
        family: group_free
        model:
          group_free: { decoder_layers: 2, mean_sizes_of: sunrgbd, heading_bins: 12 }
        data: { layout: sunrgbd_prepared, classes: sunrgbd }
        train: { epochs: 3, schedule: { kind: cosine } }
        """;

    [Fact]
    public void Load_FileAndOverrides_TheOverrideWins()
    {
        RunConfig config = Load(Small, "train.epochs=7", "train.precision=bfloat16", "train.schedule.milestones=[1, 2]", "model.group_free.width=2", "eval.heads=[last, proposal]");

        Assert.Equal(7, config.Train.Epochs);
        Assert.Equal(TrainPrecision.Bfloat16, config.Train.Precision);
        Assert.Equal(ScheduleKind.Cosine, config.Train.Schedule.Kind);
        Assert.Equal([1, 2], config.Train.Schedule.Milestones);
        Assert.Equal(["last", "proposal"], config.Eval.Heads);
        Assert.Equal((2, 2), (config.Described().PointConfig().Width, config.Described().PointConfig().DecoderLayers));
        Assert.Equal(("small", "group_free", 20_000), (config.Model.Name, config.Model.Family, config.Model.Points));
    }

    [Theory]
    [InlineData("epochs: 3", "epoks: 3", "line 6: train.epoks is not known; the keys here are epochs, ")]
    [InlineData("epochs: 3", "epochs: three", "line 6: train.epochs is 'three'; a whole number is wanted")]
    [InlineData("epochs: 3", "epochs: 0", "line 6: train.epochs is 0; it may be 1 to 1000000")]
    [InlineData("epochs: 3", "epochs: [3]", "train.epochs holds several values; a whole number is wanted")]
    [InlineData("epochs: 3", "clip: .nan", "train.clip is '.nan'; a number is wanted")]
    [InlineData("epochs: 3", "clip: -1", "train.clip is -1; it may be 0 to 1000000000")]
    [InlineData("epochs: 3", "drop_last: yes", "train.drop_last is 'yes'; true or false is wanted")]
    [InlineData("kind: cosine", "kind: cosin", "train.schedule.kind is 'cosin'; one of constant, step, cosine, epoch_cosine, warmup_poly is wanted")]
    [InlineData("epochs: 3", "precision: half", "line 6: train.precision is 'half'; one of full, bfloat16, float16 is wanted")]
    [InlineData("kind: cosine", "milestones: 3", "train.schedule.milestones must be a list")]
    [InlineData("kind: cosine", "milestones: [1, -2]", "train.schedule.milestones is -2; it may be 0 to 1000000")]
    [InlineData("family: group_free", "family: votenet", "family is votenet; it may be group_free, yolos, token_fusion")]
    [InlineData("layout: sunrgbd_prepared, ", "", "data.layout is missing; it must be given")]
    [InlineData("decoder_layers: 2", "decoder_layers: 99", "decoder_layers is 99; it may be 1 to 64")]
    [InlineData("decoder_layers: 2", "width: 0.3", "width is 0.3; it may be 0.125 to 16, in steps of 0.125")]
    [InlineData("mean_sizes_of: sunrgbd", "mean_sizes_of: kitti", "mean_sizes_of is 'kitti'; it may be sunrgbd, scannet")]
    [InlineData("classes: sunrgbd", "classes: sunrgbd, height: true", "model.group_free.point_features is 0; data.colour and data.height make 1")]
    [InlineData("classes: sunrgbd", "classes: sunrgbd, points: 100", "data.points is 100, fewer than")]
    [InlineData("name: small", "name: small\nname: large", "line 2")]
    [InlineData("epochs: 3", "epochs: [[[[[[[[[[[[[[[[[[[[3]]]]]]]]]]]]]]]]]]]]", "is nested deeper than 16")]
    [InlineData("data: {", "data: {{", "is not YAML")]
    public void Load_AMistake_NamesFileAndKey(string was, string becomes, string expected)
    {
        var failure = Assert.Throws<InvalidInputException>(() => Load(Small.Replace(was, becomes, StringComparison.Ordinal)));

        Assert.Contains(".yaml", failure.Message, StringComparison.Ordinal);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train.epochs", "a key and its value are wanted, as train.epochs=3")]
    [InlineData("train.epochs=0", "with --set train.epochs=0: train.epochs is 0; it may be 1 to 1000000")]
    [InlineData("train.epoks=3", "with --set train.epoks=3: train.epoks is not known")]
    [InlineData("trian.epochs=3", "trian is not known")]
    [InlineData("name.first=x", "name holds several values")]
    [InlineData("train.epochs={", "--set train.epochs={")]
    public void Load_AWrongOverride_NamesIt(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidInputException>(() => Load(Small, text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("kind: scores", "exchange.kind is 'scores'; it may be scored, random, concat, none")]
    [InlineData("share: 1.5", "exchange.share is 1.5; it may be 0 to 1")]
    [InlineData("share: -0.1", "exchange.share is -0.1; it may be 0 to 1")]
    [InlineData("positions: maybe", "model.exchange.positions is 'maybe'; true or false is wanted")]
    [InlineData("detached: true", "model.exchange.detached is not known; the keys here are kind, threshold, share, positions, detach")]
    public void Load_AWrongExchange_NamesTheKeyAndWhatItMayBe(string exchange, string expected)
    {
        const string yolos = "  yolos: { picture: [96, 64] }\n  exchange: { ";
        string fused = Small.Replace("family: group_free", "family: token_fusion", StringComparison.Ordinal)
            .Replace("classes: sunrgbd }", "classes: sunrgbd, views: 1 }", StringComparison.Ordinal)
            .Replace("data: {", yolos + "kind: random }\ndata: {", StringComparison.Ordinal);
        Assert.Equal(ExchangeKind.Random, Load(fused).Described().FusionConfig().Kind);

        string message = Assert.Throws<InvalidInputException>(() => Load(fused.Replace("kind: random", exchange, StringComparison.Ordinal))).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains(".yaml", message, StringComparison.Ordinal);
    }

    [Theory]        // a mixture of key and token stands where the key stood
    [InlineData("scored", false), InlineData("random", false), InlineData("concat", true), InlineData("none", true)]
    public void FusionConfig_WithoutPositions_LeavesReplacedKeysWithoutThem(string kind, bool placed)
    {
        var model = SmallDescription.Of("token_fusion");
        model = model with { Description = model.Description with { Exchange = new() { Kind = kind, Positions = false } } };
        Assert.Equal(placed, model.FusionConfig().Points.ReplacedKeyPositions);
        Assert.Equal(placed, model.PointConfig().ReplacedKeyPositions);
    }

    [Fact]
    public void Load_NoFile_SaysSo() =>
        Assert.Contains("no such file", Assert.Throws<InvalidInputException>(() => RunConfig.Load("/nowhere/x.yaml")).Message, StringComparison.Ordinal);

    private static RunConfig Load(string yaml, params string[] overrides)
    {
        using var file = new ScratchFile(".yaml", Encoding.UTF8.GetBytes(yaml));
        return RunConfig.Load(file.Path, overrides);
    }
}
