namespace TorchSharp.Native;

/// <summary>
/// Counts live tensors and the bytes behind the larger ones, and makes the collector look for forgotten ones when these grow.
/// </summary>
/// <remarks>
/// The collector sees a small object whatever the tensor's size. GC.AddMemoryPressure would collect all generations every few dozen large
/// tensors even where every one of them is disposed in time; this collects only when the live bytes have grown past what the last
/// collection left by <see cref="Growth"/>, or by as much again.
/// </remarks>
internal static class NativeMemoryWatch
{
    private const long SmallestCounted = 64 * 1024;
    private const long Growth = 256L << 20;

    private static long _handles, _bytes, _threshold = Growth;
    private static int _collecting;

    internal static long LiveHandles => Interlocked.Read(ref _handles);

    /// <returns>the bytes counted, for <see cref="Remove"/></returns>
    internal static long Add(nint handle)
    {
        Interlocked.Increment(ref _handles);
        long bytes = Shim.ts_numel(handle) * sizeof(float);
        if (bytes < SmallestCounted)
            return 0;
        if (Interlocked.Add(ref _bytes, bytes) > Volatile.Read(ref _threshold))
            Collect();
        return bytes;
    }

    internal static void Remove(long bytes)
    {
        Interlocked.Decrement(ref _handles);
        if (bytes != 0)
            Interlocked.Add(ref _bytes, -bytes);
    }

    private static void Collect()
    {
        if (Interlocked.Exchange(ref _collecting, 1) != 0)
            return;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long left = Interlocked.Read(ref _bytes);
        Volatile.Write(ref _threshold, Math.Max(left + Growth, 2 * left));
        Volatile.Write(ref _collecting, 0);
    }
}
