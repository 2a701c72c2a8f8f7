using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Models.Norms;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Training;
using Fuse3D.Vision.Training.Parallel;
using TorchSharp;

namespace Fuse3D.Vision.Tests.Training;

[Collection(OrderedRandomNumbers.Name)]
public sealed class TrainerTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    // 10 samples in batches of 3: three steps an epoch, twelve in all.
    private static readonly TrainConfig Config = new()
    {
        Epochs = 4,
        Batch = 3,
        Seed = 3,
        ValidateEvery = 1,
        LogEvery = 2,
        Schedule = new() { Milestones = [1], WarmupEpochs = -1 },
        Checkpoints = new() { EveryEpochs = 1, EverySteps = 0, Keep = 2 },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]   // at an epoch's end, in the middle of one, after the first step, before the last
    [InlineData(6), InlineData(5), InlineData(1), InlineData(11)]
    public void Run_StoppedAndResumed_EqualsOneStraightRunToTheBit(int stopAfter)
    {
        RunRecord straight = new(), first = StopAfter(stopAfter, out CancellationTokenSource stop), second = new();
        using var one = new ToyTask();
        Assert.True(Run(one, straight, "straight"));
        using (var task = new ToyTask())
            Assert.False(Run(task, first, "halves", stop: stop.Token));
        using var two = new ToyTask(new() { Rate = 0.01, DecoderRate = 0.002 });
        Assert.True(Run(two, second, "halves", resume: true));

        Assert.Equal(stopAfter, first.Steps.Count);
        Assert.Equal(straight.Steps.Select(Numbers), first.Steps.Concat(second.Steps).Select(Numbers));
        NetworkBits.AssertEqual(one.Network, two.Network);
        AssertSameFile("model.safetensors");
        AssertSameFile("optimizer.safetensors");
    }

    [Fact]
    public void Run_KilledAndResumed_GoesOnFromTheLastState()
    {
        RunRecord straight = new(), second = new();
        using var one = new ToyTask();
        Run(one, straight, "straight");
        using (var task = new ToyTask())
            Assert.Throws<InvalidOperationException>(() => Run(task, new() { OnStep = report => { if (report.Step == 8) throw new InvalidOperationException("killed"); } }, "halves"));
        using var two = new ToyTask();
        Run(two, second, "halves", resume: true);

        Assert.Equal(straight.Steps.Skip(6).Select(Numbers), second.Steps.Select(Numbers));
        NetworkBits.AssertEqual(one.Network, two.Network);
    }

    [Fact]
    public void Run_OtherNumbersOfLoaderThreads_ChangeNothing()
    {
        RunRecord few = new(), many = new();
        using ToyTask one = new(), two = new();
        Run(one, few, "a", Config with { Loading = new() { Threads = 1, Ahead = 1 } });
        Run(two, many, "b", Config with { Loading = new() { Threads = 6, Ahead = 5 } });

        Assert.Equal(few.Steps.Select(Numbers), many.Steps.Select(Numbers));
        NetworkBits.AssertEqual(one.Network, two.Network);
    }

    [Fact]
    public void Run_Schedule_SetsTheGroupsRates()
    {
        RunRecord record = new();
        using var task = new ToyTask();
        Run(task, record, "run");

        Assert.Equal((0.01, 0.002), (record.Steps[5].Rates["base"], record.Steps[5].Rates["decoder"]));
        Assert.Equal((0.001, 0.0002), (Math.Round(record.Steps[6].Rates["base"], 12), Math.Round(record.Steps[6].Rates["decoder"], 12)));   // milestone 1, one epoch late
        Assert.Equal([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4], record.Steps.Select(step => step.Epoch));
        Assert.Equal(["loss", "size"], record.Steps[1].Terms.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(record.Steps[0].Terms);
    }

    [Fact]
    public void Run_States_TheLatestFewStay()
    {
        RunRecord record = new();
        using var task = new ToyTask();
        Run(task, record, "run");

        Assert.Equal(["step-000000003", "step-000000006", "step-000000009", "step-000000012"], record.States.Select(Path.GetFileName));
        Assert.Equal(["step-000000009", "step-000000012"], Directory.EnumerateDirectories(_folder.At("run/checkpoints/x")[..^2]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.True(File.Exists(Path.Combine(_folder.Path, "run", "model", "model.txt")));
    }

    [Fact]
    public void Run_Validation_KeepsTheBest()
    {
        RunRecord record = new();
        using var task = new ToyTask { Figures = new([0.2, 0.5, 0.4, 0.5]) };
        Run(task, record, "run");

        Assert.Equal([(3, 0.2, true), (6, 0.5, true), (9, 0.4, false), (12, 0.5, false)], record.Validations);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "run", "best", "model.txt")));
    }

    [Fact]
    public void Run_ALossThatIsNotFinite_LeavesTheStepOutAndGoesOn()
    {
        RunRecord record = new();
        using var task = new ToyTask { Change = (id, sample) => id == "scene4" ? [float.NaN, .. sample[1..]] : sample };
        Assert.True(Run(task, record, "run"));

        StepReport[] skipped = [.. record.Steps.Where(step => step.Skipped)];
        Assert.InRange(skipped.Length, 2, 4);
        Assert.All(skipped, step => Assert.Contains("scene4", step.Samples));
        Assert.All(record.Steps, step => Assert.Equal(step.Skipped, step.Samples.Contains("scene4")));
        NetworkBits.AssertFinite(task.Network);
    }

    [Theory]
    [InlineData(float.NaN, "loss = NaN")]
    [InlineData(1e25f, "loss = ")]
    public void Run_TooManySuchStepsInARow_EndsWithStepSamplesAndTerm(float value, string expected)
    {
        RunRecord record = new();
        using var task = new ToyTask { Change = (_, sample) => [.. sample.Select(_ => value)] };

        var failure = Assert.Throws<TrainingFailedException>(() => Run(task, record, "run", Config with { FailuresAllowed = 3 }));

        Assert.Equal(3, record.Steps.Count);
        Assert.Contains("step 3: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains(record.Steps[^1].Samples[0], failure.Message, StringComparison.Ordinal);
        Assert.Contains("3 steps in a row", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("batch", "train.batch 3, now it is 2"), InlineData("seed", "train.seed 3, now it is 4"), InlineData("none", "holds no state")]
    [InlineData("cut", "optimizer.safetensors"), InlineData("text", "is not the state of a run")]
    public void Resume_WhatDoesNotFit_SaysWhat(string mistake, string expected)
    {
        using var task = new ToyTask();
        Run(task, new(), "run");
        string state = Path.Combine(_folder.Path, "run", "checkpoints", "step-000000012"), moments = Path.Combine(state, "optimizer.safetensors");
        if (mistake == "cut")
            File.WriteAllBytes(moments, File.ReadAllBytes(moments)[..^10]);
        if (mistake == "text")
            File.WriteAllText(Path.Combine(state, "state.json"), "{ \"Step\": twelve }");
        TrainConfig config = mistake switch { "batch" => Config with { Batch = 2 }, "seed" => Config with { Seed = 4 }, _ => Config };

        var failure = Assert.Throws<InvalidInputException>(() => Run(task, new(), mistake == "none" ? "nowhere" : "run", config, resume: true));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_TwoRanks_EqualsOneProcessWithTheJoinedBatch()
    {
        // No batch norm and no dropout, and a loss that is a mean over equally large batches: then both ways compute the same sum.
        using var joined = new ToyTask(norm: false);
        Run(joined, new(), "joined", Config with { Batch = 4 });
        ToyTask[] ranks = [new(norm: false), new(norm: false)];

        ThreadExchange.Run(2, exchange => Run(ranks[exchange.Rank], new(), "ranks", Config with { Batch = 2 }, exchange: exchange));

        NetworkBits.AssertEqual(ranks[0].Network, ranks[1].Network);
        NetworkBits.AssertClose(joined.Network, ranks[0].Network, 1e-6);
        Array.ForEach(ranks, rank => rank.Dispose());
    }

    /// <summary>In a norm's forward, in the exchange after the loss, in the norm's backward, and among the gradients.</summary>
    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3)]
    public void Run_OtherRankGoneAfterSomeSums_SaysSo(int sums)
    {
        using var task = new ToyTask();
        var exchange = new BreakingExchange(before: 1 + sums);          // one asks whether to stop
        SyncBatchNorm.Share(task.Network, exchange.Sum);

        var failure = Assert.Throws<TrainingFailedException>(() => Run(task, new(), "run", exchange: exchange));

        Assert.Same(exchange.Failure, failure);
    }

    private static (long, double, double, string) Numbers(StepReport report) => (report.Step, report.Loss, report.GradientNorm, string.Join(",", report.Samples));

    private static RunRecord StopAfter(int steps, out CancellationTokenSource stop)
    {
        CancellationTokenSource source = stop = new();
        return new() { OnStep = report => { if (report.Step == steps) source.Cancel(); } };
    }

    private bool Run(
        ToyTask task, RunRecord record, string name, TrainConfig? config = null, bool resume = false, IGradientExchange? exchange = null, CancellationToken stop = default)
    {
        using var trainer = new Trainer<float[]>(
            task, config ?? Config, new RunFolder(Path.Combine(_folder.Path, name)), DamagedSamples.Stop, exchange ?? new AloneExchange(), record);
        if (resume)
            trainer.Resume();
        return trainer.Run(stop);
    }

    private void AssertSameFile(string name) => Assert.Equal(
        File.ReadAllBytes(Path.Combine(_folder.Path, "straight", "checkpoints", "step-000000012", name)),
        File.ReadAllBytes(Path.Combine(_folder.Path, "halves", "checkpoints", "step-000000012", name)));

    /// <summary>Another rank of two that has nothing to add, and is gone after some sums.</summary>
    private sealed class BreakingExchange(int before) : IGradientExchange
    {
        private int _sums;

        public int Rank => 0;

        public int Size => 2;

        public TrainingFailedException? Failure { get; private set; }

        public void Sum(torch.Tensor values)
        {
            if (_sums++ == before)
                throw Failure = new("gone");
        }

        public void Broadcast(torch.Tensor values)
        {
        }

        public void Dispose()
        {
        }
    }
}
