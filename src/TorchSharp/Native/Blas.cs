using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp.Native;

/// <summary>
/// Picks the BLAS where Debian has several: the reference one is 10 to 20 times slower, OpenBLAS's own threads fight libtorch's.
/// </summary>
/// <remarks>libtorch asks for the name "libblas.so.3"; a library of that name that is loaded already takes its place.</remarks>
internal static unsafe class Blas
{
    private static readonly string[] Names = ["libblas", "libopenblas", "libblis", "libmkl", "libcblas"];

    private const string Folder = "/usr/lib/x86_64-linux-gnu/openblas-openmp";

    /// <summary>The files that were loaded in place of the system's choice; empty when that was left alone.</summary>
    internal static IReadOnlyList<string> Preferred { get; private set; } = [];

    /// <summary>
    /// OpenBLAS's name for the kernels that fit this processor's instructions; null where it is left to choose. It goes by the processor's
    /// model: one that is newer than the library gets kernels of 2004, which are 2 to 5 times slower.
    /// </summary>
    internal static string? FittingKernels =>
        Avx512F.IsSupported && Avx512DQ.IsSupported && Avx512BW.VL.IsSupported && Avx512CD.IsSupported ? "SkylakeX"
        : Avx2.IsSupported && Fma.IsSupported ? "Haswell"
        : null;

    /// <summary>The kernels that OpenBLAS runs; empty where no OpenBLAS is loaded.</summary>
    internal static string RunningKernels()
    {
        foreach (string file in LoadedFiles().Where(file => Path.GetFileName(file).StartsWith("libopenblas", StringComparison.Ordinal)))
        {
            nint library = NativeLibrary.Load(file);        // once more; it stays for those that had it before
            try
            {
                if (NativeLibrary.TryGetExport(library, "openblas_get_corename", out nint name))
                    return Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)name)()) ?? "";
            }
            finally
            {
                NativeLibrary.Free(library);
            }
        }

        return "";
    }

    /// <summary>Does nothing when FUSE3D_BLAS is "system" or the package libopenblas0-openmp is absent.</summary>
    internal static void PreferOpenBlas()
    {
        if (Environment.GetEnvironmentVariable("FUSE3D_BLAS") == "system")
            return;
        string[] files = [Path.Combine(Folder, "libblas.so.3"), Path.Combine(Folder, "liblapack.so.3")];
        Preferred = [.. files.Where(file => File.Exists(file) && NativeLibrary.TryLoad(file, out _))];
    }

    /// <summary>The libraries mapped into this process whose name is that of a BLAS.</summary>
    internal static IEnumerable<string> LoadedFiles() => File.ReadLines("/proc/self/maps")
        .Select(line => line[(line.LastIndexOf(' ') + 1)..])
        .Where(path => path.StartsWith('/') && Names.Any(name => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal)))
        .Distinct();
}
