using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Packed;

/// <summary>Takes numbers out of tensors for the loops that work on arrays.</summary>
internal static class TensorValues
{
    /// <summary>A copy in row-major order, from whatever type, device and strides the tensor has.</summary>
    public static float[] ToFloats(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }
}
