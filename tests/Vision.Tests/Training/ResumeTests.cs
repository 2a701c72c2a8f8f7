using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Tests.Data.SunRgbd;
using Fuse3D.Vision.Tests.Golden;
using Fuse3D.Vision.Training;
using Fuse3D.Vision.Training.Parallel;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>Real networks, small, on four copies of the real frame with augmentation, dropout and both cores: six steps in two ways.</summary>
[Collection(OrderedRandomNumbers.Name)]
[Trait("Category", "RealData")]
public sealed class ResumeTests : IDisposable
{
    private const int Stop = 3;     // in the middle of the second epoch

    private static readonly string[] Small =
    [
        "model.group_free.decoder_layers=2", "model.group_free.candidates=32", "model.group_free.channels=64", "model.group_free.feed_forward=64",
        "model.group_free.heads=4", "model.group_free.stage_points=[256, 128, 64, 32]", "data.points=3000", "data.augment=true", "train.dropout=0.1",
        "train.epochs=3", "train.batch=2", "train.validate_every=0",
    ];

    private readonly ScratchFolder _folder = new();
    private readonly int _threads = get_num_threads();

    public void Dispose()
    {
        set_num_threads(_threads);
        _folder.Dispose();
    }

    [SkippableTheory]
    [InlineData("overfit_sunrgbd_groupfree")]
    [InlineData("overfit_sunrgbd_groupfree", "train.precision=bfloat16")]
    [InlineData("overfit_sunrgbd_tokenfusion",
        "model.yolos.width=48", "model.yolos.heads=3", "model.yolos.blocks=4", "model.yolos.init_size=[112, 160]", "model.yolos.picture=[160, 112]",
        "model.yolos.mid_size=[96, 128]", "train.drop_path=0.3")]
    [InlineData("overfit_sunrgbd_tokenfusion",
        "model.yolos.width=48", "model.yolos.heads=3", "model.yolos.blocks=4", "model.yolos.init_size=[112, 160]", "model.yolos.picture=[160, 112]",
        "model.yolos.mid_size=[96, 128]", "train.drop_path=0.3", "train.precision=bfloat16")]
    public void Run_StoppedAndResumed_EqualsOneStraightRunToTheBit(string name, params string[] overrides)
    {
        set_num_threads(2);
        using ScratchFolder data = PreparedFrames.Real(frames: 4);
        RunConfig config = RunConfig.Load(
            Path.Combine(SharedFolder.Repository, "configs", "check", name + ".yaml"), [$"data.root={data.Path}", .. Small, .. overrides]);

        StepReport[] straight = Run(config, "straight"), first = Run(config, "halves", stopAfter: Stop), second = Run(config, "halves", resume: true);

        Assert.Equal((6, Stop, 6 - Stop), (straight.Length, first.Length, second.Length));
        Assert.Equal(straight.Select(Numbers), first.Concat(second).Select(Numbers));
        foreach (string file in (string[])["model.safetensors", "optimizer.safetensors"])
            Assert.True(Bytes("straight", file).SequenceEqual(Bytes("halves", file)), $"{file} differs");
    }

    private static (long, double, double) Numbers(StepReport report) => (report.Step, report.Loss, report.GradientNorm);

    private StepReport[] Run(RunConfig config, string name, int stopAfter = int.MaxValue, bool resume = false)
    {
        using var stop = new CancellationTokenSource();
        var record = new RunRecord { OnStep = report => { if (report.Step == stopAfter) stop.Cancel(); } };
        TrainingRun.Run(config, new RunFolder(_folder.At(name)), CPU, resume, new AloneExchange(), record, stop.Token);
        return [.. record.Steps];
    }

    private byte[] Bytes(string name, string file) => File.ReadAllBytes(Path.Combine(_folder.Path, name, "checkpoints", "step-000000006", file));
}
