using System.Buffers;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.Packed;

namespace Fuse3D.Vision.Models.GroupFree;

/// <summary>One decoder layer for inference, in pieces that work on any rows of candidates or keys.</summary>
/// <remarks>C channels, Q candidates, P keys.</remarks>
internal sealed class PackedDecoderLayer
{
    private const float NormEpsilon = 1e-5f;

    private readonly int _channels;
    private readonly RowMlp? _selfPosition, _crossPosition;
    private readonly PackedLinear _selfProjection, _selfOutput, _query, _keyValue, _crossOutput;
    private readonly RowMlp _feedForward;
    private readonly PackedNorm _norm1, _norm2, _norm3;

    /// <param name="name">of the layer in the checkpoint, such as "decoder.0"</param>
    public PackedDecoderLayer(WeightTable weights, string name, GroupFreeConfig config)
    {
        _channels = config.Channels;
        _selfPosition = PackedPositionEmbedding.Of(weights, $"{name}.self_posembed");
        _crossPosition = PackedPositionEmbedding.Of(weights, $"{name}.cross_posembed");
        FoldedLayer cross = InProjection(weights, $"{name}.multihead_attn");
        _selfProjection = InProjection(weights, $"{name}.self_attn").Pack();
        _selfOutput = FoldedLayer.Of(weights, $"{name}.self_attn.out_proj").Pack();
        _query = cross.Rows(0, _channels).Pack();
        _keyValue = cross.Rows(_channels, 2 * _channels).Pack();
        _crossOutput = FoldedLayer.Of(weights, $"{name}.multihead_attn.out_proj").Pack();
        _feedForward = new(
            FoldedLayer.Of(weights, $"{name}.linear1").Pack(Activation.Relu),
            FoldedLayer.Of(weights, $"{name}.linear2").Pack());
        _norm1 = PackedNorm.Of(weights, $"{name}.norm1", NormEpsilon);
        _norm2 = PackedNorm.Of(weights, $"{name}.norm2", NormEpsilon);
        _norm3 = PackedNorm.Of(weights, $"{name}.norm3", NormEpsilon);
    }

    /// <summary>Adds the keys' positions.</summary>
    /// <param name="keys">[rows, C]; updated</param>
    /// <param name="xyz">[rows, 3]</param>
    public void PlaceKeys(Span<float> keys, ReadOnlySpan<float> xyz) => _crossPosition?.RunHere(xyz, keys, add: true);

    /// <param name="keys">[rows, C] with their positions</param>
    /// <param name="keyValue">[rows, 2C] key, then value</param>
    public void ProjectKeys(ReadOnlySpan<float> keys, Span<float> keyValue) => _keyValue.RunHere(keys, keyValue);

    /// <summary>Query, key and value of the candidates' look at each other.</summary>
    /// <param name="x">[rows, C] candidates</param>
    /// <param name="position">[rows, 3 or 6]</param>
    /// <param name="placed">[rows, C] set to the position embedding</param>
    /// <param name="projected">[rows, 3C]</param>
    public void ProjectSelf(ReadOnlySpan<float> x, ReadOnlySpan<float> position, Span<float> placed, Span<float> projected)
    {
        placed.Clear();
        _selfPosition?.RunHere(position, placed);
        float[] work = ArrayPool<float>.Shared.Rent(x.Length);
        Span<float> sum = work.AsSpan(0, x.Length);
        RowMath.Add(x, placed, sum);
        _selfProjection.RunHere(sum, projected);
        ArrayPool<float>.Shared.Return(work);
    }

    /// <summary>Ends the look at each other, and asks for the look at the points.</summary>
    /// <param name="x">[rows, C] candidates; updated</param>
    /// <param name="attended">[rows, C]; overwritten with the query of the look at the points</param>
    /// <param name="placed">[rows, C] the position embedding</param>
    public void FinishSelf(Span<float> x, Span<float> attended, ReadOnlySpan<float> placed)
    {
        float[] work = ArrayPool<float>.Shared.Rent(x.Length);
        Span<float> sum = work.AsSpan(0, x.Length);
        _selfOutput.RunHere(attended, x, add: true);
        _norm1.RunHere(x, x);
        RowMath.Add(x, placed, sum);
        _query.RunHere(sum, attended);
        ArrayPool<float>.Shared.Return(work);
    }

    /// <summary>Ends the look at the points, and runs the feed-forward part.</summary>
    /// <param name="x">[rows, C] candidates; updated</param>
    /// <param name="attended">[rows, C]</param>
    public void FinishCross(Span<float> x, ReadOnlySpan<float> attended)
    {
        _crossOutput.RunHere(attended, x, add: true);
        _norm2.RunHere(x, x);
        float[] work = ArrayPool<float>.Shared.Rent(x.Length);
        _feedForward.RunHere(x, work.AsSpan(0, x.Length));
        RowMath.Add(x, work.AsSpan(0, x.Length));
        _norm3.RunHere(x, x);
        ArrayPool<float>.Shared.Return(work);
    }

    // in_proj_weight and in_proj_bias hold query, key and value one after the other.
    private static FoldedLayer InProjection(WeightTable weights, string attention)
    {
        Weight weight = weights[$"{attention}.in_proj_weight"];
        return new((int)weight.Shape[1], (int)weight.Shape[0], weight.Values, weights[$"{attention}.in_proj_bias"].Values);
    }
}
