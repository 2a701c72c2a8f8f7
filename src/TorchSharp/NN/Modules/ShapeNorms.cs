using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Normalises over the last axes; scale and shift have their shape.</summary>
public sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))] private Parameter? _weight;
    [ComponentName(Name = nameof(bias))] private Parameter? _bias;

    internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype)
        : base(nameof(LayerNorm))
    {
        (this.normalized_shape, this.eps, this.elementwise_affine) = (normalized_shape, eps, elementwise_affine);
        if (!elementwise_affine)
            return;
        weight = nn.Parameter(ones(normalized_shape, dtype: dtype, device: device));
        if (bias)
            this.bias = nn.Parameter(zeros(normalized_shape, dtype: dtype, device: device));
    }

    public long[] normalized_shape { get; set; }

    public double eps { get; set; }

    public bool elementwise_affine { get; set; }

    public Parameter? weight { get => _weight; set => Exchange(ref _weight, value, nameof(weight)); }

    public Parameter? bias { get => _bias; set => Exchange(ref _bias, value, nameof(bias)); }

    public override Tensor forward(Tensor input) => nn.functional.layer_norm(input, normalized_shape, weight, bias, eps);
}

/// <summary>Normalises groups of channels of [N, C, ...]; scale and shift are per channel.</summary>
public sealed class GroupNorm : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))] private Parameter? _weight;
    [ComponentName(Name = nameof(bias))] private Parameter? _bias;

    internal GroupNorm(long num_groups, long num_channels, double eps, bool affine, Device? device, ScalarType? dtype)
        : base(nameof(GroupNorm))
    {
        if (num_channels % num_groups != 0)
            throw new ArgumentException($"GroupNorm: {num_channels} channels do not split into {num_groups} groups", nameof(num_groups));
        (this.num_groups, this.eps, this.affine) = (num_groups, eps, affine);
        if (!affine)
            return;
        weight = nn.Parameter(ones([num_channels], dtype: dtype, device: device));
        bias = nn.Parameter(zeros([num_channels], dtype: dtype, device: device));
    }

    public long num_groups { get; set; }

    public double eps { get; set; }

    public bool affine { get; set; }

    public Parameter? weight { get => _weight; set => Exchange(ref _weight, value, nameof(weight)); }

    public Parameter? bias { get => _bias; set => Exchange(ref _bias, value, nameof(bias)); }

    public override Tensor forward(Tensor input) => nn.functional.group_norm(input, num_groups, weight, bias, eps);
}
