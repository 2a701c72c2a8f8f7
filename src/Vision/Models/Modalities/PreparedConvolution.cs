using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.Packed;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Modalities;

/// <summary>A convolution in its faster form for answers: with the norm behind it, and with fewer products where its shape allows.</summary>
internal sealed class PreparedConvolution : IPreparedLayer
{
    private readonly Conv2d _shape;
    private readonly FoldedWeights? _folded;
    private readonly WinogradConvolution? _winograd;
    private readonly long _dilation;

    private PreparedConvolution(Conv2d shape, FoldedWeights? folded, WinogradConvolution? winograd)
    {
        (_shape, _folded, _winograd) = (shape, folded, winograd);
        _dilation = winograd is null ? 1 : shape.dilation[0];
    }

    /// <param name="norm">of its outputs</param>
    public static PreparedConvolution Of(Conv2d shape, BatchNorm2d norm)
    {
        FoldedWeights folded = FoldedWeights.Of(shape, norm);
        if (!IsWinograd(shape))
            return new(shape, folded, null);
        using (folded)
            return new(shape, null, Winograd(folded.Weight, folded.Bias));
    }

    /// <summary>Of a convolution without a norm.</summary>
    /// <returns>null: it has no faster form</returns>
    public static PreparedConvolution? Of(nn.Module layer) =>
        layer is Conv2d shape && IsWinograd(shape) ? new(shape, null, Winograd(shape.weight, shape.bias)) : null;

    public Tensor Run(Tensor input)
    {
        if (_winograd is not null)
            return RunWinograd(_winograd, input);
        var (weight, bias) = _folded!;
        return nn.functional.conv2d(input, weight, bias, _shape.stride, _shape.padding, _shape.dilation, _shape.groups);
    }

    public void Dispose() => _folded?.Dispose();

    // 3x3 that keeps the size, dilated or not, on the CPU.
    private static bool IsWinograd(Conv2d shape) =>
        shape.groups == 1 && Math.Min(shape.in_channels, shape.out_channels) >= WinogradConvolution.LeastChannels && shape.padding is [var down, var across]
        && shape.kernel_size is [3, 3] && shape.stride is [1, 1] && shape.dilation is [var step, var other] && step == other && down == step && across == step
        && shape.weight is { device_type: DeviceType.CPU, dtype: ScalarType.Float32 };

    private static WinogradConvolution Winograd(Tensor weight, Tensor? bias) => new(weight.ToFloats(), bias?.ToFloats() ?? [], (int)weight.shape[1]);

    private Tensor RunWinograd(WinogradConvolution winograd, Tensor input)
    {
        using var scope = NewDisposeScope();
        long batch = input.shape[0], height = input.shape[2], width = input.shape[3], d = _dilation;
        // A dilated convolution is a plain one on every d-th row and column: d x d pictures instead of one.
        long down = (height + d - 1) / d, across = (width + d - 1) / d;
        long padded = WinogradConvolution.PaddedWidth((int)across), lines = WinogradConvolution.PaddedHeight((int)down);
        Tensor x = nn.functional.pad(input, [d, padded * d - width - d, d, lines * d - height - d]);
        if (d > 1)
            x = x.reshape(batch, -1, lines, d, padded, d).permute(0, 3, 5, 1, 2, 4);
        x = x.contiguous();
        Tensor y = empty([batch * d * d, winograd.Outputs, down, across]);
        winograd.Run(x.Values(), y.Values(), (int)(batch * d * d), (int)down, (int)across);
        if (d > 1)
            y = y.reshape(batch, d, d, winograd.Outputs, down, across).permute(0, 3, 4, 1, 5, 2).reshape(batch, -1, down * d, across * d).narrow(2, 0, height).narrow(3, 0, width);
        return y.MoveToOuterDisposeScope();
    }
}
