using System.Numerics;
using System.Runtime.InteropServices;

namespace Fuse3D.Vision.Kernels;

/// <summary>What every point operator asks of interleaved xyz, and the separate axes that its inner loops read.</summary>
internal static class Points
{
    /// <summary>The number of points in interleaved xyz, all of them finite.</summary>
    /// <exception cref="InvalidInputException">names the first point with a NaN or an infinity</exception>
    public static int Count(ReadOnlySpan<float> xyz, string field)
    {
        if (xyz.Length % 3 != 0)
            throw new InvalidInputException($"{field} has {xyz.Length} values, not a multiple of 3 (x, y, z per point)", field);
        if (FirstNonFinite(xyz) is var i and >= 0)
            throw new InvalidInputException($"{field}: point {i / 3} has {"xyz"[i % 3]} = {xyz[i]}; coordinates must be finite", field);
        return xyz.Length / 3;
    }

    /// <summary>dx² + dy² + dz², summed in this order and without fused multiply-add: the order that every twin keeps.</summary>
    public static float SquaredDistance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float dx = a[0] - b[0], dy = a[1] - b[1], dz = a[2] - b[2];
        return dx * dx + dy * dy + dz * dz;
    }

    private static int FirstNonFinite(ReadOnlySpan<float> values)
    {
        int lanes = Vector<float>.Count, i = 0;
        Vector<float> largest = new(float.MaxValue);
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        while (i < vectors.Length && Vector.LessThanOrEqualAll(Vector.Abs(vectors[i]), largest))    // false for NaN
            i++;
        for (i *= lanes; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                return i;
        }

        return -1;
    }
}
