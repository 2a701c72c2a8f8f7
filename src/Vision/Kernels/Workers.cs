using System.Runtime.ExceptionServices;

namespace Fuse3D.Vision.Kernels;

/// <summary>A few threads of our own for inference loops; the caller's thread works along with them.</summary>
/// <remarks>
/// Loops are cut into chunks by their size alone, never by the number of workers, so a result is the same to the bit for every count.
/// Several callers may loop at once; a body may start a loop of its own. Waiting threads sleep.
/// Thread-local modes (no_grad, inference mode, dispose scopes) do not follow into a body: re-enter them there.
/// </remarks>
public sealed class Workers : IDisposable
{
    private static readonly Lock SharedGate = new();
    private static Workers? _shared;
    private static int _sharedCount = Environment.ProcessorCount;

    private readonly object _gate = new();
    private readonly List<Loop> _open = [];     // loops that may still have chunks to give
    private readonly Thread[] _threads;
    private int _busy;                          // threads inside a loop, callers included
    private bool _disposed;

    /// <param name="count">threads that work on a loop, the caller's among them; at least 1</param>
    public Workers(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
        _threads = [.. Enumerable.Range(1, count - 1).Select(i => new Thread(Serve) { IsBackground = true, Name = $"worker {i}" })];
        Array.ForEach(_threads, thread => thread.Start());
    }

    /// <summary>The workers that kernels use unless they are given others; made at first use with <see cref="SharedCount"/> threads.</summary>
    public static Workers Shared
    {
        get
        {
            lock (SharedGate)
                return _shared ??= new Workers(_sharedCount);
        }
    }

    /// <summary>How many threads <see cref="Shared"/> has or will have; the number of cores unless set before its first use.</summary>
    public static int SharedCount
    {
        get
        {
            lock (SharedGate)
                return _shared?.Count ?? _sharedCount;
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            lock (SharedGate)
            {
                if (_shared is not null && _shared.Count != value)
                    throw new InvalidOperationException($"the shared workers already run with {_shared.Count} threads; set {value} before their first use");
                _sharedCount = value;
            }
        }
    }

    /// <summary>Threads that work on one loop, the caller's among them.</summary>
    public int Count { get; }

    /// <summary>Runs <paramref name="body"/> for 0 .. chunks-1 in any order and on any of the threads; returns when all have run.</summary>
    /// <exception cref="Exception">what a body threw, the lowest chunk's where several did; chunks not yet begun are dropped</exception>
    public void For(int chunks, Action<int> body)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(chunks);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), this);
        if (chunks == 0)
            return;

        Loop loop = new(chunks, body);
        if (chunks > 1 && Count > 1)
            RunShared(loop);
        else
            loop.Run();
        loop.Failure?.Throw();
    }

    /// <summary>Ends the threads; loops already running are finished by their callers.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Monitor.PulseAll(_gate);
        }

        foreach (Thread thread in _threads.Where(thread => thread != Thread.CurrentThread))
            thread.Join();
    }

    private void RunShared(Loop loop)
    {
        lock (_gate)
        {
            _busy++;
            _open.Add(loop);
            Monitor.PulseAll(_gate);
        }

        loop.Run();
        lock (_gate)
        {
            _busy--;
            _open.Remove(loop);
            if (_open.Count > 0)
                Monitor.PulseAll(_gate);        // this caller's core is free for another loop
            while (loop.Helpers > 0)
                Monitor.Wait(_gate);
        }
    }

    private void Serve()
    {
        lock (_gate)
        {
            while (!_disposed)
            {
                // With as many callers as cores nobody joins: their own threads keep the cores busy.
                Loop? loop = _busy < Count ? _open.Where(open => open.HasChunks).MinBy(open => open.Helpers) : null;
                if (loop is null)
                    Monitor.Wait(_gate);
                else
                    Help(loop);
            }
        }
    }

    private void Help(Loop loop)
    {
        _busy++;
        loop.Helpers++;
        Monitor.Exit(_gate);
        loop.Run();
        Monitor.Enter(_gate);
        _busy--;
        if (--loop.Helpers == 0)
            Monitor.PulseAll(_gate);
    }

    private sealed class Loop(int chunks, Action<int> body)
    {
        private int _next;
        private int _failedChunk = int.MaxValue;

        public int Helpers { get; set; }        // guarded by the workers' gate

        public ExceptionDispatchInfo? Failure { get; private set; }

        public bool HasChunks => Volatile.Read(ref _next) < chunks;

        public void Run()
        {
            for (int chunk = Take(); chunk < chunks; chunk = Take())
            {
                try
                {
                    body(chunk);
                }
                catch (Exception e)
                {
                    Fail(chunk, e);
                }
            }
        }

        private int Take() => HasChunks ? Interlocked.Increment(ref _next) - 1 : chunks;

        private void Fail(int chunk, Exception exception)
        {
            lock (this)
            {
                if (chunk < _failedChunk)
                    (_failedChunk, Failure) = (chunk, ExceptionDispatchInfo.Capture(exception));
            }

            Volatile.Write(ref _next, chunks);
        }
    }
}
