using System.Numerics;
using System.Runtime.InteropServices;

namespace Fuse3D.Vision.Models.Packed;

/// <summary>What happens to rows of channels between matrix products.</summary>
internal static class RowMath
{
    /// <summary>a += b</summary>
    public static void Add(Span<float> a, ReadOnlySpan<float> b)
    {
        Span<Vector<float>> left = MemoryMarshal.Cast<float, Vector<float>>(a);
        ReadOnlySpan<Vector<float>> right = MemoryMarshal.Cast<float, Vector<float>>(b);
        for (int i = 0; i < left.Length; i++)
            left[i] += right[i];
        for (int i = left.Length * Vector<float>.Count; i < a.Length; i++)
            a[i] += b[i];
    }

    /// <summary>sum = a + b</summary>
    public static void Add(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> sum)
    {
        a.CopyTo(sum);
        Add(sum, b);
    }

    /// <summary>out = a * factor</summary>
    public static void Times(ReadOnlySpan<float> a, float factor, Span<float> output)
    {
        for (int i = 0; i < a.Length; i++)
            output[i] = a[i] * factor;
    }

    /// <summary>a = max(a, b)</summary>
    public static void Max(Span<float> a, ReadOnlySpan<float> b)
    {
        Span<Vector<float>> left = MemoryMarshal.Cast<float, Vector<float>>(a);
        ReadOnlySpan<Vector<float>> right = MemoryMarshal.Cast<float, Vector<float>>(b);
        for (int i = 0; i < left.Length; i++)
            left[i] = Vector.Max(left[i], right[i]);
        for (int i = left.Length * Vector<float>.Count; i < a.Length; i++)
            a[i] = MathF.Max(a[i], b[i]);
    }
}
