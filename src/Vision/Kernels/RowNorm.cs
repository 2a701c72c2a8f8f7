using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Kernels;

/// <summary>Layer normalisation over rows.</summary>
public static unsafe class RowNorm
{
    private const int RowsPerChunk = 128;

    /// <summary>y = (x - mean) / sqrt(variance + epsilon) · weight + bias, mean and variance (over all, not all but one) per row.</summary>
    /// <param name="x">[rows, width]</param>
    /// <param name="weight">[width]</param>
    /// <param name="bias">[width]</param>
    /// <param name="y">[rows, width]; may be the same memory as <paramref name="x"/></param>
    public static void Run(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, float epsilon, Span<float> y, Workers? workers = null)
    {
        int width = weight.Length, rows = x.Length / Math.Max(1, width);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bias.Length, width, nameof(bias));
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, rows * width, nameof(x));
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length, nameof(y));
        fixed (float* xAt = x, yAt = y, weightAt = weight, biasAt = bias)
        {
            (nint from, nint into, nint w, nint b) = ((nint)xAt, (nint)yAt, (nint)weightAt, (nint)biasAt);
            (workers ?? Workers.Shared).For((rows + RowsPerChunk - 1) / RowsPerChunk, chunk =>
            {
                for (long row = (long)chunk * RowsPerChunk; row < Math.Min(rows, (chunk + 1L) * RowsPerChunk); row++)
                    Row((float*)from + row * width, (float*)w, (float*)b, epsilon, (float*)into + row * width, width);
            });
        }
    }

    /// <summary>What <see cref="Run"/> does to one row, in double precision: its test oracle.</summary>
    internal static void RowScalar(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, double epsilon, Span<float> y)
    {
        double mean = 0, variance = 0;
        foreach (float value in x)
            mean += (double)value / x.Length;
        foreach (float value in x)
            variance += (value - mean) * (value - mean) / x.Length;
        for (int i = 0; i < x.Length; i++)
            y[i] = (float)((x[i] - mean) / Math.Sqrt(variance + epsilon) * weight[i] + bias[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(float* x, float* weight, float* bias, float epsilon, float* y, int width)
    {
        int lanes = Vector256<float>.Count, whole = width / lanes * lanes;
        float mean = Sum(x, width, whole) / width;
        float scale = 1 / MathF.Sqrt(SumOfSquares(x, mean, width, whole) / width + epsilon);
        Vector256<float> m = Vector256.Create(mean), s = Vector256.Create(scale);
        for (int i = 0; i < whole; i += lanes)
            ((Vector256.Load(x + i) - m) * s * Vector256.Load(weight + i) + Vector256.Load(bias + i)).Store(y + i);
        for (int i = whole; i < width; i++)
            y[i] = (x[i] - mean) * scale * weight[i] + bias[i];
    }

    private static float Sum(float* x, int width, int whole)
    {
        Vector256<float> sums = Vector256<float>.Zero;
        for (int i = 0; i < whole; i += Vector256<float>.Count)
            sums += Vector256.Load(x + i);
        float sum = Vector256.Sum(sums);
        for (int i = whole; i < width; i++)
            sum += x[i];
        return sum;
    }

    private static float SumOfSquares(float* x, float mean, int width, int whole)
    {
        Vector256<float> sums = Vector256<float>.Zero, m = Vector256.Create(mean);
        for (int i = 0; i < whole; i += Vector256<float>.Count)
        {
            Vector256<float> d = Vector256.Load(x + i) - m;
            sums += d * d;
        }

        float sum = Vector256.Sum(sums);
        for (int i = whole; i < width; i++)
            sum += (x[i] - mean) * (x[i] - mean);
        return sum;
    }
}
