using Fuse3D.Vision.Configs;

namespace Fuse3D.Vision.Training.Loading;

/// <summary>A step's samples.</summary>
/// <param name="Step">from 0, over the whole run</param>
/// <param name="Samples">in the plan's order</param>
public sealed record Batch<T>(long Step, IReadOnlyList<LoadedSample<T>> Samples);

/// <param name="Id">of the sample that was read, which may stand in for a damaged one</param>
public readonly record struct LoadedSample<T>(string Id, T Value);

/// <summary>Makes batches ahead of the training step on threads of its own; what they hold does not depend on how many threads there are.</summary>
/// <remarks>
/// Threads take the samples of the run in their order, at most <see cref="LoadingConfig.Ahead"/> batches before the one that is asked for.
/// <see cref="Next"/> is for one caller.
/// </remarks>
/// <typeparam name="T">a sample</typeparam>
public sealed class BatchLoader<T> : IDisposable
{
    private const int StandIns = 100;                                   // damaged samples in a row after which a run ends
    private readonly BatchPlan _plan;
    private readonly IReadOnlyList<string> _ids;
    private readonly Func<string, ulong, T> _draw;
    private readonly DamagedSamples _damaged;
    private readonly int _ahead;
    private readonly Thread[] _threads;
    private readonly object _gate = new();
    private readonly Dictionary<long, Pending> _batches = [];           // begun and not yet taken
    private readonly HashSet<string> _damagedIds = [];
    private long _next, _taken;                                         // places handed to threads, and batches to the caller
    private bool _ended;

    /// <param name="ids">of the data set's samples</param>
    /// <param name="draw">makes a sample of its id and a seed; called on many threads at once</param>
    /// <param name="firstStep">where a resumed run goes on</param>
    public BatchLoader(
        BatchPlan plan, IReadOnlyList<string> ids, Func<string, ulong, T> draw, LoadingConfig loading, DamagedSamples damaged, long firstStep = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(ids.Count, plan.Count);
        (_plan, _ids, _draw, _damaged, _ahead) = (plan, ids, draw, damaged, loading.Ahead);
        (_taken, _next) = (firstStep, firstStep * plan.Batch);
        _threads = [.. Enumerable.Range(0, loading.Threads).Select(i => new Thread(Work) { IsBackground = true, Name = $"loader {i}" })];
        foreach (Thread thread in _threads)
            thread.Start();
    }

    /// <summary>Samples that could not be read so far and were left out.</summary>
    public int DamagedCount
    {
        get
        {
            lock (_gate)
                return _damagedIds.Count;
        }
    }

    /// <summary>The next step's batch; waits until it is whole.</summary>
    /// <exception cref="InvalidInputException">a sample is damaged, and the run does not leave such out; names its id</exception>
    /// <exception cref="OperationCanceledException">cancelled</exception>
    public Batch<T> Next(CancellationToken cancel)
    {
        using CancellationTokenRegistration wake = cancel.Register(Wake);
        lock (_gate)
        {
            Pending pending;
            while (!_batches.TryGetValue(_taken, out pending!) || pending.Missing > 0 && pending.Failure is null)
            {
                cancel.ThrowIfCancellationRequested();
                ObjectDisposedException.ThrowIf(_ended, this);
                Monitor.Wait(_gate);
            }

            if (pending.Failure is { } failure)
                throw failure;
            _batches.Remove(_taken);
            _taken++;
            Monitor.PulseAll(_gate);
            return new(_taken - 1, pending.Samples);
        }
    }

    /// <summary>Ends the threads; samples in the making are finished first.</summary>
    public void Dispose()
    {
        lock (_gate)
            _ended = true;
        Wake();
        foreach (Thread thread in _threads)
            thread.Join();
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }

    private void Work()
    {
        while (TryTakePlace() is var (batch, slot, place))
        {
            try
            {
                Put(batch, slot, Load(place), null);
            }
            catch (Exception e)                                         // whatever it is, the caller of Next must hear of it
            {
                Put(batch, slot, default, e);
            }
        }
    }

    private (Pending Batch, int Slot, SamplePlace Place)? TryTakePlace()
    {
        lock (_gate)
        {
            while (!_ended && _next / _plan.Batch >= _taken + _ahead)
                Monitor.Wait(_gate);
            if (_ended)
                return null;
            long step = _next / _plan.Batch;
            int slot = (int)(_next++ % _plan.Batch);
            if (!_batches.TryGetValue(step, out Pending? batch))
                _batches[step] = batch = new(_plan.Places(step));
            return (batch, slot, batch.Places[slot]);
        }
    }

    private void Put(Pending batch, int slot, LoadedSample<T> sample, Exception? failure)
    {
        lock (_gate)
        {
            batch.Samples[slot] = sample;
            batch.Failure ??= failure;
            batch.Missing--;
            Monitor.PulseAll(_gate);
        }
    }

    private LoadedSample<T> Load(SamplePlace place)
    {
        int attempts = _damaged == DamagedSamples.Skip ? Math.Min(StandIns, _plan.Count) : 1;
        SamplePlace at = place;
        for (int attempt = 1; ; attempt++)
        {
            string id = _ids[at.Index];
            try
            {
                return new(id, _draw(id, at.Seed));
            }
            catch (InvalidInputException) when (attempt < attempts)
            {
                lock (_gate)
                    _damagedIds.Add(id);
                at = _plan.StandIn(place, attempt);
            }
            catch (InvalidInputException e)
            {
                string which = attempts > 1 ? $"{attempt} samples in a row are damaged, the last of them" : "sample";
                throw new InvalidInputException($"{which} '{id}': {e.Message}", e.Field, e);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"sample '{id}' could not be made: {e.Message}", e);
            }
        }
    }

    private sealed class Pending(SamplePlace[] places)
    {
        public SamplePlace[] Places => places;

        public LoadedSample<T>[] Samples { get; } = new LoadedSample<T>[places.Length];

        public int Missing { get; set; } = places.Length;

        public Exception? Failure { get; set; }
    }
}
