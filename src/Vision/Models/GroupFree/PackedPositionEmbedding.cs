using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.Packed;

namespace Fuse3D.Vision.Models.GroupFree;

/// <summary>A learned position embedding for inference.</summary>
internal static class PackedPositionEmbedding
{
    /// <summary>An embedding, or null where the checkpoint has no such embedding.</summary>
    /// <param name="name">of the embedding in the checkpoint, such as "decoder.0.self_posembed"</param>
    public static RowMlp? Of(WeightTable weights, string name)
    {
        string head = $"{name}.position_embedding_head";
        return weights.TryGet($"{head}.0.weight", out _)
            ? new(FoldedLayer.Of(weights, $"{head}.0", $"{head}.1").Pack(Activation.Relu), FoldedLayer.Of(weights, $"{head}.3").Pack())
            : null;
    }
}
