using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>[..., in_features] to [..., out_features]: x weightᵀ + bias.</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))] private Parameter? _weight;
    [ComponentName(Name = nameof(bias))] private Parameter? _bias;

    internal Linear(Parameter weight, Parameter? bias) : base(nameof(Linear))
    {
        (out_features, in_features) = (weight.shape[0], weight.shape[1]);
        this.weight = weight;
        this.bias = bias;
    }

    internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Linear))
    {
        (in_features, out_features) = (inputSize, outputSize);
        weight = nn.Parameter(empty([outputSize, inputSize], dtype: dtype, device: device));
        if (hasBias)
            bias = nn.Parameter(empty([outputSize], dtype: dtype, device: device));
        Uniform.Fill(weight, bias);
    }

    public long in_features { get; set; }

    public long out_features { get; set; }

    /// <summary>[out_features, in_features]; setting it frees the old one.</summary>
    public Parameter weight
    {
        get => _weight!;
        set => Exchange(ref _weight, value ?? throw new ArgumentNullException(nameof(value)), nameof(weight));
    }

    /// <summary>[out_features] or null.</summary>
    public Parameter? bias { get => _bias; set => Exchange(ref _bias, value, nameof(bias)); }

    public override Tensor forward(Tensor input) => nn.functional.linear(input, weight, bias);
}

/// <summary>The initial values of linear layers and convolutions: uniform in ±1 / sqrt(fan in), the weight first.</summary>
internal static class Uniform
{
    public static void Fill(Parameter weight, Parameter? bias)
    {
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (bias is null)
            return;
        var (fanIn, _) = nn.init.CalculateFanInAndFanOut(weight);
        double bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
        nn.init.uniform_(bias, -bound, bound);
    }
}
