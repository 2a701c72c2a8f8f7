using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace Fuse3D.TorchExtensions;

/// <summary>What the process runs on: the libtorch, its build, and the libraries that were loaded with it.</summary>
public static unsafe class Runtime
{
    /// <summary>The libtorch that the native library was compiled against, for instance "1.13.1".</summary>
    public static string TorchVersion => Marshal.PtrToStringUTF8((nint)Shim.ts_torch_version()) ?? "";

    /// <summary>libtorch's own account of its build and its threads; several lines.</summary>
    public static string Configuration => NativeError.TakeText(Shim.ts_config());

    /// <summary>Where the native library was found.</summary>
    public static string LibraryPath
    {
        get
        {
            _ = Shim.ts_get_num_threads();
            return Bootstrap.LibraryPath;
        }
    }

    /// <summary>Files of this process that are a BLAS, links resolved; the reference BLAS is 10 to 20 times slower than OpenBLAS.</summary>
    public static IReadOnlyList<string> BlasLibraries
    {
        get
        {
            _ = Shim.ts_get_num_threads();
            return [.. Blas.LoadedFiles()];
        }
    }

    /// <summary>OpenBLAS's name for the kernels that it runs, for instance "Haswell"; empty where another BLAS is loaded.</summary>
    public static string BlasKernels
    {
        get
        {
            _ = Shim.ts_get_num_threads();
            return Blas.RunningKernels();
        }
    }

    /// <summary>Whether the native library was compiled with the CUDA kernels.</summary>
    public static bool HasCudaKernels => Shim.ts_cuda_built() != 0;
}
