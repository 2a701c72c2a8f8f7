namespace TorchSharp.Native;

/// <summary>Counts live tensors and the bytes behind the larger ones, and makes the collector look for forgotten ones when these grow.</summary>
/// <remarks>
/// The collector sees a small object whatever the tensor's size. GC.AddMemoryPressure would collect all generations every few dozen large
/// tensors even when every one of them is disposed in time; this asks for a collection only when the live bytes have grown past
/// what was live after the last one by <see cref="Growth"/> or by as much again.
/// </remarks>
internal static class NativeMemoryWatch
{
    private const long SmallestCounted = 64 * 1024;
    private const long Growth = 256L << 20;

    private static long _handles, _bytes, _threshold = Growth;
    private static int _collections;

    internal static long LiveHandles => Interlocked.Read(ref _handles);

    internal static long Add(nint handle)
    {
        Interlocked.Increment(ref _handles);
        long bytes = Shim.ts_numel(handle) * 4;
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
        int seen = Volatile.Read(ref _collections);
        long live = Interlocked.Read(ref _bytes);
        if (GC.CollectionCount(2) != seen)
        {
            // The collector ran since: what its finalizers left is the new level.
            Volatile.Write(ref _collections, GC.CollectionCount(2));
            Volatile.Write(ref _threshold, Math.Max(live + Growth, 2 * live));
            return;
        }

        GC.Collect(2, GCCollectionMode.Forced, blocking: false);
        Volatile.Write(ref _collections, GC.CollectionCount(2));
        Volatile.Write(ref _threshold, live + Growth);
    }
}
