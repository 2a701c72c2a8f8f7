using System.Text.Json.Nodes;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Training;
using Fuse3D.Vision.Training.Parallel;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>
/// Steps with a scaled loss, on the CPU: the task computes in float32, and where it matters its result passes through float16, so that
/// gradients overflow as they do on CUDA.
/// </summary>
[Collection(OrderedRandomNumbers.Name)]
public sealed class ScaledLossTests : IDisposable
{
    private const string Name = "run";

    // 10 samples in batches of 2: five steps an epoch, 30 in all.
    private static readonly TrainConfig Full = new()
    {
        Epochs = 6,
        Batch = 2,
        Seed = 3,
        ValidateEvery = 0,
        FailuresAllowed = 1,
        Checkpoints = new() { EveryEpochs = 0, EverySteps = 1, Keep = 100 },
    };

    private static readonly TrainConfig Scaled = Full with { Precision = TrainPrecision.Float16 };

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_NothingOverflows_EqualsOneWithoutScaleToTheBit()
    {
        RunRecord plain = new(), scaled = new();
        using ToyTask one = new(), two = new();
        Run(one, plain, Full, "full");
        Run(two, scaled, Scaled);

        Assert.Equal(plain.Steps.Select(Numbers), scaled.Steps.Select(Numbers));
        Assert.All(plain.Steps, step => Assert.Null(step.Scale));
        Assert.All(scaled.Steps, step => Assert.Equal(65_536, step.Scale));
        NetworkBits.AssertEqual(one.Network, two.Network);
        Assert.Equal(30, State(30).Scale!.Steps);
    }

    [Fact]
    public void Run_ScaleTooLarge_LeavesStepsOutUntilItFitsAndCountsNoFailure()
    {
        RunRecord record = new();
        using ToyTask task = InHalf();
        Assert.True(Run(task, record, Scaled));

        int skipped = record.Steps.Count(step => step.Skipped);
        Assert.InRange(skipped, 1, 10);
        Assert.True(record.Steps[0].Skipped);
        Assert.False(record.Steps[^1].Skipped);
        double scale = 65_536;
        foreach (StepReport step in record.Steps)
        {
            Assert.Equal(scale, step.Scale);
            scale = step.Skipped ? scale / 2 : scale;
        }

        TrainingState end = State(30);
        Assert.Equal((skipped, 0, scale), (end.Skipped, end.SkippedInARow, end.Scale!.Factor));
        Assert.True(record.Steps[^1].Loss < record.Steps.First(step => !step.Skipped).Loss);
        NetworkBits.AssertFinite(task.Network);
    }

    [Fact]
    public void Run_AStepLeftOut_ChangesNeitherWeightsNorMomentsNorNorms()
    {
        RunRecord record = new();
        using ToyTask task = InHalf(), fresh = InHalf();
        using var stop = new CancellationTokenSource();
        Run(task, new() { OnStep = _ => stop.Cancel() }, Scaled, stop: stop.Token);

        NetworkBits.AssertEqual(fresh.Network, task.Network);
        Assert.Equal(1, State(1).Skipped);
    }

    /// <summary>Gradients that no scale makes finite: from 65,536 it takes 16 steps to 1, and then each one is a failure.</summary>
    [Fact]
    public void Run_GradientsNeverFinite_FailsOnceTheScaleIsOne()
    {
        RunRecord record = new();
        using ToyTask task = new() { Result = result => result + (result * 0).sqrt() };

        var failure = Assert.Throws<TrainingFailedException>(() => Run(task, record, Scaled with { FailuresAllowed = 3 }));

        Assert.Equal(16 + 3, record.Steps.Count);
        Assert.Equal([2, 1, 0.5, 0.25], record.Steps.TakeLast(4).Select(step => step.Scale!.Value));
        Assert.Contains("the gradient's norm = NaN", failure.Message, StringComparison.Ordinal);
        Assert.Contains("3 steps in a row", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_LossNotFinite_IsAFailureAndLeavesTheScaleAlone()
    {
        RunRecord record = new();
        using ToyTask task = new() { Change = (id, sample) => id == "scene4" ? [float.NaN, .. sample[1..]] : sample };
        Run(task, record, Scaled with { FailuresAllowed = 2 });

        Assert.Equal(6, record.Steps.Count(step => step.Skipped));
        Assert.All(record.Steps, step => Assert.Equal(65_536, step.Scale));
        Assert.Equal(24, State(30).Scale!.Steps);
    }

    [Fact]
    public void Run_OneRankOverflows_AllLeaveTheStepOut()
    {
        ToyTask[] ranks = [new(norm: false), InHalf(norm: false)];
        RunRecord[] records = [new(), new()];
        ThreadExchange.Run(2, exchange => Run(ranks[exchange.Rank], records[exchange.Rank], Scaled, exchange: exchange));

        Assert.True(records[0].Steps[0].Skipped);
        Assert.False(records[0].Steps[^1].Skipped);
        Assert.Equal(records[0].Steps.Select(step => (step.Skipped, step.Scale)), records[1].Steps.Select(step => (step.Skipped, step.Scale)));
        NetworkBits.AssertEqual(ranks[0].Network, ranks[1].Network);
        Array.ForEach(ranks, rank => rank.Dispose());
    }

    [Theory]   // while the scale still falls, and later
    [InlineData(1), InlineData(17)]
    public void Run_StoppedAndResumed_GoesOnWithTheScaleToTheBit(int stopAfter)
    {
        RunRecord straight = new(), second = new();
        using var stop = new CancellationTokenSource();
        RunRecord first = new() { OnStep = report => { if (report.Step == stopAfter) stop.Cancel(); } };
        using ToyTask one = InHalf(), half = InHalf(), two = InHalf();
        Run(one, straight, Scaled, "straight");
        Run(half, first, Scaled, stop: stop.Token);
        LossScale saved = State(stopAfter).Scale!;
        Run(two, second, Scaled, resume: true);

        Assert.Equal(second.Steps[0].Scale, saved.Factor);
        Assert.Equal(straight.Steps.Select(Numbers), first.Steps.Concat(second.Steps).Select(Numbers));
        Assert.Equal(straight.Steps.Select(step => step.Scale), first.Steps.Concat(second.Steps).Select(step => step.Scale));
        Assert.Equal(State(30, "straight"), State(30));
        NetworkBits.AssertEqual(one.Network, two.Network);
    }

    [Theory]   // a state from before there was a scale, and one of another precision
    [InlineData(true), InlineData(false)]
    public void Resume_AStateWithoutScale_StartsWithTheFirst(bool old)
    {
        RunRecord record = new();
        using ToyTask task = new();
        Run(task, new(), Full with { Epochs = 1 });
        if (old)
            Change(5, state => Assert.True(state.Remove("Scale")));
        Run(task, record, Scaled with { Epochs = 2 }, resume: true);

        Assert.Equal(5, record.Steps.Count);
        Assert.All(record.Steps, step => Assert.Equal(65_536, step.Scale));
    }

    [Fact]
    public void Resume_AScaledStateInFullPrecision_DropsTheScale()
    {
        RunRecord record = new();
        using ToyTask task = new();
        Run(task, new(), Scaled with { Epochs = 1 });
        Run(task, record, Full with { Epochs = 2 }, resume: true);

        Assert.All(record.Steps, step => Assert.Null(step.Scale));
        Assert.Null(State(10).Scale);
    }

    [Fact]
    public void Resume_AScaleOfNoRun_IsRefused()
    {
        using ToyTask task = new();
        Run(task, new(), Scaled with { Epochs = 1 });
        Change(5, state => state["Scale"]!["Factor"] = 3);

        var failure = Assert.Throws<InvalidInputException>(() => Run(task, new(), Scaled, resume: true));
        Assert.Contains("its scale is", failure.Message, StringComparison.Ordinal);
    }

    // Its loss's gradients are about 1 by number, and 65,504 is the largest of float16.
    private static ToyTask InHalf(bool norm = true) => new(norm: norm) { Result = result => result.to(ScalarType.Float16).to(ScalarType.Float32) };

    private static (long, double, double, bool) Numbers(StepReport report) => (report.Step, report.Loss, report.GradientNorm, report.Skipped);

    private bool Run(
        ToyTask task, RunRecord record, TrainConfig config, string name = Name, bool resume = false, IGradientExchange? exchange = null, CancellationToken stop = default)
    {
        using var trainer = new Trainer<float[]>(
            task, config, new RunFolder(Path.Combine(_folder.Path, name)), DamagedSamples.Stop, exchange ?? new AloneExchange(), record);
        if (resume)
            trainer.Resume();
        return trainer.Run(stop);
    }

    private string StatePath(int step, string name = Name) => Path.Combine(_folder.Path, name, "checkpoints", $"step-{step:D9}", "state.json");

    private TrainingState State(int step, string name = Name) =>
        System.Text.Json.JsonSerializer.Deserialize<TrainingState>(File.ReadAllText(StatePath(step, name)))!;

    private void Change(int step, Action<JsonObject> change)
    {
        JsonObject state = JsonNode.Parse(File.ReadAllText(StatePath(step)))!.AsObject();
        change(state);
        File.WriteAllText(StatePath(step), state.ToJsonString());
    }
}
