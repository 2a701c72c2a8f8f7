using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Tests.Data.ScanNet;
using Fuse3D.Vision.Tests.Data.SunRgbd;
using Fuse3D.Vision.Tests.Golden;
using Fuse3D.Vision.Training;
using Fuse3D.Vision.Training.Parallel;
using Fuse3D.Vision.Training.Tasks;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>Small networks learn one real sample by heart: data, loss, optimizer, decoding and evaluation fit together.</summary>
[Collection(OrderedRandomNumbers.Name)]
[Trait("Category", "RealData")]
public sealed class OverfitTests
{
    private static readonly string[] SmallPoints =
    [
        "model.group_free.decoder_layers=1", "model.group_free.candidates=64", "model.group_free.channels=64", "model.group_free.feed_forward=64",
        "model.group_free.heads=4", "model.group_free.stage_points=[256, 128, 64, 32]", "data.points=4000", "train.validate_every=20",
        "train.epochs=200", "train.optimizer.decoder_rate=0.002", "train.loss.objectness=1", "train.loss.semantic=1",
    ];

    private static readonly string[] SmallPicture =
    [
        "model.yolos.width=48", "model.yolos.heads=3", "model.yolos.blocks=2", "model.yolos.init_size=[112, 160]", "model.yolos.picture=[160, 112]",
        "model.yolos.detection_tokens=20",
    ];

    [SkippableFact]
    public void GroupFree_OnOneSunRgbdFrame_FindsEverything()
    {
        using ScratchFolder data = PreparedFrames.Real();
        AssertLearns("overfit_sunrgbd_groupfree", data, SmallPoints, SceneTask.GroupFree);
    }

    [SkippableFact]
    public void TokenFusion_OnOneSunRgbdFrame_FindsEverything()
    {
        using ScratchFolder data = PreparedFrames.Real();
        AssertLearns("overfit_sunrgbd_tokenfusion", data, [.. SmallPoints, .. SmallPicture], SceneTask.TokenFusion);
    }

    [SkippableFact]
    public void GroupFree_OnOneScan_FindsEverything()
    {
        using ScratchFolder data = RealScan.Prepared();
        AssertLearns(
            "overfit_scannet_groupfree", data,
            [.. SmallPoints, "data.points=40000", "model.group_free.stage_points=[2048, 1024, 128, 64]", "model.group_free.candidates=512"],
            SceneTask.GroupFree);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void Draw_WithAnotherSeed_IsAnotherSampleUnlessSamplesStay(bool redraw)
    {
        using ScratchFolder data = PreparedFrames.Invented("000001");
        RunConfig config = Load("overfit_sunrgbd_groupfree", data, [.. SmallPoints, "data.augment=true", $"data.redraw={(redraw ? "true" : "false")}"]);
        using SceneTask task = SceneTask.GroupFree(config, Open(config), null, CPU, new AloneExchange());

        Assert.Equal(redraw, !task.Draw("000001", 1).Points.SequenceEqual(task.Draw("000001", 2).Points));
    }

    private static RunConfig Load(string name, ScratchFolder data, string[] overrides) => RunConfig.Load(
        Path.Combine(SharedFolder.Repository, "configs", "check", name + ".yaml"), [$"data.root={data.Path}", .. overrides]);

    private static IDetectionDataset Open(RunConfig config) => DatasetFactory.Open(config.Data.Layout, config.Data.Root, config.Data.Train);

    private static void AssertLearns(
        string name, ScratchFolder data, string[] overrides, Func<RunConfig, IDetectionDataset, IDetectionDataset?, Device, IGradientExchange, SceneTask> make)
    {
        RunConfig config = Load(name, data, overrides);
        IDetectionDataset frames = Open(config);
        using SceneTask task = make(config, frames, frames, CPU, new AloneExchange());
        using var folder = new ScratchFolder();
        using var learnt = new CancellationTokenSource();
        var record = new RunRecord { OnValidation = figure => { if (figure == 1) learnt.Cancel(); } };
        using var trainer = new Trainer<DetectionSample>(task, config.Train, new RunFolder(folder.Path), config.Data.Damaged, new AloneExchange(), record);

        trainer.Run(learnt.Token);

        string figures = string.Join(", ", record.Validations.Select(measured => $"{measured.Figure} after {measured.Step}"));
        Assert.True(record.Validations[^1].Figure == 1, $"mAP@0.25: {figures}; loss {record.Steps[0].Loss} to {record.Steps[^1].Loss}");
    }
}
