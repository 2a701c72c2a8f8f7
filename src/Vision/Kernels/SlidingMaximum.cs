using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Kernels;

/// <summary>The largest number of every square window, at stride 1 and in maps of the same size: maximum pooling, rows first and then columns.</summary>
public static unsafe class SlidingMaximum
{
    /// <summary>Spread over the workers; blocks until done. What is not a number makes every window that holds it not a number.</summary>
    /// <param name="x">maps [planes, height, width]</param>
    /// <param name="y">as <paramref name="x"/>; must not overlap it</param>
    /// <param name="window">its side, odd; beyond the edges it holds nothing</param>
    public static void Run(ReadOnlySpan<float> x, Span<float> y, int height, int width, int window, Workers? workers = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(window % 2, 1, nameof(window));
        int plane = checked(height * width);
        if (x.Length % plane != 0 || y.Length != x.Length)
            throw new InvalidInputException($"x has {x.Length} and y {y.Length} values; both must be the same multiple of {height} x {width}", nameof(x));
        int planes = x.Length / plane;
        fixed (float* xAt = x, yAt = y)
        {
            (nint from, nint into) = ((nint)xAt, (nint)yAt);
            (workers ?? Workers.Shared).For(planes, i => RunPlane((float*)from + (long)i * plane, (float*)into + (long)i * plane, height, width, window / 2));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunPlane(float* x, float* y, int height, int width, int reach)
    {
        int stride = (width + Vector256<float>.Count - 1) / Vector256<float>.Count * Vector256<float>.Count;
        using Scratch scratch = new((long)height * stride + stride + 2 * reach);
        float* rows = scratch.At, line = rows + (long)height * stride;
        new Span<float>(line, stride + 2 * reach).Fill(float.NegativeInfinity);
        for (int row = 0; row < height; row++)
        {
            new Span<float>(x + (long)row * width, width).CopyTo(new Span<float>(line + reach, width));
            float* into = rows + (long)row * stride;
            for (int j = 0; j < stride; j += Vector256<float>.Count)
            {
                Vector256<float> largest = Vector256.Load(line + j);
                for (int k = 1; k <= 2 * reach; k++)
                    largest = Vector256.Max(largest, Vector256.Load(line + j + k));
                largest.Store(into + j);
            }
        }

        for (int row = 0; row < height; row++)
        {
            int first = Math.Max(0, row - reach), last = Math.Min(height - 1, row + reach);
            float* into = y + (long)row * width;
            for (int j = 0; j < width; j += Vector256<float>.Count)
            {
                Vector256<float> largest = Vector256.Load(rows + (long)first * stride + j);
                for (int k = first + 1; k <= last; k++)
                    largest = Vector256.Max(largest, Vector256.Load(rows + (long)k * stride + j));
                if (width - j >= Vector256<float>.Count)
                    largest.Store(into + j);
                else
                    StorePart(largest, into + j, width - j);
            }
        }
    }

    private static void StorePart(Vector256<float> values, float* into, int count)
    {
        for (int i = 0; i < count; i++)
            into[i] = values[i];
    }
}
