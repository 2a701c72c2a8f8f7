using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;

namespace Fuse3D.ServiceDefaults.Frames;

/// <summary>The deadline passed before a stage, or in it.</summary>
public sealed class StageDeadlineException(string stage) : Exception($"the deadline passed before the stage '{stage}' was done");

/// <summary>Times the stages of one frame, and stops between them when the deadline has passed or the caller is gone.</summary>
/// <param name="deadline">UTC; <see cref="DateTime.MaxValue"/>: none</param>
public sealed class FrameStages(DateTime deadline, CancellationToken cancel)
{
    private readonly Lock _lock = new();
    private readonly List<(string Stage, TimeSpan Took)> _stages = [];
    private readonly long _start = Stopwatch.GetTimestamp();

    public CancellationToken Cancel => cancel;

    /// <summary>Time until the deadline; negative when it has passed.</summary>
    public TimeSpan Left => deadline - DateTime.UtcNow;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    public IReadOnlyList<(string Stage, TimeSpan Took)> Stages
    {
        get
        {
            lock (_lock)
                return [.. _stages];
        }
    }

    /// <exception cref="StageDeadlineException">the deadline has passed</exception>
    /// <exception cref="OperationCanceledException">the caller is gone</exception>
    public void Check(string next)
    {
        if (DateTime.UtcNow >= deadline)
            throw new StageDeadlineException(next);
        cancel.ThrowIfCancellationRequested();
    }

    public T Run<T>(string stage, Func<T> work)
    {
        Check(stage);
        long start = Stopwatch.GetTimestamp();
        T result = work();
        Add(stage, Stopwatch.GetElapsedTime(start));
        return result;
    }

    public async Task<T> RunAsync<T>(string stage, Func<Task<T>> work)
    {
        Check(stage);
        long start = Stopwatch.GetTimestamp();
        try
        {
            T result = await work();
            Add(stage, Stopwatch.GetElapsedTime(start));
            return result;
        }
        catch (OperationCanceledException) when (DateTime.UtcNow >= deadline)
        {
            throw new StageDeadlineException(stage);
        }
    }

    public void Add(string stage, TimeSpan took)
    {
        lock (_lock)
            _stages.Add((stage, took));
    }

    public IEnumerable<V1.StageLatency> ToWire() =>
        Stages.Select(stage => new V1.StageLatency { Stage = stage.Stage, Duration = Duration.FromTimeSpan(stage.Took) });
}
