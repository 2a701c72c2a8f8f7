using System.Buffers;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.Packed;

namespace Fuse3D.Vision.Models.Yolos;

/// <summary>One transformer block for inference, in pieces that work on any rows of tokens.</summary>
internal sealed class PackedYolosBlock
{
    private readonly PackedLinear _projection, _output;
    private readonly RowMlp _feedForward;
    private readonly PackedNorm _norm1, _norm2;

    /// <param name="name">of the block in the checkpoint, such as "backbone.blocks.0"</param>
    public PackedYolosBlock(WeightTable weights, string name)
    {
        _norm1 = PackedNorm.Of(weights, $"{name}.norm1", YolosBlock.NormEpsilon);
        _projection = FoldedLayer.Of(weights, $"{name}.attn.qkv").Pack();
        _output = FoldedLayer.Of(weights, $"{name}.attn.proj").Pack();
        _norm2 = PackedNorm.Of(weights, $"{name}.norm2", YolosBlock.NormEpsilon);
        _feedForward = new(
            FoldedLayer.Of(weights, $"{name}.mlp.fc1").Pack(Activation.Gelu),
            FoldedLayer.Of(weights, $"{name}.mlp.fc2").Pack());
    }

    /// <summary>Query, key and value of the tokens.</summary>
    /// <param name="x">[rows, D]</param>
    /// <param name="projected">[rows, 3D]</param>
    public void Project(ReadOnlySpan<float> x, Span<float> projected)
    {
        float[] work = ArrayPool<float>.Shared.Rent(x.Length);
        _norm1.RunHere(x, work.AsSpan(0, x.Length));
        _projection.RunHere(work.AsSpan(0, x.Length), projected);
        ArrayPool<float>.Shared.Return(work);
    }

    /// <summary>Ends the attention, and runs the feed-forward part.</summary>
    /// <param name="x">[rows, D] tokens; updated</param>
    /// <param name="attended">[rows, D]</param>
    public void Finish(Span<float> x, ReadOnlySpan<float> attended)
    {
        _output.RunHere(attended, x, add: true);
        float[] work = ArrayPool<float>.Shared.Rent(x.Length);
        _norm2.RunHere(x, work.AsSpan(0, x.Length));
        _feedForward.RunHere(work.AsSpan(0, x.Length), x, add: true);
        ArrayPool<float>.Shared.Return(work);
    }
}
