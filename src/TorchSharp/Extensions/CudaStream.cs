using TorchSharp.Native;
using static TorchSharp.torch;

namespace Fuse3D.TorchExtensions;

/// <summary>A CUDA stream from libtorch's pool, current on this thread until disposed, on this thread.</summary>
public sealed unsafe class CudaStream : IDisposable
{
    private readonly long[] _previous = new long[3];
    private readonly int _device, _thread = Environment.CurrentManagedThreadId;
    private bool _ended;

    /// <param name="device">a CUDA device with an index</param>
    public CudaStream(Device device, bool highPriority = false)
    {
        ArgumentNullException.ThrowIfNull(device);
        _device = Math.Max(device.index, 0);
        fixed (long* previous = _previous)
            NativeError.ThrowIfFailed(Shim.ts_cuda_stream_enter(_device, highPriority ? 1 : 0, previous));
    }

    /// <summary>Waits until the device has done what was put on the current stream.</summary>
    public void Synchronize() => NativeError.ThrowIfFailed(Shim.ts_cuda_stream_sync(_device));

    /// <summary>Makes the stream current again that was so before.</summary>
    public void Dispose()
    {
        if (_ended)
            return;
        if (Environment.CurrentManagedThreadId != _thread)
            throw new InvalidOperationException(
                $"a CUDA stream of thread {_thread} was ended on thread {Environment.CurrentManagedThreadId}");
        _ended = true;
        fixed (long* previous = _previous)
            NativeError.ThrowIfFailed(Shim.ts_cuda_stream_exit(previous));
    }
}

/// <summary>Memory of CUDA devices.</summary>
public static unsafe class CudaMemory
{
    /// <summary>Free and total bytes of a device.</summary>
    public static (long Free, long Total) Of(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        long free, total;
        NativeError.ThrowIfFailed(Shim.ts_cuda_memory(Math.Max(device.index, 0), &free, &total));
        return (free, total);
    }

    /// <summary>Gives libtorch's unused blocks back to the device.</summary>
    public static void EmptyCache() => NativeError.ThrowIfFailed(Shim.ts_cuda_empty_cache());
}
