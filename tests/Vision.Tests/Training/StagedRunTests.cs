using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Training;
using Fuse3D.Vision.Training.Optimization;
using Fuse3D.Vision.Training.Parallel;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>Stages of a run and optimizers of every kind. Ten samples in batches of three: three steps an epoch, two stages of two epochs.</summary>
[Collection(OrderedRandomNumbers.Name)]
public sealed class StagedRunTests : IDisposable
{
    private static readonly StageConfig Stage = new() { Rate = 0.01, DecoderRate = 0.002 };

    private static readonly TrainConfig Config = new()
    {
        Epochs = 4,
        Batch = 3,
        Seed = 3,
        ValidateEvery = 0,
        Stages = [Stage, Stage],
        Schedule = new() { Kind = ScheduleKind.Constant },
        Checkpoints = new() { EveryEpochs = 1, EverySteps = 0, Keep = 2 },
    };

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]   // the second stage begins behind step 6
    [InlineData(OptimizerKind.AdamW, 6), InlineData(OptimizerKind.Adam, 6), InlineData(OptimizerKind.Sgd, 6)]
    [InlineData(OptimizerKind.Adam, 5), InlineData(OptimizerKind.Sgd, 5), InlineData(OptimizerKind.Sgd, 7), InlineData(OptimizerKind.Sgd, 1)]
    public void Run_StoppedAndResumed_EqualsOneStraightRunToTheBit(OptimizerKind kind, int stopAfter)
    {
        using var stop = new CancellationTokenSource();
        using ToyTask one = Task(kind), two = Task(kind);
        RunRecord straight = new(), second = new(), first = new() { OnStep = report => { if (report.Step == stopAfter) stop.Cancel(); } };
        Run(one, straight, "straight");
        using (ToyTask half = Task(kind))
            Run(half, first, "halves", stop: stop.Token);
        Run(two, second, "halves", resume: true);

        Assert.Equal(stopAfter, first.Steps.Count);
        Assert.Equal(straight.Steps.Select(step => step.Loss), first.Steps.Concat(second.Steps).Select(step => step.Loss));
        NetworkBits.AssertEqual(one.Network, two.Network);
        string[] moments = [.. new[] { "straight", "halves" }.Select(run => Path.Combine(_folder.Path, run, "checkpoints", "step-000000012", "optimizer.safetensors"))];
        Assert.Equal(File.ReadAllBytes(moments[0]), File.ReadAllBytes(moments[1]));
    }

    [Theory]
    [InlineData(OptimizerKind.AdamW), InlineData(OptimizerKind.Adam), InlineData(OptimizerKind.Sgd)]
    public void Run_SecondStage_BeginsWithoutMoments(OptimizerKind kind)
    {
        using ToyTask one = Task(kind), two = Task(kind);
        RunRecord staged = new(), whole = new();
        Run(one, staged, "staged");
        Run(two, whole, "whole", Config with { Stages = [] });

        Assert.Equal(whole.Steps.Take(7).Select(step => step.Loss), staged.Steps.Take(7).Select(step => step.Loss));
        Assert.NotEqual(whole.Steps[7].Loss, staged.Steps[7].Loss);
    }

    [Fact]
    public void Rate_WarmupPoly_CountsAnewInEachStage()
    {
        TrainConfig config = Config with
        {
            Epochs = 300,
            Stages = [Stage, Stage with { Rate = 0.005 }, Stage with { Rate = 0.0025 }],
            Schedule = new() { Kind = ScheduleKind.WarmupPoly, WarmupSteps = 1_500, Steps = 40_000 },
        };
        var stages = new TrainingStages(config, stepsPerEpoch: 132);
        var group = new ParameterGroup("encoder", 1, 0, []) { StageRates = [.. config.Stages.Select(stage => stage.Rate)] };

        Assert.Equal([0, 0, 1, 2], new long[] { 0, 13_199, 13_200, 26_400 }.Select(stages.At));
        Assert.Equal([false, false, true, false], new long[] { 0, 13_199, 13_200, 13_201 }.Select(stages.IsFirst));
        Assert.Equal(0.01e-6, stages.Rate(group, 0), 15);
        Assert.Equal(0.005e-6, stages.Rate(group, 13_200), 15);
        Assert.Equal(0.0025 * (1 - 1_500 / 40_000.0), stages.Rate(group, 26_400 + 1_500), 15);
    }

    [Theory]   // epochs that the stages do not divide
    [InlineData(5, 2, new[] { 0, 0, 0, 1, 1 }), InlineData(4, 3, new[] { 0, 0, 1, 2 }), InlineData(3, 3, new[] { 0, 1, 2 })]
    public void At_EachEpoch_StagesAreEven(int epochs, int stages, int[] expected)
    {
        var plan = new TrainingStages(Config with { Epochs = epochs, Stages = [.. Enumerable.Repeat(Stage, stages)] }, stepsPerEpoch: 2);
        Assert.Equal(expected, Enumerable.Range(0, epochs).Select(epoch => plan.At(2 * epoch + 1)));
    }

    private static ToyTask Task(OptimizerKind kind) => new(new() { Kind = kind, Rate = 0.01, DecoderRate = 0.002 });

    private void Run(ToyTask task, RunRecord record, string name, TrainConfig? config = null, bool resume = false, CancellationToken stop = default)
    {
        using var trainer = new Trainer<float[]>(
            task, (config ?? Config) with { Optimizer = task.Optimizer }, new RunFolder(Path.Combine(_folder.Path, name)), DamagedSamples.Stop, new AloneExchange(), record);
        if (resume)
            trainer.Resume();
        trainer.Run(stop);
    }
}
