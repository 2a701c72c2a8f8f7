using System.Numerics;

namespace Fuse3D.Vision.Kernels;

/// <summary>The loops of a batch norm with ReLU in training, over rows of channels. Channels are a multiple of 32.</summary>
internal static unsafe class NormRows
{
    private static readonly int Lanes = Vector<float>.Count;

    /// <summary>x = max(0, y scale + shift)</summary>
    /// <param name="y">[rows, C]</param>
    /// <param name="x">[rows, C]; may be <paramref name="y"/></param>
    public static void Activate(float* y, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, int rows, float* x)
    {
        int channels = scale.Length;
        for (int r = 0; r < rows; r++, y += channels, x += channels)
        {
            for (int c = 0; c < channels; c += Lanes)
                Vector.Max(Vector.Load(y + c) * new Vector<float>(scale[c..]) + new Vector<float>(shift[c..]), Vector<float>.Zero).Store(x + c);
        }
    }

    /// <summary>Weighted mean of each channel, and the weighted sum of squared deviations from it.</summary>
    /// <param name="y">[rows, C]</param>
    /// <param name="weights">[rows]</param>
    public static void Moments(float* y, ReadOnlySpan<float> weights, float allWeights, Span<float> mean, Span<float> squares)
    {
        int channels = mean.Length;
        for (int c = 0; c < channels; c += Lanes)
        {
            Vector<float> sum = Vector<float>.Zero, spread = Vector<float>.Zero;
            for (int r = 0; r < weights.Length; r++)
                sum += Vector.Load(y + r * channels + c) * weights[r];
            Vector<float> middle = sum / allWeights;
            for (int r = 0; r < weights.Length; r++)
            {
                Vector<float> away = Vector.Load(y + r * channels + c) - middle;
                spread += away * away * weights[r];
            }

            middle.CopyTo(mean[c..]);
            spread.CopyTo(squares[c..]);
        }
    }

    /// <summary>Lets a gradient through where the ReLU did, and adds up what the norm's own gradients are made of.</summary>
    /// <param name="gradient">[rows, C] of the ReLU's results; becomes that of its inputs</param>
    /// <param name="x">[rows, C] the ReLU's results</param>
    /// <param name="y">[rows, C] what the norm read</param>
    /// <param name="sum">[C] += the gradient</param>
    /// <param name="product">[C] += the gradient times the norm's result before weight and bias</param>
    public static void Mask(
        float* gradient, float* x, float* y, int rows, ReadOnlySpan<float> mean, ReadOnlySpan<float> inverse, Span<float> sum, Span<float> product)
    {
        int channels = mean.Length;
        for (int c = 0; c < channels; c += Lanes)
        {
            Vector<float> sums = new(sum[c..]), products = new(product[c..]), middle = new(mean[c..]), unit = new(inverse[c..]);
            for (int r = 0; r < rows; r++)
            {
                long at = (long)r * channels + c;
                Vector<float> passed = Vector.ConditionalSelect(
                    Vector.GreaterThan(Vector.Load(x + at), Vector<float>.Zero), Vector.Load(gradient + at), Vector<float>.Zero);
                passed.Store(gradient + at);
                sums += passed;
                products += passed * ((Vector.Load(y + at) - middle) * unit);
            }

            sums.CopyTo(sum[c..]);
            products.CopyTo(product[c..]);
        }
    }

    /// <summary>gradient = gradient scale + weight (constant + slope y): a norm's gradient, with its mean and variance over the batch.</summary>
    /// <param name="gradient">[rows, C] of the norm's results; becomes that of its inputs</param>
    public static void Spread(
        float* gradient, float* y, ReadOnlySpan<float> weights, ReadOnlySpan<float> scale, ReadOnlySpan<float> constant, ReadOnlySpan<float> slope)
    {
        int channels = scale.Length;
        for (int r = 0; r < weights.Length; r++, gradient += channels, y += channels)
        {
            for (int c = 0; c < channels; c += Lanes)
            {
                Vector<float> shared = (new Vector<float>(constant[c..]) + new Vector<float>(slope[c..]) * Vector.Load(y + c)) * weights[r];
                (Vector.Load(gradient + c) * new Vector<float>(scale[c..]) + shared).Store(gradient + c);
            }
        }
    }

    /// <summary>into += row factor</summary>
    public static void AddScaled(float* row, float factor, float* into, int channels)
    {
        for (int c = 0; c < channels; c += Lanes)
            (Vector.Load(into + c) + Vector.Load(row + c) * factor).Store(into + c);
    }
}
