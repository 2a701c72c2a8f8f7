using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Training;

namespace Fuse3D.Vision.Tests.Training.Dense;

/// <summary>Six steps of small dense networks, with dropped paths and channels, in two ways. The run has two stages of three steps.</summary>
[Collection(OrderedRandomNumbers.Name)]
public sealed class DenseResumeTests : IDisposable
{
    private static readonly TrainConfig Staged = SmallDenseRun.Train with
    {
        Epochs = 6,
        ValidateEvery = 2,
        Stages = [new() { Rate = 1e-3, DecoderRate = 2e-3 }, new() { Rate = 5e-4, DecoderRate = 1e-3 }],
        Schedule = new() { Kind = ScheduleKind.WarmupPoly, WarmupSteps = 2, Steps = 10 },
    };

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]   // within the first stage, between the stages, within the second
    [InlineData(2), InlineData(3), InlineData(4)]
    public void Segmentation_StoppedAndResumed_EqualsOneStraightRunToTheBit(int stopAfter)
    {
        DenseRunConfig config = SmallDenseRun.Of("segformer", "scored") with { Train = Staged };
        config = config with { Model = config.Model with { Segformer = config.Model.Segformer! with { Dropout = 0.2, DropPath = 0.2 } } };
        Compare(() => SmallDenseRun.Task(config).Segmentation!, config.Train, stopAfter);
    }

    [Theory]
    [InlineData(2), InlineData(3)]
    public void Translation_StoppedAndResumed_EqualsOneStraightRunToTheBit(int stopAfter)
    {
        DenseRunConfig config = SmallDenseRun.Of("token_translation", "scored");
        config = config with
        {
            Train = Staged with { Optimizer = config.Train.Optimizer },
            Model = config.Model with { TokenTranslation = config.Model.TokenTranslation! with { DropPath = 0.2 } },
        };
        Compare(() => SmallDenseRun.Task(config).Translation!, config.Train, stopAfter);
    }

    private void Compare<T>(Func<ITrainingTask<T>> make, TrainConfig config, int stopAfter)
    {
        RunRecord straight = new(), second = new();
        using var stop = new CancellationTokenSource();
        RunRecord first = new() { OnStep = report => { if (report.Step == stopAfter) stop.Cancel(); } };
        using ITrainingTask<T> one = make(), two = make();
        Assert.True(SmallDenseRun.Run(one, config, straight, Path.Combine(_folder.Path, "straight")));
        using (ITrainingTask<T> half = make())
            Assert.False(SmallDenseRun.Run(half, config, first, Path.Combine(_folder.Path, "halves"), stop: stop.Token));
        Assert.True(SmallDenseRun.Run(two, config, second, Path.Combine(_folder.Path, "halves"), resume: true));

        Assert.Equal((6, stopAfter), (straight.Steps.Count, first.Steps.Count));
        Assert.Equal(straight.Steps.Select(Numbers), first.Steps.Concat(second.Steps).Select(Numbers));
        Assert.Equal(straight.Validations, first.Validations.Concat(second.Validations));
        NetworkBits.AssertEqual(one.Network, two.Network);
        foreach (string file in (string[])["model.safetensors", "optimizer.safetensors"])
            Assert.True(Bytes("straight", file).AsSpan().SequenceEqual(Bytes("halves", file)), $"{file} differs");
    }

    private static (long, double, double, string) Numbers(StepReport report) =>
        (report.Step, report.Loss, report.GradientNorm, string.Join(",", report.Rates.Select(rate => $"{rate.Key}={rate.Value:R}")));

    private byte[] Bytes(string run, string file) => File.ReadAllBytes(Path.Combine(_folder.Path, run, "checkpoints", "step-000000006", file));
}
