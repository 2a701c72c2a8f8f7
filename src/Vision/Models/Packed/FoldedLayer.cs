using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Kernels;

namespace Fuse3D.Vision.Models.Packed;

/// <summary>A linear layer as plain numbers: out = weight * in + bias for each row.</summary>
/// <param name="Inputs">columns of the weight</param>
/// <param name="Outputs">rows of the weight</param>
/// <param name="Weight">[Outputs, Inputs]</param>
/// <param name="Bias">[Outputs]</param>
internal sealed record FoldedLayer(int Inputs, int Outputs, float[] Weight, float[] Bias)
{
    private const double NormEpsilon = 1e-5;

    /// <summary>A linear layer, or a convolution of kernel 1, as it is.</summary>
    public static FoldedLayer Of(WeightTable weights, string layer)
    {
        Weight weight = weights[$"{layer}.weight"];
        float[] bias = weights.TryGet($"{layer}.bias", out Weight? given) ? given.Values : new float[weight.Shape[0]];
        return new((int)(weight.Values.Length / weight.Shape[0]), (int)weight.Shape[0], weight.Values, bias);
    }

    /// <summary>A layer with the batch norm that follows it, in evaluation.</summary>
    public static FoldedLayer Of(WeightTable weights, string layer, string norm)
    {
        FoldedLayer plain = Of(weights, layer);
        float[] gain = weights[$"{norm}.weight"].Values, shift = weights[$"{norm}.bias"].Values;
        float[] mean = weights[$"{norm}.running_mean"].Values, variance = weights[$"{norm}.running_var"].Values;
        float[] weight = new float[plain.Weight.Length], bias = new float[plain.Outputs];
        for (int o = 0; o < plain.Outputs; o++)
        {
            double scale = gain[o] / Math.Sqrt(variance[o] + NormEpsilon);
            bias[o] = (float)((plain.Bias[o] - (double)mean[o]) * scale + shift[o]);
            for (int i = 0; i < plain.Inputs; i++)
                weight[o * plain.Inputs + i] = (float)(plain.Weight[o * plain.Inputs + i] * scale);
        }

        return plain with { Weight = weight, Bias = bias };
    }

    public PackedLinear Pack(Activation activation = Activation.None) => new(Weight, Bias, Inputs, activation);

    /// <summary>Some of the outputs.</summary>
    public FoldedLayer Rows(int first, int count) => this with
    {
        Outputs = count,
        Weight = Weight[(first * Inputs)..((first + count) * Inputs)],
        Bias = Bias[first..(first + count)],
    };

    /// <summary>Some of the inputs.</summary>
    public FoldedLayer Columns(int first, int count)
    {
        var weight = new float[Outputs * count];
        for (int o = 0; o < Outputs; o++)
            Array.Copy(Weight, o * Inputs + first, weight, o * count, count);
        return this with { Inputs = count, Weight = weight };
    }

    /// <summary>All outputs times a number.</summary>
    public FoldedLayer Times(float factor) => this with
    {
        Weight = [.. Weight.Select(w => w * factor)],
        Bias = [.. Bias.Select(b => b * factor)],
    };

    /// <summary>Several layers of the same inputs as one; their outputs one after the other.</summary>
    public static FoldedLayer Stack(params ReadOnlySpan<FoldedLayer> layers)
    {
        List<float> weight = [], bias = [];
        foreach (FoldedLayer layer in layers)
        {
            weight.AddRange(layer.Weight);
            bias.AddRange(layer.Bias);
        }

        return new(layers[0].Inputs, bias.Count, [.. weight], [.. bias]);
    }
}
