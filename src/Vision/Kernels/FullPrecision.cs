#if FUSE3D_BINDINGS
using Fuse3D.TorchExtensions;
#endif
using static TorchSharp.torch;

namespace Fuse3D.Vision.Kernels;

/// <summary>
/// Takes an operator of ours, whose forward and backward are managed code, out of mixed precision: it gets, computes and gives float32,
/// whatever the operators around it do.
/// </summary>
internal static class FullPrecision
{
    /// <summary>An operator's input: in mixed precision a shorter tensor becomes float32, through the graph; else it stays what it is.</summary>
    public static Tensor Input(Tensor values) => IsMixed(values) ? Widened(values) : values;

    /// <summary>Keeps the operators inside from choosing a shorter type, where they would.</summary>
    /// <param name="values">on the device concerned</param>
    public static IDisposable? Scope(Tensor values)
    {
#if FUSE3D_BINDINGS
        return IsMixed(values) ? Autocast.Off(values.device_type) : null;
#else
        return null;
#endif
    }

    /// <summary>float16 and bfloat16 as float32, through the graph; other types as they are.</summary>
    public static Tensor Widened(Tensor values) =>
        values.dtype is ScalarType.Float16 or ScalarType.BFloat16 ? values.to(ScalarType.Float32) : values;

    private static bool IsMixed(Tensor values)
    {
#if FUSE3D_BINDINGS
        return Autocast.TypeOn(values.device_type) is not null;
#else
        return false;
#endif
    }
}
