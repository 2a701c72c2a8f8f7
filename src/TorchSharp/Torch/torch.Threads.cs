using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Threads inside one operator; 1 unless set.</summary>
    public static int get_num_threads() => Shim.ts_get_num_threads();

    public static void set_num_threads(int num) => NativeError.ThrowIfFailed(Shim.ts_set_num_threads(num));

    public static int get_num_interop_threads() => Shim.ts_get_num_interop_threads();

    public static void set_num_interop_threads(int num) => NativeError.ThrowIfFailed(Shim.ts_set_num_interop_threads(num));
}
