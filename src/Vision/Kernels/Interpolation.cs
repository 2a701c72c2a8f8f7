using System.Numerics;

namespace Fuse3D.Vision.Kernels;

/// <summary>Blends the features of three known points: f[i1] w1 + f[i2] w2 + f[i3] w3, summed in this order.</summary>
public static class Interpolation
{
    /// <summary>Channels first, as the networks keep features.</summary>
    /// <param name="features">[C, M] of the known points</param>
    /// <param name="known">M</param>
    /// <param name="indices">[N, 3] each below M</param>
    /// <param name="weights">[N, 3]</param>
    /// <param name="blended">[C, N]</param>
    public static void Channels(ReadOnlySpan<float> features, int known, ReadOnlySpan<int> indices, ReadOnlySpan<float> weights, Span<float> blended)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(known, 1);
        int count = indices.Length / 3, channels = features.Length / known;
        Check(indices, weights);
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, channels * known, nameof(features));
        ArgumentOutOfRangeException.ThrowIfNotEqual(blended.Length, channels * count, nameof(blended));
        for (int c = 0; c < channels; c++)
        {
            ReadOnlySpan<float> row = features.Slice(c * known, known);
            Span<float> into = blended.Slice(c * count, count);
            for (int i = 0; i < count; i++)
                into[i] = row[indices[3 * i]] * weights[3 * i] + row[indices[3 * i + 1]] * weights[3 * i + 1] + row[indices[3 * i + 2]] * weights[3 * i + 2];
        }
    }

    /// <summary>Row by row: a point's channels lie together, so a row is blended in whole vectors.</summary>
    /// <param name="features">[M, C] of the known points</param>
    /// <param name="channels">C</param>
    /// <param name="indices">[N, 3] each below M</param>
    /// <param name="weights">[N, 3]</param>
    /// <param name="blended">receives C values at the start of each of N rows</param>
    /// <param name="blendedStride">from row to row, at least C</param>
    public static void Rows(
        ReadOnlySpan<float> features, int channels, ReadOnlySpan<int> indices, ReadOnlySpan<float> weights, Span<float> blended, int blendedStride)
    {
        Check(indices, weights);
        ArgumentOutOfRangeException.ThrowIfLessThan(blendedStride, channels);
        for (int i = 0; i < indices.Length / 3; i++)
        {
            ReadOnlySpan<float> a = features.Slice(indices[3 * i] * channels, channels);
            ReadOnlySpan<float> b = features.Slice(indices[3 * i + 1] * channels, channels);
            ReadOnlySpan<float> c = features.Slice(indices[3 * i + 2] * channels, channels);
            Blend(a, b, c, weights.Slice(3 * i, 3), blended.Slice(i * blendedStride, channels));
        }
    }

    /// <summary>What <see cref="Rows"/> does to one row, one channel at a time: its tail, and its test oracle.</summary>
    internal static void BlendScalar(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, ReadOnlySpan<float> weights, Span<float> blended)
    {
        for (int i = 0; i < blended.Length; i++)
            blended[i] = a[i] * weights[0] + b[i] * weights[1] + c[i] * weights[2];
    }

    internal static void Blend(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, ReadOnlySpan<float> weights, Span<float> blended)
    {
        int lanes = Vector<float>.Count, i = 0;
        Vector<float> wa = new(weights[0]), wb = new(weights[1]), wc = new(weights[2]);
        for (; i <= blended.Length - lanes; i += lanes)
            (new Vector<float>(a[i..]) * wa + new Vector<float>(b[i..]) * wb + new Vector<float>(c[i..]) * wc).CopyTo(blended[i..]);
        BlendScalar(a[i..], b[i..], c[i..], weights, blended[i..]);
    }

    private static void Check(ReadOnlySpan<int> indices, ReadOnlySpan<float> weights)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(indices.Length % 3, 0, nameof(indices));
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, indices.Length, nameof(weights));
    }
}
