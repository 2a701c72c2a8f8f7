using Grpc.Core;

namespace Fuse3D.ServiceDefaults.Frames;

/// <summary>Lets a few frames in at a time and lets a few more wait; the next one is refused, so that a queue never grows.</summary>
/// <param name="parallel">frames that run at the same time</param>
/// <param name="waiting">frames that may wait</param>
public sealed class FrameGate(int parallel, int waiting) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(parallel);
    private int _present;   // running or waiting

    public int Capacity => parallel + waiting;

    /// <summary>Frames that run or wait.</summary>
    public int Present => Volatile.Read(ref _present);

    public int Waiting => Math.Max(0, Present - parallel);

    /// <summary>Waits for a turn; disposing what it returns ends the turn.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: as many frames are waiting as may</exception>
    public async Task<IDisposable> EnterAsync(CancellationToken cancel)
    {
        if (Interlocked.Increment(ref _present) > Capacity)
        {
            Interlocked.Decrement(ref _present);
            throw new RpcException(new(StatusCode.ResourceExhausted, $"the queue is full: {parallel} frames running, {waiting} waiting; send slower or try again"));
        }

        try
        {
            await _turns.WaitAsync(cancel);
        }
        catch
        {
            Interlocked.Decrement(ref _present);
            throw;
        }

        return new Turn(this);
    }

    public void Dispose() => _turns.Dispose();

    private void Leave()
    {
        Interlocked.Decrement(ref _present);
        _turns.Release();
    }

    private sealed class Turn(FrameGate gate) : IDisposable
    {
        private FrameGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave();
    }
}
