using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Tests.Fusion;
using Fuse3D.Vision.Tests.Golden;
using Fuse3D.Vision.Training;
using Fuse3D.Vision.Training.Parallel;
using Fuse3D.Vision.Training.Tasks;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>Small networks of each family in mixed precision, against the same run in float32.</summary>
[Collection(OrderedRandomNumbers.Name)]
public sealed class MixedPrecisionRunTests : IDisposable
{
    private const int Steps = 20;

    // Of the first loss. A value of bfloat16 is off by up to 2^-8 of it; a loss is a mean over many, but choices of candidates and maxima may differ too.
    private const double Near = 1.0 / 128;

    // Of what float32 learns in as many steps; in float16 the first few steps may find the scale.
    private const double Learnt = 2.0 / 3;

    private static readonly string[] Small =
    [
        "train.batch=2", "train.dropout=0", "train.drop_path=0", "train.validate_every=0", "train.clip=10", "train.schedule.kind=constant", "train.seed=5",
    ];

    private static readonly string[] SmallPoints =
    [
        "model.group_free.decoder_layers=2", "model.group_free.candidates=32", "model.group_free.channels=64", "model.group_free.feed_forward=64",
        "model.group_free.heads=4", "model.group_free.stage_points=[256, 128, 64, 32]", "data.points=3000",
        "train.optimizer={ rate: 0.002, decoder_rate: 0.002, image_rate: 0.002 }",
    ];

    private static readonly string[] SmallPicture =
    [
        "model.yolos.width=48", "model.yolos.heads=3", "model.yolos.blocks=4", "model.yolos.init_size=[240, 320]", "model.yolos.detection_tokens=20",
    ];

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory, Trait("Category", "Gpu")]
    [InlineData("group_free", "cpu:modules", TrainPrecision.Bfloat16), InlineData("yolos", "cpu:modules", TrainPrecision.Bfloat16), InlineData("token_fusion", "cpu:modules", TrainPrecision.Bfloat16)]
    [InlineData("group_free", "cuda", TrainPrecision.Bfloat16), InlineData("yolos", "cuda", TrainPrecision.Bfloat16), InlineData("token_fusion", "cuda", TrainPrecision.Bfloat16)]
    [InlineData("group_free", "cuda", TrainPrecision.Float16), InlineData("yolos", "cuda", TrainPrecision.Float16), InlineData("token_fusion", "cuda", TrainPrecision.Float16)]
    public void Run_InAShorterType_LearnsAndStartsNearFloat32(string family, string device, TrainPrecision precision)
    {
        Device on = TestDevice.Of(device).Device;
        StepReport[] full = Run(family, TrainPrecision.Full, on, "full"), mixed = Run(family, precision, on, "mixed");

        string losses = string.Join(", ", mixed.Select(step => $"{step.Loss:0.000}{(step.Skipped ? " left out" : "")}")) + $"; float32 {full[0].Loss:0.000} to {full[^1].Loss:0.000}";
        Assert.True(Math.Abs(mixed[0].Loss - full[0].Loss) <= Near * full[0].Loss, losses);
        Assert.True(full[0].Loss != mixed[0].Loss, "the run was not in mixed precision: " + losses);
        Assert.True(full[^1].Loss < full[0].Loss / 2, losses);
        Assert.True(mixed[0].Loss - mixed[^1].Loss >= Learnt * (full[0].Loss - full[^1].Loss), losses);
        Assert.Equal(precision == TrainPrecision.Float16, mixed[0].Scale is not null);
        Assert.True(mixed.Count(step => step.Skipped) <= (precision == TrainPrecision.Float16 ? 10 : 0), losses);
    }

    [Theory]
    [InlineData("group_free"), InlineData("yolos"), InlineData("token_fusion")]
    public void Run_InBfloat16StoppedAndResumed_EqualsOneStraightRunToTheBit(string family)
    {
        StepReport[] straight = Run(family, TrainPrecision.Bfloat16, CPU, "straight", steps: 4);
        StepReport[] first = Run(family, TrainPrecision.Bfloat16, CPU, "halves", steps: 4, stopAfter: 2), second = Run(family, TrainPrecision.Bfloat16, CPU, "halves", steps: 4, resume: true);

        Assert.Equal((4, 2, 2), (straight.Length, first.Length, second.Length));
        Assert.Equal(straight.Select(Numbers), first.Concat(second).Select(Numbers));
        foreach (string file in (string[])["model.safetensors", "optimizer.safetensors"])
            Assert.True(Saved("straight", file).SequenceEqual(Saved("halves", file)), $"{file} differs");
    }

    [Theory]
    [InlineData("group_free"), InlineData("yolos"), InlineData("token_fusion")]
    public void Run_InFloat16OnTheCpu_IsRefusedByKey(string family)
    {
        var failure = Assert.Throws<InvalidInputException>(() => Run(family, TrainPrecision.Float16, CPU, "run"));
        Assert.Equal("train.precision is float16, which needs CUDA; on the CPU it may be full or bfloat16", failure.Message);
    }

    private StepReport[] Run(string family, TrainPrecision precision, Device device, string name, int steps = Steps, int stopAfter = int.MaxValue, bool resume = false)
    {
        RunConfig config = Config(family, $"train.epochs={steps}", $"train.precision={precision.ToString().ToLowerInvariant()}");
        using var stop = new CancellationTokenSource();
        var record = new RunRecord { OnStep = report => { if (report.Step == stopAfter) stop.Cancel(); } };
        var (rooms, alone) = (new SmallRooms(), new AloneExchange());
        if (family == "yolos")
            Run(PictureTask.Yolos(config, rooms, null, device, alone), config, name, resume, record, stop.Token);
        else
            Run((family == "group_free" ? SceneTask.GroupFree : (MakeScenes)SceneTask.TokenFusion)(config, rooms, null, device, alone), config, name, resume, record, stop.Token);
        return [.. record.Steps];
    }

    private void Run<T>(ITrainingTask<T> task, RunConfig config, string name, bool resume, RunRecord record, CancellationToken stop)
    {
        using (task)
        {
            using var trainer = new Trainer<T>(task, config.Train, new RunFolder(Path.Combine(_folder.Path, name)), config.Data.Damaged, new AloneExchange(), record);
            if (resume)
                trainer.Resume();
            trainer.Run(stop);
        }
    }

    private static RunConfig Config(string family, params string[] overrides)
    {
        (string file, string[] own) = family switch
        {
            "group_free" => ("check/overfit_sunrgbd_groupfree.yaml", SmallPoints),
            // Candidates by place: which ones a rounding picks differs from processor to processor, and the loss with it.
            "token_fusion" => ("check/overfit_sunrgbd_tokenfusion.yaml", [.. SmallPoints, .. SmallPicture, "model.group_free.sampling=furthest"]),
            _ => ("detection/coco_yolos_tiny.yaml", (string[])[.. SmallPicture, "train.optimizer.rate=0.002"]),
        };
        return RunConfig.Load(Path.Combine(SharedFolder.Repository, "configs", file), [.. Small, .. own, .. overrides]);
    }

    private byte[] Saved(string name, string file) => File.ReadAllBytes(Path.Combine(_folder.Path, name, "checkpoints", "step-000000004", file));

    private static (long, double, double) Numbers(StepReport report) => (report.Step, report.Loss, report.GradientNorm);

    private delegate SceneTask MakeScenes(RunConfig config, IDetectionDataset train, IDetectionDataset? val, Device device, IGradientExchange exchange);
}
