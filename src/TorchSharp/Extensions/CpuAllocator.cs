using TorchSharp.Native;

namespace Fuse3D.TorchExtensions;

/// <summary>
/// libtorch's memory on the CPU: freed blocks are kept for the next tensor of that size, on huge pages where the kernel has some.
/// </summary>
public static class CpuAllocator
{
    /// <summary>Most bytes of freed blocks that are kept; 0 keeps none. Lowering it frees at once. 1 GiB at start.</summary>
    public static long Limit
    {
        get => Shim.ts_cpu_cache_limit();
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            NativeError.ThrowIfFailed(Shim.ts_cpu_cache_set_limit(value));
        }
    }

    /// <summary>Bytes of freed blocks kept now.</summary>
    public static long CachedBytes => Shim.ts_cpu_cache_bytes();

    /// <summary>Bytes that live tensors hold now.</summary>
    public static long LiveBytes => Shim.ts_cpu_live_bytes();

    /// <summary>Gives every kept block back to the system.</summary>
    public static void Empty() => Shim.ts_empty_cpu_cache();
}
