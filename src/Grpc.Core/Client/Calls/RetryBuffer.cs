namespace Grpc.Net.Client.Internal;

/// <summary>The bytes that the calls of a channel keep in order to send them again, within a bound.</summary>
internal sealed class RetryBuffer(long? maxBytes, long? maxBytesPerCall)
{
    private long _taken;

    /// <summary>Takes room for more bytes of a call; false when there is none.</summary>
    /// <param name="bytes">The additional bytes.</param>
    /// <param name="bytesOfCall">What the call holds already.</param>
    public bool TryTake(long bytes, long bytesOfCall)
    {
        if (bytes + bytesOfCall > (maxBytesPerCall ?? long.MaxValue)) return false;
        if (Interlocked.Add(ref _taken, bytes) <= (maxBytes ?? long.MaxValue)) return true;
        Interlocked.Add(ref _taken, -bytes);
        return false;
    }

    /// <summary>True when no call keeps anything.</summary>
    public bool IsEmpty => Volatile.Read(ref _taken) == 0;

    public void GiveBack(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
