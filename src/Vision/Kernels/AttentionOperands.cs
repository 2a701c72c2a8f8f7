using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Kernels;

/// <summary>The memory of one attention: pinned operands, and keys and values packed for the inner loop.</summary>
internal sealed unsafe class AttentionOperands(AttentionShape shape, float* query, float* key, float* value, float* output, float* packed)
{
    private readonly float _scale = shape.Scale ?? 1 / MathF.Sqrt(shape.HeadSize);

    public AttentionShape Shape { get; } = shape;

    /// <summary>Of one head's keys: [head size, keys].</summary>
    public PackedColumns KeyPanels { get; } = new(shape.HeadSize, shape.Keys);

    /// <summary>Of one head's values: [keys, head size].</summary>
    public PackedColumns ValuePanels { get; } = new(shape.Keys, shape.HeadSize);

    private long HeadLength => KeyPanels.Length + ValuePanels.Length;

    public float* Keys(int head, int panel) => packed + head * HeadLength + KeyPanels.Start(panel);

    public float* Values(int head, int panel) => packed + head * HeadLength + KeyPanels.Length + ValuePanels.Start(panel);

    /// <summary>Packs one panel of a head: those of the keys, then those of the values.</summary>
    public void Pack(int head, int panel)
    {
        if (panel < KeyPanels.Panels)
            KeyPanels.Pack(panel, key + Offset(head, Shape.BatchStride.Key), 1, Shape.Stride.Key, Keys(head, 0));
        else
            ValuePanels.Pack(panel - KeyPanels.Panels, value + Offset(head, Shape.BatchStride.Value), Shape.Stride.Value, 1, Values(head, 0));
    }

    /// <summary>into[r, d] = scale · query[first + r, d]</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void CopyScaled(int head, int first, int rows, float* into)
    {
        int size = Shape.HeadSize, stride = Shape.Stride.Query;
        float* from = query + Offset(head, Shape.BatchStride.Query) + first * (long)stride;
        for (int r = 0; r < rows; r++, from += stride, into += size)
            Scale(from, _scale, into, size);
    }

    /// <summary>output[first + r, d] = tile[r, d] · factors[r] for the columns d of one panel</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(int head, int first, int rows, int panel, float* tile, float* factors)
    {
        int column = panel * MicroKernel.Wide, columns = Math.Min(MicroKernel.Wide, Shape.HeadSize - column), stride = Shape.Stride.Output;
        float* into = output + Offset(head, Shape.BatchStride.Output) + first * (long)stride + column;
        for (int r = 0; r < rows; r++, tile += MicroKernel.Wide, into += stride)
            Scale(tile, factors[r], into, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scale(float* from, float factor, float* into, int count)
    {
        int lanes = Vector256<float>.Count, i = 0;
        for (; i <= count - lanes; i += lanes)
            (Vector256.Load(from + i) * factor).Store(into + i);
        for (; i < count; i++)
            into[i] = from[i] * factor;
    }

    private long Offset(int head, int batchStride) => head / Shape.Heads * (long)batchStride + head % Shape.Heads * Shape.HeadSize;
}
