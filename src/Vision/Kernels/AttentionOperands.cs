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
    public void CopyScaled(int head, int first, int rows, float* into)
    {
        for (int r = 0; r < rows; r++, into += Shape.HeadSize)
        {
            float* from = query + Offset(head, Shape.BatchStride.Query) + (first + r) * (long)Shape.Stride.Query;
            for (int d = 0; d < Shape.HeadSize; d++)
                into[d] = from[d] * _scale;
        }
    }

    /// <summary>output[first + r, d] = tile[r, d] · factors[r] for the columns d of one panel</summary>
    public void Write(int head, int first, int rows, int panel, float* tile, float* factors)
    {
        int column = panel * MicroKernel.Wide, columns = Math.Min(MicroKernel.Wide, Shape.HeadSize - column);
        for (int r = 0; r < rows; r++, tile += MicroKernel.Wide)
        {
            float* into = output + Offset(head, Shape.BatchStride.Output) + (first + r) * (long)Shape.Stride.Output + column;
            for (int d = 0; d < columns; d++)
                into[d] = tile[d] * factors[r];
        }
    }

    private long Offset(int head, int batchStride) => head / Shape.Heads * (long)batchStride + head % Shape.Heads * Shape.HeadSize;
}
