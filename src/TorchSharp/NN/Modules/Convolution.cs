using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// What all convolutions have: weight [out, in / groups, kernel...] (transposed: [in, out / groups, kernel...]), bias [out] and geometry.
/// </summary>
public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))] private Parameter? _weight;
    [ComponentName(Name = nameof(bias))] private Parameter? _bias;

    private protected Convolution(
        string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, Padding? padding_type,
        long[] dilation, long[] output_padding, bool transposed, long groups, bool bias, PaddingModes padding_mode, Device? device,
        ScalarType? dtype)
        : base(name)
    {
        if (in_channels % groups != 0 || out_channels % groups != 0)
            throw new ArgumentException(
                $"{name}: {in_channels} and {out_channels} channels do not split into {groups} groups", nameof(groups));
        if (padding_type == Padding.Same && stride.Any(step => step != 1))
            throw new ArgumentException($"{name}: padding 'same' goes with stride 1 only", nameof(padding_type));
        (this.in_channels, this.out_channels, this.groups, this.transposed) = (in_channels, out_channels, groups, transposed);
        (this.kernel_size, this.stride, this.padding, this.dilation, this.output_padding) =
            (kernel_size, stride, padding, dilation, output_padding);
        (this.padding_type, this.padding_mode) = (padding_type, padding_mode);

        var (rows, columns) = transposed ? (in_channels, out_channels / groups) : (out_channels, in_channels / groups);
        weight = nn.Parameter(empty([rows, columns, .. kernel_size], dtype: dtype, device: device));
        if (bias)
            this.bias = nn.Parameter(empty([out_channels], dtype: dtype, device: device));
        reset_parameters();
    }

    public long in_channels { get; }

    public long out_channels { get; }

    public bool transposed { get; }

    public long groups { get; set; }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    /// <summary>Rows and columns added at both ends; unused where <see cref="padding_type"/> is set.</summary>
    public long[] padding { get; set; }

    public Padding? padding_type { get; set; }

    public PaddingModes padding_mode { get; set; }

    public long[] dilation { get; set; }

    public long[] output_padding { get; set; }

    public Parameter weight
    {
        get => _weight!;
        set => Exchange(ref _weight, value ?? throw new ArgumentNullException(nameof(value)), nameof(weight));
    }

    public Parameter? bias { get => _bias; set => Exchange(ref _bias, value, nameof(bias)); }

    public void reset_parameters() => Uniform.Fill(weight, bias);

    /// <summary>The input with what <see cref="padding_mode"/> puts around it, the last axis first as pad() wants it.</summary>
    private protected Tensor Surround(Tensor input) =>
        nn.functional.pad(input, [.. padding_type is null ? Around(padding) : SameAround()], padding_mode);

    private static IEnumerable<long> Around(long[] padding) => padding.Reverse().SelectMany(size => new[] { size, size });

    private IEnumerable<long> SameAround() => Enumerable.Range(0, kernel_size.Length).Reverse().SelectMany(axis =>
    {
        long total = padding_type == Padding.Same ? dilation[axis] * (kernel_size[axis] - 1) : 0;
        return new[] { total / 2, total - (total / 2) };
    });

    /// <summary>[N, C, ...] or [C, ...] with the right number of channels.</summary>
    private protected void RequireChannels(Tensor input)
    {
        int spatial = kernel_size.Length;
        long[] shape = input.shape;
        if ((shape.Length != spatial + 2 && shape.Length != spatial + 1) || shape[^(spatial + 1)] != in_channels)
            throw new ArgumentException(
                $"{GetName()} takes {spatial + 2} dimensions ({spatial + 1} without a batch) with {in_channels} channels; "
                + $"got [{string.Join(", ", shape)}]",
                nameof(input));
    }
}

/// <summary>[N, in_channels, L] to [N, out_channels, L'].</summary>
public sealed class Conv1d : Convolution
{
    internal Conv1d(
        long in_channels, long out_channels, long kernel_size, long stride, long padding, Padding? padding_type, long dilation, long groups,
        bool bias, PaddingModes padding_mode, Device? device, ScalarType? dtype)
        : base(
            nameof(Conv1d), in_channels, out_channels, [kernel_size], [stride], [padding], padding_type, [dilation], [0], transposed: false,
            groups, bias, padding_mode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input)
    {
        RequireChannels(input);
        if (padding_mode == PaddingModes.Zeros)
            return padding_type is Padding named
                ? nn.functional.conv1d_padding(input, weight, bias, stride[0], named, dilation[0], groups)
                : nn.functional.conv1d(input, weight, bias, stride[0], padding[0], dilation[0], groups);
        using Tensor padded = Surround(input);
        return nn.functional.conv1d(padded, weight, bias, stride[0], 0, dilation[0], groups);
    }
}

/// <summary>[N, in_channels, H, W] to [N, out_channels, H', W'].</summary>
public sealed class Conv2d : Convolution
{
    internal Conv2d(
        long in_channels, long out_channels, (long, long) kernel_size, (long, long) stride, (long, long) padding, Padding? padding_type,
        (long, long) dilation, long groups, bool bias, PaddingModes padding_mode, Device? device, ScalarType? dtype)
        : base(
            nameof(Conv2d), in_channels, out_channels, [kernel_size.Item1, kernel_size.Item2], [stride.Item1, stride.Item2],
            [padding.Item1, padding.Item2], padding_type, [dilation.Item1, dilation.Item2], [0, 0], transposed: false, groups, bias,
            padding_mode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input)
    {
        RequireChannels(input);
        if (padding_mode == PaddingModes.Zeros)
            return padding_type is Padding named
                ? nn.functional.conv2d_padding(input, weight, bias, stride, named, dilation, groups)
                : nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
        using Tensor padded = Surround(input);
        return nn.functional.conv2d(padded, weight, bias, stride, [0, 0], dilation, groups);
    }
}
