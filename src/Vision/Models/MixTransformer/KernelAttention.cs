using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.Packed;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.MixTransformer;

/// <summary>Attention by our own kernel, which keeps no scores and has no gradient: on the CPU.</summary>
/// <remarks>B samples, N tokens, R reduced tokens, C channels.</remarks>
internal static class KernelAttention
{
    public static bool Takes(Tensor query) => query is { device_type: DeviceType.CPU, dtype: ScalarType.Float32, requires_grad: false };

    /// <param name="query">[B, N, C]</param>
    /// <param name="keysAndValues">[B, R, 2 C]</param>
    /// <returns>[B, N, C]</returns>
    public static Tensor Run(Tensor query, Tensor keysAndValues, int heads)
    {
        using var scope = NewDisposeScope();
        Tensor q = query.contiguous(), kv = keysAndValues.contiguous(), output = empty_like(q);
        int batch = (int)q.shape[0], queries = (int)q.shape[1], keys = (int)kv.shape[1], width = (int)q.shape[2];
        var shape = new AttentionShape
        {
            Batch = batch,
            Heads = heads,
            HeadSize = width / heads,
            Queries = queries,
            Keys = keys,
            Stride = (width, 2 * width, 2 * width, width),
            BatchStride = (queries * width, 2 * keys * width, 2 * keys * width, queries * width),
        };
        ReadOnlySpan<float> both = kv.Values();
        TiledAttention.Run(q.Values(), both, both[width..], output.Values(), shape);
        return output.MoveToOuterDisposeScope();
    }
}
