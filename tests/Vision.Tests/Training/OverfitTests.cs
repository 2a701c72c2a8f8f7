using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Tests.Data;
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
        "model.group_free.decoder_layers=1", "model.group_free.candidates=32", "model.group_free.channels=64", "model.group_free.feed_forward=64",
        "model.group_free.heads=4", "model.group_free.stage_points=[256, 128, 64, 32]", "data.points=4000", "train.epochs=100", "train.validate_every=20",
        "train.schedule.kind=cosine", "train.optimizer.rate=0.004", "train.optimizer.decoder_rate=0.002",
    ];

    [SkippableFact]
    public void GroupFree_OnOneSunRgbdFrame_FindsEverything()
    {
        using ScratchFolder data = PreparedFrames.Real();
        RunConfig config = Load("overfit_sunrgbd_groupfree", [$"data.root={data.Path}", .. SmallPoints]);
        IDetectionDataset frames = DatasetFactory.Open(config.Data.Layout, data.Path, config.Data.Train);
        using SceneTask task = SceneTask.GroupFree(config, frames, frames, CPU, new AloneExchange());

        AssertLearns(task, config);
    }

    private static RunConfig Load(string name, string[] overrides) =>
        RunConfig.Load(Path.Combine(SharedFolder.Repository, "configs", "check", name + ".yaml"), overrides);

    private static void AssertLearns(SceneTask task, RunConfig config)
    {
        using var folder = new ScratchFolder();
        var record = new RunRecord();
        using var trainer = new Trainer<DetectionSample>(task, config.Train, new RunFolder(folder.Path), config.Data.Damaged, new AloneExchange(), record);

        Assert.True(trainer.Run(CancellationToken.None));

        string figures = string.Join(", ", record.Validations.Select(measured => $"{measured.Figure} after {measured.Step}"));
        Assert.True(record.Validations[^1].Figure == 1, $"mAP@0.25: {figures}; loss {record.Steps[0].Loss} to {record.Steps[^1].Loss}");
    }
}
