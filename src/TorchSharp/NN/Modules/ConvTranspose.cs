using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>[N, in_channels, H, W] to [N, out_channels, H', W']: the gradient of a convolution as a layer.</summary>
public sealed class ConvTranspose2d : Convolution
{
    internal ConvTranspose2d(
        long in_channels, long out_channels, (long, long) kernel_size, (long, long) stride, (long, long) padding,
        (long, long) output_padding, (long, long) dilation, long groups, bool bias, PaddingModes padding_mode, Device? device,
        ScalarType? dtype)
        : base(
            nameof(ConvTranspose2d), in_channels, out_channels, [kernel_size.Item1, kernel_size.Item2], [stride.Item1, stride.Item2],
            [padding.Item1, padding.Item2], null, [dilation.Item1, dilation.Item2], [output_padding.Item1, output_padding.Item2],
            transposed: true, groups, bias, padding_mode, device, dtype)
    {
        if (padding_mode != PaddingModes.Zeros)
            throw new ArgumentException($"ConvTranspose2d pads with zeros only; got {padding_mode}", nameof(padding_mode));
    }

    public override Tensor forward(Tensor input)
    {
        RequireChannels(input);
        return nn.functional.conv_transpose2d(input, weight, bias, stride, padding, output_padding, dilation, groups);
    }

    /// <param name="output_size">which of the possible output sizes [H', W'] is wanted; null: the one that output_padding gives</param>
    public Tensor forward(Tensor input, long[]? output_size)
    {
        if (output_size is null)
            return forward(input);
        RequireChannels(input);
        long[] extra = [.. Enumerable.Range(0, 2).Select(axis => output_size[^(2 - axis)] - SmallestSize(input, axis))];
        for (int axis = 0; axis < 2; axis++)
            if (extra[axis] < 0 || extra[axis] >= Math.Max(stride[axis], dilation[axis]))
                throw new ArgumentException(
                    $"ConvTranspose2d: no output of [{string.Join(", ", output_size)}] from [{string.Join(", ", input.shape)}]",
                    nameof(output_size));
        return nn.functional.conv_transpose2d(input, weight, bias, stride, padding, extra, dilation, groups);
    }

    private long SmallestSize(Tensor input, int axis) =>
        ((input.shape[^(2 - axis)] - 1) * stride[axis]) - (2 * padding[axis]) + (dilation[axis] * (kernel_size[axis] - 1)) + 1;
}
