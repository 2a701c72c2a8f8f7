namespace Fuse3D.Vision.Formats;

/// <summary>Puts the elements of a strided array into row-major order.</summary>
internal static class StridedCopy
{
    /// <param name="from">holds every element that shape and strides reach</param>
    /// <param name="strides">elements to step along each axis; 0 repeats</param>
    /// <param name="size">bytes of one element</param>
    /// <param name="to">the product of the shape, times the size</param>
    public static void Gather(ReadOnlySpan<byte> from, ReadOnlySpan<long> shape, ReadOnlySpan<long> strides, int size, Span<byte> to)
    {
        Span<long> index = stackalloc long[shape.Length];
        index.Clear();
        long source = 0;
        for (int at = 0; at < to.Length; at += size)
        {
            from.Slice((int)(source * size), size).CopyTo(to[at..]);
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                source += strides[axis];
                if (++index[axis] < shape[axis])
                    break;
                source -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }
    }

    /// <summary>Strides of an array without gaps whose last axis is next to itself.</summary>
    public static long[] RowMajor(ReadOnlySpan<long> shape)
    {
        var strides = new long[shape.Length];
        long step = 1;
        for (int axis = shape.Length - 1; axis >= 0; step *= shape[axis--])
            strides[axis] = step;
        return strides;
    }

    /// <summary>Strides of an array without gaps whose first axis is next to itself.</summary>
    public static long[] ColumnMajor(ReadOnlySpan<long> shape)
    {
        var strides = new long[shape.Length];
        long step = 1;
        for (int axis = 0; axis < shape.Length; step *= shape[axis++])
            strides[axis] = step;
        return strides;
    }
}
