using Fuse3D.Vision.Metrics;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Models.GroupFree.Decoding;

namespace Fuse3D.Vision.Tests.Metrics.Running;

public class EvaluationRunTests
{
    private static readonly HeadSelection[] Heads = [HeadSelection.Parse("last", 3), HeadSelection.Parse("proposal", 3)];

    private readonly MadeUpScenes _scenes = new(7);
    private readonly TruthfulPredictor _predictor = new(classes: 3);
    private readonly ResultMemory _store = new();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(100, 4)]
    public async Task Run_AnyBatches_FindsWhatTheNetworkKnows(int batch, int inFlight)
    {
        var options = new RunOptions(Repeats: 2) { Batch = batch, InFlight = inFlight };

        IReadOnlyList<FrameFailure> failures = await EvaluationRun.RunAsync(Work(), _store, options, null, default);

        Assert.Empty(failures);
        IReadOnlyList<HeadFigures> figures = new RunEvaluation(_store, frames: 7).Detections(["last", "proposal"], repeats: 2, Settings());
        Assert.Equal(["last", "proposal"], figures.Select(head => head.Name));
        Assert.Equal(new Spread(Mean: 1, Deviation: 0, Best: 1, Runs: 2), figures[0].Figures.Thresholds[0].MeanAveragePrecision);
        Assert.Equal(0, figures[1].Figures.Thresholds[0].MeanAveragePrecision.Mean);     // proposals hold no points: removed
    }

    [Fact]
    public async Task Run_Repeats_DrawOtherPoints()
    {
        await EvaluationRun.RunAsync(Work(), _store, new RunOptions(Repeats: 3) { Limit = 2 }, null, default);

        Assert.Equal(
            [("000000", 5ul), ("000000", 6), ("000000", 7), ("000001", 5), ("000001", 6), ("000001", 7)], _scenes.Drawn.Order().ToArray());
    }

    [Fact]
    public async Task Run_DamagedAndRefusedScenes_AreNamedAndTheOthersMeasured()
    {
        _scenes.Damaged.Add("000002");
        _predictor.Refused.Add("000004");

        IReadOnlyList<FrameFailure> failures = await EvaluationRun.RunAsync(Work(), _store, new RunOptions { Batch = 4 }, null, default);

        Assert.Equal([("000002", "000002_pc.npz: ends in the middle"), ("000004", "000004: a scene like this cannot be taken")],
            failures.Select(failure => (failure.Id, failure.Message)));
        Assert.Equal([0, 1, 3, 5, 6], Enumerable.Range(0, 7).Where(frame => _store.Has(new(0, frame))));
    }

    [Fact]
    public async Task Run_WithPartOfTheResults_AnswersOnlyTheRest()
    {
        await EvaluationRun.RunAsync(Work(), _store, new RunOptions { Limit = 4 }, null, default);
        int before = _scenes.Drawn.Count;
        var progress = new Said();

        await EvaluationRun.RunAsync(Work(), _store, new RunOptions(), progress, default);

        Assert.Equal(3, _scenes.Drawn.Count - before);
        Assert.Equal([(5, 7), (6, 7), (7, 7)], progress.Reports.Select(report => (report.Done, report.Total)));
        Assert.Equal(TimeSpan.Zero, progress.Reports[^1].Left);
    }

    [Fact]
    public async Task Run_EmptySplit_SaysSo()
    {
        var work = new SceneWork(new MadeUpScenes(0), _predictor, new(64, 0), new(Heads, Decoder()));

        var failure = await Assert.ThrowsAsync<InvalidInputException>(() => EvaluationRun.RunAsync(work, _store, new RunOptions(), null, default));

        Assert.Contains("no frame", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Cancelled_KeepsWhatIsThere()
    {
        using var cancel = new CancellationTokenSource();
        var progress = new Said { Then = report => { if (report.Done == 2) cancel.Cancel(); } };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => EvaluationRun.RunAsync(Work(), _store, new RunOptions { InFlight = 1 }, progress, cancel.Token));

        Assert.Equal([0, 1], Enumerable.Range(0, 7).Where(frame => _store.Has(new(0, frame))));
    }

    private SceneWork Work() => new(_scenes, _predictor, new(64, Seed: 5), new(Heads, Decoder()));

    private BoxDecoder Decoder() => new(_scenes.Classes, DecodeOptions.Evaluation);

    private EvaluationSettings Settings() => new() { Protocol = EvaluationProtocol.Fixed, Classes = _scenes.Classes.Names };

    private sealed class Said : IProgress<RunProgress>
    {
        public List<RunProgress> Reports { get; } = [];

        public Action<RunProgress>? Then { get; init; }

        public void Report(RunProgress value)
        {
            Reports.Add(value);
            Then?.Invoke(value);
        }
    }
}
