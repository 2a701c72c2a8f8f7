using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Whether libtorch sees a CUDA device.</summary>
    public static bool cuda_is_available() => Shim.ts_cuda_is_available() != 0;

    /// <summary>CUDA devices as a whole.</summary>
    public static class cuda
    {
        public static bool is_available() => cuda_is_available();

        public static bool is_cudnn_available() => Shim.ts_cuda_cudnn_is_available() != 0;

        public static int device_count() => Shim.ts_cuda_device_count();

        /// <summary>Seeds the current device.</summary>
        public static void manual_seed(long seed) => NativeError.ThrowIfFailed(Shim.ts_cuda_manual_seed((ulong)seed, all: 0));

        public static void manual_seed_all(long seed) => NativeError.ThrowIfFailed(Shim.ts_cuda_manual_seed((ulong)seed, all: 1));

        /// <summary>Waits until the device has done all it was given; the current one unless named.</summary>
        public static void synchronize(Device? device = null) => NativeError.ThrowIfFailed(Shim.ts_cuda_sync(device?.index ?? -1));

        public static void synchronize(long device_index) => NativeError.ThrowIfFailed(Shim.ts_cuda_sync(device_index));
    }

    /// <summary>Flags of the libraries under libtorch.</summary>
    public static class backends
    {
        public static class cuda
        {
            public static class matmul
            {
                /// <summary>Whether float32 products may use TF32.</summary>
                public static bool allow_tf32
                {
                    get => Shim.ts_get_flag(0) == 1;
                    set => NativeError.ThrowIfFailed(Shim.ts_set_flag(0, value ? 1 : 0));
                }
            }
        }

        public static class cudnn
        {
            public static bool allow_tf32
            {
                get => Shim.ts_get_flag(1) == 1;
                set => NativeError.ThrowIfFailed(Shim.ts_set_flag(1, value ? 1 : 0));
            }
        }
    }
}
