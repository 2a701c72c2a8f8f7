using Fuse3D.Vision.Training.Parallel;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>Ranks of a run as threads of one process.</summary>
internal sealed class ThreadExchange : IGradientExchange
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly Tensor?[] _values;
    private readonly Barrier _barrier;

    private ThreadExchange(int rank, Tensor?[] values, Barrier barrier) => (Rank, _values, _barrier) = (rank, values, barrier);

    public int Rank { get; }

    public int Size => _values.Length;

    /// <summary>Runs one body per rank, and throws what any of them threw.</summary>
    public static void Run(int size, Action<IGradientExchange> body)
    {
        var values = new Tensor?[size];
        using var barrier = new Barrier(size);
        Task[] ranks = [.. Enumerable.Range(0, size).Select(rank =>
            Task.Factory.StartNew(() => body(new ThreadExchange(rank, values, barrier)), TaskCreationOptions.LongRunning))];
        Assert.True(Task.WaitAll(ranks, Limit));
    }

    public void Sum(Tensor values)
    {
        Meet(values);
        using Tensor total = _values[0]!.clone();
        foreach (Tensor? other in _values[1..])
            total.add_(other!);
        Wait();
        values.copy_(total);
        Wait();
    }

    public void Broadcast(Tensor values)
    {
        Meet(values);
        if (Rank != 0)
            values.copy_(_values[0]!);
        Wait();
    }

    public void Dispose()
    {
    }

    private void Meet(Tensor values)
    {
        _values[Rank] = values;
        Wait();
    }

    private void Wait() => Assert.True(_barrier.SignalAndWait(Limit));
}
