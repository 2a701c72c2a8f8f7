using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Packed;

/// <summary>Takes numbers out of tensors for the loops that work on arrays.</summary>
internal static unsafe class TensorValues
{
    /// <summary>The first number of a contiguous float tensor on the CPU; valid while the tensor lives.</summary>
    public static float* Pointer(this Tensor tensor) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));

    /// <summary>The numbers of a contiguous float tensor on the CPU; valid while the tensor lives.</summary>
    public static Span<float> Values(this Tensor tensor) => new(tensor.Pointer(), checked((int)tensor.numel()));

    /// <summary>A copy in row-major order, from whatever type, device and strides the tensor has.</summary>
    public static float[] ToFloats(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>Arrays of one length, one after the other, as a tensor on the CPU.</summary>
    /// <param name="shape">of all of them together</param>
    public static Tensor Stack(IEnumerable<float[]> parts, params long[] shape)
    {
        var all = new float[shape.Aggregate((product, size) => product * size)];
        int at = 0;
        foreach (float[] part in parts)
        {
            part.CopyTo(all, at);
            at += part.Length;
        }

        return torch.tensor(all, shape);
    }
}
