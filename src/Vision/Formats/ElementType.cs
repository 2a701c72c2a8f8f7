namespace Fuse3D.Vision.Formats;

/// <summary>What one element of a stored array is. All of them are little endian in memory.</summary>
public enum ElementType
{
    Bool,
    UInt8,
    Int8,
    Float8E4M3,
    Float8E5M2,
    Int16,
    UInt16,
    Float16,
    BFloat16,
    Int32,
    UInt32,
    Float32,
    Int64,
    UInt64,
    Float64,
}

/// <summary>Sizes and conversions of <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    /// <summary>Bytes of one element: 1, 2, 4 or 8.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Bool or ElementType.UInt8 or ElementType.Int8 or ElementType.Float8E4M3 or ElementType.Float8E5M2 => 1,
        ElementType.Int16 or ElementType.UInt16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Int32 or ElementType.UInt32 or ElementType.Float32 => 4,
        _ => 8,
    };

    /// <summary>Elements of an array of this shape; false when a dimension is negative or there are more than 2^63 - 1.</summary>
    public static bool TryCount(ReadOnlySpan<long> shape, out long count)
    {
        count = 1;
        foreach (long size in shape)
        {
            if (size < 0 || (size != 0 && count > long.MaxValue / size))
                return false;
            count *= size;
        }

        return true;
    }
}
