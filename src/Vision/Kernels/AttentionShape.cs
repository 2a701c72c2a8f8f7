namespace Fuse3D.Vision.Kernels;

/// <summary>Sizes of an attention and where its rows lie; strides count floats.</summary>
/// <remarks>
/// Head h of token t of batch b lies at b · batch stride + t · stride + h · <see cref="HeadSize"/>, <see cref="HeadSize"/> values long:
/// a token's heads side by side, as projections leave them. Queries, keys and values may be columns of one packed array.
/// </remarks>
public readonly record struct AttentionShape
{
    public required int Batch { get; init; }

    public required int Heads { get; init; }

    /// <summary>Any positive number.</summary>
    public required int HeadSize { get; init; }

    public required int Queries { get; init; }

    /// <summary>At least 1.</summary>
    public required int Keys { get; init; }

    /// <summary>From one token to the next, of queries, keys, values and the output.</summary>
    public required (int Query, int Key, int Value, int Output) Stride { get; init; }

    /// <summary>From one batch to the next; not used for a batch of 1.</summary>
    public (int Query, int Key, int Value, int Output) BatchStride { get; init; }

    /// <summary>What scores are multiplied with: 1 / sqrt(<see cref="HeadSize"/>) unless set.</summary>
    public float? Scale { get; init; }

    /// <summary>Self-attention over [batch, tokens, 3 · heads · headSize], the output of one projection to queries, keys and values.</summary>
    /// <remarks>The spans begin at 0, heads · headSize and 2 · heads · headSize of it; the output is [batch, tokens, heads · headSize].</remarks>
    public static AttentionShape PackedSelf(int batch, int tokens, int heads, int headSize)
    {
        int width = heads * headSize, packed = 3 * width;
        return new()
        {
            Batch = batch,
            Heads = heads,
            HeadSize = headSize,
            Queries = tokens,
            Keys = tokens,
            Stride = (packed, packed, packed, width),
            BatchStride = (tokens * packed, tokens * packed, tokens * packed, tokens * width),
        };
    }

    /// <summary>Queries [batch, queries, heads · headSize]; keys and values [batch, keys, heads · headSize]; all contiguous.</summary>
    public static AttentionShape BatchFirst(int batch, int queries, int keys, int heads, int headSize)
    {
        int width = heads * headSize;
        return new()
        {
            Batch = batch,
            Heads = heads,
            HeadSize = headSize,
            Queries = queries,
            Keys = keys,
            Stride = (width, width, width, width),
            BatchStride = (queries * width, keys * width, keys * width, queries * width),
        };
    }

    /// <summary>Queries [queries, batch, heads · headSize]; keys and values [keys, batch, heads · headSize]; all contiguous.</summary>
    public static AttentionShape TokensFirst(int batch, int queries, int keys, int heads, int headSize)
    {
        int width = heads * headSize, token = batch * width;
        return new()
        {
            Batch = batch,
            Heads = heads,
            HeadSize = headSize,
            Queries = queries,
            Keys = keys,
            Stride = (token, token, token, token),
            BatchStride = (width, width, width, width),
        };
    }

    internal void Check(int query, int key, int value, int output)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Batch);
        ArgumentOutOfRangeException.ThrowIfNegative(Queries);
        ArgumentOutOfRangeException.ThrowIfLessThan(Heads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(HeadSize, 1);
        if (Keys < 1)
            throw new InvalidInputException("attention needs at least one key", "key");
        if (Batch == 0 || Queries == 0)
            return;
        CheckRows("query", query, Queries, Stride.Query, BatchStride.Query);
        CheckRows("key", key, Keys, Stride.Key, BatchStride.Key);
        CheckRows("value", value, Keys, Stride.Value, BatchStride.Value);
        CheckRows("output", output, Queries, Stride.Output, BatchStride.Output);
    }

    private void CheckRows(string name, int length, int tokens, int stride, int batchStride)
    {
        if (stride < 0 || batchStride < 0)
            throw new InvalidInputException($"{name}: strides {stride} and {batchStride} must not be negative", name);
        long needed = (long)(Batch - 1) * batchStride + (long)(tokens - 1) * stride + (long)Heads * HeadSize;
        if (length < needed)
            throw new InvalidInputException($"{name} has {length} values; its shape and strides reach to {needed}", name);
    }
}
