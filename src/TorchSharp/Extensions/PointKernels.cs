using TorchSharp.Native;
using static TorchSharp.torch;

namespace Fuse3D.TorchExtensions;

/// <summary>
/// Point operators as CUDA kernels. Inputs are contiguous float32 on one CUDA device; the work is put on libtorch's current stream.
/// </summary>
/// <remarks>B clouds, N points, M centres. Results are new tensors on that device; indices are int64, ready for gather.</remarks>
public static unsafe class PointKernels
{
    /// <summary>Whether this build of the native library holds the kernels and a device is there to run them.</summary>
    public static bool IsAvailable => Runtime.HasCudaKernels && cuda.is_available();

    /// <summary>Picks samples points, each the furthest from those picked before; the first is index 0.</summary>
    /// <param name="xyz">[B, N, 3]</param>
    /// <returns>[B, samples]</returns>
    public static Tensor FurthestPoint(Tensor xyz, int samples)
    {
        (int batch, int points) = Check(xyz, nameof(xyz));
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        if (points == 0 && samples > 0)
            throw new ArgumentException("FurthestPoint: the clouds have no points", nameof(xyz));
        var kernel = (delegate* unmanaged<int, void*, int, int, int, void*, void*, int>)Find("fuse3d_cuda_furthest_point");
        Tensor picked = empty([batch, samples], int64, xyz.device);
        using Tensor nearest = empty([batch, points], float32, xyz.device);
        Run(kernel(xyz.device_index, xyz.DataPointer, batch, points, samples, nearest.DataPointer, picked.DataPointer), xyz);
        return picked;
    }

    /// <summary>
    /// The first samples points, in index order, closer to each centre than radius; missing ones repeat the first hit, or are 0.
    /// </summary>
    /// <param name="xyz">[B, N, 3]</param>
    /// <param name="centres">[B, M, 3]</param>
    /// <returns>[B, M, samples]</returns>
    public static Tensor BallQuery(Tensor xyz, Tensor centres, float radius, int samples)
    {
        (int batch, int points) = Check(xyz, nameof(xyz));
        int count = CheckSameBatch(centres, nameof(centres), batch, xyz);
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        var kernel = (delegate* unmanaged<int, void*, void*, int, int, int, float, int, void*, int>)Find("fuse3d_cuda_ball_query");
        Tensor indices = empty([batch, count, samples], int64, xyz.device);
        Run(kernel(xyz.device_index, xyz.DataPointer, centres.DataPointer, batch, points, count, radius, samples, indices.DataPointer),
            xyz, centres);
        return indices;
    }

    /// <summary>The three known points nearest to each unknown one, nearest first; where there are fewer, +inf and index 0.</summary>
    /// <param name="unknown">[B, N, 3]</param>
    /// <param name="known">[B, M, 3]</param>
    /// <returns>squared distances and indices, both [B, N, 3]</returns>
    public static (Tensor SquaredDistances, Tensor Indices) ThreeNearest(Tensor unknown, Tensor known)
    {
        (int batch, int points) = Check(unknown, nameof(unknown));
        int count = CheckSameBatch(known, nameof(known), batch, unknown);
        var kernel = (delegate* unmanaged<int, void*, void*, int, int, int, void*, void*, int>)Find("fuse3d_cuda_three_nearest");
        Tensor distances = empty([batch, points, 3], float32, unknown.device);
        Tensor indices = empty([batch, points, 3], int64, unknown.device);
        Run(kernel(unknown.device_index, unknown.DataPointer, known.DataPointer, batch, points, count, distances.DataPointer,
            indices.DataPointer),
            unknown, known);
        return (distances, indices);
    }

    private static nint Find(string name) => Bootstrap.FindExport(name) is var address and not 0
        ? address
        : throw new NotSupportedException(
            $"{Bootstrap.LibraryPath} was built without CUDA; rebuild it with LIBTORCH naming a PyTorch with CUDA");

    private static (int Batch, int Count) Check(Tensor xyz, string name)
    {
        ArgumentNullException.ThrowIfNull(xyz, name);
        long[] shape = xyz.shape;
        bool fits = shape is [<= ushort.MaxValue, <= int.MaxValue / 3, 3];
        if (!fits || !xyz.is_cuda || xyz.dtype != float32 || !xyz.is_contiguous())
            throw new ArgumentException($"{name}: {xyz}, expected a contiguous [B, N, 3] of float32 on CUDA", name);
        return ((int)shape[0], (int)shape[1]);
    }

    private static int CheckSameBatch(Tensor xyz, string name, int batch, Tensor other)
    {
        (int found, int count) = Check(xyz, name);
        if (found != batch || xyz.device_index != other.device_index)
            throw new ArgumentException($"{name}: {xyz} does not go with {other}: another batch or device", name);
        return count;
    }

    private static void Run(int status, params ReadOnlySpan<Tensor> inputs)
    {
        foreach (Tensor input in inputs)
            GC.KeepAlive(input);
        NativeError.ThrowIfFailed(status);
    }
}
