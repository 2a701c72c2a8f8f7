namespace Fuse3D.Vision.Formats;

/// <summary>Which input pixels make each output pixel along one axis, with fixed-point weights.</summary>
/// <remarks>
/// A triangle of half-width 1 output pixel (at least 1 input pixel), weights normalised in double and rounded to 22 fraction bits:
/// Pillow's 8-bit resampling, so that sums agree with it in every bit.
/// </remarks>
internal sealed class ResizeFilter
{
    public const int FractionBits = 22;

    private ResizeFilter(int[] first, int[] taps, int[] weights, int stride) =>
        (First, Taps, Weights, Stride) = (first, taps, weights, stride);

    /// <summary>[to] first input pixel.</summary>
    public int[] First { get; }

    /// <summary>[to] number of input pixels, at least 1.</summary>
    public int[] Taps { get; }

    /// <summary>[to, Stride], of which the first <see cref="Taps"/> of a row count.</summary>
    public int[] Weights { get; }

    public int Stride { get; }

    public static ResizeFilter Create(int from, int to)
    {
        double scale = (double)from / to, widening = Math.Max(scale, 1);
        int stride = (int)Math.Ceiling(widening) * 2 + 1;
        var filter = new ResizeFilter(new int[to], new int[to], new int[checked(to * stride)], stride);
        Span<double> shares = new double[stride];
        for (int i = 0; i < to; i++)
        {
            double centre = (i + 0.5) * scale;
            int first = Math.Max((int)(centre - widening + 0.5), 0);
            int taps = Math.Min((int)(centre + widening + 0.5), from) - first;
            double sum = 0;
            for (int t = 0; t < taps; t++)
                sum += shares[t] = Math.Max(1 - Math.Abs((t + first - centre + 0.5) * (1 / widening)), 0);
            for (int t = 0; t < taps; t++)
                filter.Weights[i * stride + t] = (int)(0.5 + shares[t] / sum * (1 << FractionBits));
            (filter.First[i], filter.Taps[i]) = (first, taps);
        }

        return filter;
    }

    public ReadOnlySpan<int> WeightsOf(int i) => Weights.AsSpan(i * Stride, Taps[i]);
}
