using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Configs;

/// <summary>Configurations of segmentation and translation: the published ones load, mistakes are named.</summary>
public class DenseRunConfigTests
{
    private static readonly string Folder = Path.Combine(SharedFolder.Repository, "configs");

    public static TheoryData<string> Published { get; } =
    [
        "segmentation/nyudv2_segformer_b2", "segmentation/nyudv2_segformer_b3", "segmentation/nyudv2_cen_r101", "segmentation/nyudv2_cen_r152",
        "segmentation/nyudv2_asymfusion_r101", "translation/taskonomy_tokenfusion_b2", "translation/taskonomy_cen_unet",
    ];

    [Theory]
    [MemberData(nameof(Published))]
    public void Load_PublishedFile_HasItsNameAndIsKnownByItsFamily(string name)
    {
        string path = Path.Combine(Folder, name + ".yaml");
        DenseRunConfig config = DenseRunConfig.Load(path);

        Assert.Equal(name.Split('/')[1], config.Name);
        Assert.Equal(name.StartsWith("segmentation", StringComparison.Ordinal), config.IsSegmentation);
        Assert.Equal((config.IsSegmentation ? 3 : 0, 0), (config.Train.Stages.Count, config.Train.Clip));
        Assert.True(DenseRunConfig.Holds(path));
    }

    [Fact]
    public void Load_CenR101_HasThePublishedValues()
    {
        DenseRunConfig config = DenseRunConfig.Load(Path.Combine(Folder, "segmentation/nyudv2_cen_r101.yaml"));
        TrainConfig train = config.Train;

        Assert.Equal((OptimizerKind.Sgd, 0.9, 1e-5), (train.Optimizer.Kind, train.Optimizer.Momentum, train.Optimizer.WeightDecay));
        Assert.Equal([(5e-4, 3e-3), (2.5e-4, 1.5e-3), (1e-4, 7e-4)], train.Stages.Select(stage => (stage.Rate, stage.DecoderRate)));
        Assert.Equal((300, 6, 42ul, true), (train.Epochs, train.Batch, train.Seed, train.FrozenNorms));
        Assert.Equal((2e-4, true), (config.Loss.Penalty, config.Loss.PenaltyPerOutput));
        Assert.Equal(0.02f, config.Described(["wall"]).RefineNetConfig().Encoder.Exchange!.Threshold);
    }

    [Theory]
    [InlineData("segformer_nano"), InlineData("translation_nano"), InlineData("unet_micro")]
    public void Build_NetworkForRooms_TakesLessThanFourMegabytesInHalves(string name)
    {
        DenseRunConfig config = DenseRunConfig.Load(Path.Combine(Folder, "rooms", name + ".yaml"));
        using DenseNetwork network = DenseNetwork.Build(config.Described(config.IsSegmentation ? Nyu40.Names : []));

        Assert.InRange(2 * network.Module.parameters().Sum(parameter => parameter.numel()), 1, 4_000_000);
    }

    [Fact]
    public void Load_ChannelsOfTokensInOneModality_AreRefused()
    {
        string path = Path.Combine(Folder, "rooms/segformer_micro.yaml");
        string message = Assert.Throws<InvalidInputException>(() => DenseRunConfig.Load(path, ["model.modalities=[{ name: rgb }]", "model.tokens.channel_threshold=0.1"])).Message;
        Assert.Contains("tokens.channel_threshold: channels are exchanged between modalities", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Holds_ADetectionFile_IsNot() => Assert.False(DenseRunConfig.Holds(Path.Combine(Folder, "detection/coco_yolos_tiny.yaml")));

    [Theory]
    [InlineData("family=resnet", "family is resnet; it may be segformer")]
    [InlineData("loss.penalti=1", "loss.penalti is not known")]
    [InlineData("train.optimizer.kind=adamax", "one of adam_w, adam, sgd")]
    [InlineData("data.side=16", "data.side is 16")]
    [InlineData("eval.scales=[]", "eval.scales has 0 factors")]
    [InlineData("eval.scales=[5]", "eval.scales is 5; it may be 0.1 to 4")]
    [InlineData("eval.expected=[1, 2, 3, 4]", "eval.expected has 4 figures; 3 are published")]
    [InlineData("eval.pictures=jpeg", "one of published_png, direct")]
    [InlineData("loss.channel_penalty=0.1", "model.tokens.channel_threshold is not set")]
    [InlineData("model.refinenet.width=2", "width 2; 4 to 1024 are allowed")]
    [InlineData("model.baseline={ kind: mix, stages: [2] }", "baseline.kind is 'mix'; it may be concat, average, align, self_attention")]
    [InlineData("model.baseline={ kind: concat, stages: [5] }", "baseline.stages are [5]; one or more of 1 to 4 are wanted")]
    [InlineData("train.epochs=2", "train.stages has 3 stages, train.epochs is 2")]
    [InlineData("model.tokens.threshold=0.1", "tokens")]
    [InlineData("train.loss.box=2", "train.loss is of detection")]
    [InlineData("train.dropout=0.2", "'model.refinenet' has its own")]
    [InlineData("train.sync_batch_norm=true", "train.sync_batch_norm")]
    public void Load_Mistake_IsNamed(string change, string expected)
    {
        string path = Path.Combine(Folder, "segmentation/nyudv2_cen_r101.yaml");
        string message = Assert.Throws<InvalidInputException>(() => DenseRunConfig.Load(path, [change])).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.baseline={ kind: mix, stages: [2] }", "baseline.kind is 'mix'; it may be concat, average, align, self_attention")]
    [InlineData("model.baseline={ kind: concat, stages: [8] }", "baseline.stages are [8]; one or more of 2 to 7 are wanted")]
    [InlineData("model.baseline={ kind: concat }", "baseline.stages are []")]
    [InlineData("model.channel_unet.stages=9", "channel_unet.stages is 9; it may be 3 to 8")]
    public void Load_MistakeInTheUNet_IsNamed(string change, string expected)
    {
        string path = Path.Combine(Folder, "translation/taskonomy_cen_unet.yaml");
        string message = Assert.Throws<InvalidInputException>(() => DenseRunConfig.Load(path, [change])).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }
}
