using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Tests.Golden;
using Fuse3D.Vision.Training;
using Fuse3D.Vision.Training.Parallel;
using Fuse3D.Vision.Training.Tasks;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>Small runs whose exchange is set by the configuration alone.</summary>
[Collection(OrderedRandomNumbers.Name)]
public sealed class ExchangeRunTests : IDisposable
{
    private static readonly string[] Small =
    [
        "model.group_free.decoder_layers=2", "model.group_free.candidates=32", "model.group_free.channels=64", "model.group_free.feed_forward=64",
        "model.group_free.heads=4", "model.group_free.stage_points=[256, 128, 64, 32]", "data.points=3000",
        "model.yolos.width=48", "model.yolos.heads=3", "model.yolos.blocks=4", "model.yolos.init_size=[240, 320]", "model.yolos.detection_tokens=20",
        "train.optimizer={ rate: 0.002, decoder_rate: 0.002, image_rate: 0.002 }", "train.batch=2", "train.validate_every=0", "train.clip=10",
        "train.schedule.kind=constant", "train.seed=5",
    ];

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("scored", "positions: false"), InlineData("scored", "detach: false"), InlineData("random", ""), InlineData("random", "positions: false, share: 0.6"),
     InlineData("concat", ""), InlineData("concat", "detach: false"), InlineData("none", "")]
    public void Run_AnyKind_LearnsAndWritesAModelThatLoads(string kind, string options)
    {
        RunConfig config = Config(kind, options, "train.epochs=15");
        StepReport[] steps = Run(config, "run");

        Assert.Equal(15, steps.Length);
        Assert.All(steps, step => Assert.False(step.Skipped));
        Assert.True(steps[^1].Loss < 0.7 * steps[0].Loss, string.Join(", ", steps.Select(step => $"{step.Loss:0.00}")));
        ModelFolder model = ModelFolder.Open(new RunFolder(_folder.At("run")).Model);
        Assert.Equal(config.Model.Exchange, model.Description.Exchange);
        Assert.Equal(kind, model.Description.Exchange!.Kind);
    }

    [Theory, InlineData("random"), InlineData("concat")]
    public void Run_InBfloat16_LearnsToo(string kind)
    {
        StepReport[] steps = Run(Config(kind, "", "train.epochs=15", "train.precision=bfloat16"), "run");
        Assert.True(steps[^1].Loss < 0.7 * steps[0].Loss, string.Join(", ", steps.Select(step => $"{step.Loss:0.00}")));
    }

    [Fact]
    public void Run_RandomStoppedAndResumed_DrawsWhatOneStraightRunDraws()
    {
        RunConfig config = Config("random", "", "train.epochs=4"), other = Config("random", "", "train.epochs=4", "train.seed=6");
        StepReport[] straight = Run(config, "straight"), first = Run(config, "halves", stopAfter: 2), second = Run(config, "halves", resume: true);

        Assert.Equal(straight.Select(step => step.Loss), first.Concat(second).Select(step => step.Loss));
        Assert.NotEqual(straight.Select(step => step.Loss), Run(other, "other").Select(step => step.Loss));
    }

    private StepReport[] Run(RunConfig config, string name, int stopAfter = int.MaxValue, bool resume = false)
    {
        using var stop = new CancellationTokenSource();
        var record = new RunRecord { OnStep = report => { if (report.Step == stopAfter) stop.Cancel(); } };
        using SceneTask task = SceneTask.TokenFusion(config, new SmallRooms(), null, CPU, new AloneExchange());
        using var trainer = new Trainer<DetectionSample>(task, config.Train, new RunFolder(_folder.At(name)), config.Data.Damaged, new AloneExchange(), record);
        if (resume)
            trainer.Resume();
        trainer.Run(stop.Token);
        return [.. record.Steps];
    }

    private static RunConfig Config(string kind, string options, params string[] overrides) => RunConfig.Load(
        Path.Combine(SharedFolder.Repository, "configs", "check", "overfit_sunrgbd_tokenfusion.yaml"),
        [.. Small, $"model.exchange={{ kind: {kind}{(options.Length > 0 ? ", " : "")}{options} }}", .. overrides]);
}
