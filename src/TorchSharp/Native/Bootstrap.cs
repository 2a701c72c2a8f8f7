using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Finds and prepares the shim when the first of its entries is bound; that can be before the method that names it has begun.</summary>
/// <remarks>Nothing here may name an entry of <see cref="Shim"/>: it would be bound before the environment is set.</remarks>
internal static unsafe partial class Bootstrap
{
    internal const int AbiVersion = 1;
    internal const long DefaultCacheLimit = 1L << 30;

    private const string FileName = "libfuse3d_torch.so";
    private static readonly Lock Gate = new();
    private static nint _library;

    /// <summary>Where the shim was loaded from; empty before the first use.</summary>
    internal static string LibraryPath { get; private set; } = "";

    /// <summary>The exported function, or 0 when this build of the shim lacks it.</summary>
    internal static nint FindExport(string name) => NativeLibrary.TryGetExport(Library(), name, out nint address) ? address : 0;

    [ModuleInitializer]
    internal static void Install() => NativeLibrary.SetDllImportResolver(typeof(Bootstrap).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        name == Shim.Library ? Library() : 0;

    private static nint Library()
    {
        lock (Gate)
        {
            if (_library == 0)
                _library = Load();
            return _library;
        }
    }

    private static nint Load()
    {
        SetEnvironment();
        Blas.PreferOpenBlas();
        string path = Find();
        nint library = NativeLibrary.Load(path);
        CheckVersion(library, path);

        var setThreads = (delegate* unmanaged<int, int>)NativeLibrary.GetExport(library, "ts_set_num_threads");
        var useAllocator = (delegate* unmanaged<long, int>)NativeLibrary.GetExport(library, "ts_use_cache_allocator");
        if (useAllocator(DefaultCacheLimit) < 0 || setThreads(1) < 0)
            throw new DllNotFoundException($"{path}: libtorch could not be prepared");
        LibraryPath = path;
        return library;
    }

    // What the user has set stays. .NET's own SetEnvironmentVariable does not reach native getenv.
    private static void SetEnvironment()
    {
        // Work is split over our own threads, so OpenMP must neither add its own nor spin while it waits.
        _ = setenv("OMP_NUM_THREADS", "1", overwrite: 0);
        _ = setenv("OMP_WAIT_POLICY", "passive", overwrite: 0);
        if (Blas.FittingKernels is { } kernels)
            _ = setenv("OPENBLAS_CORETYPE", kernels, overwrite: 0);
    }

    private static void CheckVersion(nint library, string path)
    {
        var version = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, "ts_abi_version");
        if (version() != AbiVersion)
            throw new DllNotFoundException(
                $"{path}: interface version {version()}, expected {AbiVersion}; rebuild it with src/TorchSharp/native/build.sh");
    }

    private static string Find()
    {
        List<string> folders = [.. Folders()];
        return folders.Select(folder => Path.Combine(folder, FileName)).FirstOrDefault(File.Exists)
            ?? throw new DllNotFoundException(
                $"no {FileName} in {string.Join(", ", folders)}; run src/TorchSharp/native/build.sh, or name its folder in FUSE3D_NATIVE");
    }

    private static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable("FUSE3D_NATIVE") is { Length: > 0 } named)
            yield return named;
        yield return AppContext.BaseDirectory;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "artifacts", "native")))
                yield return Path.Combine(folder.FullName, "artifacts", "native");
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
