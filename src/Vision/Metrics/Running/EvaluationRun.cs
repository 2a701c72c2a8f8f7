using System.Diagnostics;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>How a run works through its frames; none of it changes a number.</summary>
/// <param name="Repeats">passes over the split</param>
public sealed record RunOptions(int Repeats = 1)
{
    /// <summary>Only the first so many frames; null: all.</summary>
    public int? Limit { get; init; }

    /// <summary>Frames that are shown to the network together.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Batches on their way at once.</summary>
    public int InFlight { get; init; } = 4;
}

/// <summary>How far a run is.</summary>
/// <param name="Done">frames that were answered, in an earlier part of the run too</param>
/// <param name="Failed">frames that were not</param>
/// <param name="Total">of all passes</param>
/// <param name="PerSecond">frames of this part of the run</param>
/// <param name="Left">until the end at this pace; null while there is none to go by</param>
public sealed record RunProgress(int Done, int Failed, int Total, double PerSecond, TimeSpan? Left);

/// <summary>A frame that could not be answered.</summary>
public sealed record FrameFailure(int Repeat, string Id, string Message);

/// <summary>Works through all frames that a store does not have yet.</summary>
public static class EvaluationRun
{
    /// <summary>Frames that the run covers.</summary>
    public static int FramesOf(IFrameWork work, RunOptions options) => Math.Min(work.Ids.Count, options.Limit ?? int.MaxValue);

    /// <returns>the frames that failed, in the order of the split; the others are in the store</returns>
    /// <exception cref="OperationCanceledException">cancelled; what was answered so far is in the store</exception>
    public static async Task<IReadOnlyList<FrameFailure>> RunAsync(
        IFrameWork work, IResultStore store, RunOptions options, IProgress<RunProgress>? progress, CancellationToken cancel)
    {
        int frames = FramesOf(work, options);
        if (frames == 0)
            throw new InvalidInputException("the split holds no frame", "split");
        FrameKey[] wanted = [.. from repeat in Enumerable.Range(0, options.Repeats) from frame in Enumerable.Range(0, frames) select new FrameKey(repeat, frame)];
        FrameKey[] pending = [.. wanted.Where(key => !store.Has(key))];
        var tally = new Tally(wanted.Length, wanted.Length - pending.Length, progress);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.InFlight, CancellationToken = cancel };
        await Parallel.ForEachAsync(pending.Chunk(options.Batch), parallel, async (batch, token) =>
        {
            foreach (FrameOutcome outcome in await work.AnswerAsync(batch, token).ConfigureAwait(false))
            {
                if (outcome.Result is { } result)
                    store.Add(result);
                tally.Count(outcome);
            }
        }).ConfigureAwait(false);
        return tally.Failures;
    }

    private sealed class Tally(int total, int known, IProgress<RunProgress>? progress)
    {
        private readonly Lock _lock = new();
        private readonly long _start = Stopwatch.GetTimestamp();
        private readonly SortedList<FrameKey, FrameFailure> _failures = new(Comparer<FrameKey>.Create(
            (a, b) => (a.Repeat, a.Frame).CompareTo((b.Repeat, b.Frame))));
        private int _answered;

        public IReadOnlyList<FrameFailure> Failures => [.. _failures.Values];

        public void Count(FrameOutcome outcome)
        {
            lock (_lock)
            {
                if (outcome.Error is { } error)
                    _failures[outcome.Key] = new(outcome.Key.Repeat, outcome.Id, error);
                else
                    _answered++;
                progress?.Report(Now());
            }
        }

        private RunProgress Now()
        {
            int seen = _answered + _failures.Count, left = total - known - seen;
            double perSecond = seen / Math.Max(1e-9, Stopwatch.GetElapsedTime(_start).TotalSeconds);
            return new(known + _answered, _failures.Count, total, perSecond, TimeSpan.FromSeconds(left / perSecond));
        }
    }
}
