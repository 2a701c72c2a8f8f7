using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Modalities;

/// <summary>
/// A transposed convolution 4x4 of stride 2 and padding 1 as one convolution 2x2 that gives the four pixels of every place at once: the same products,
/// without the map of all of them in between.
/// </summary>
/// <remarks>
/// Of outputs 2 y and 2 y + 1, the first is made of inputs y - 1 and y, the second of y and y + 1; across likewise. B pictures, C channels.
/// </remarks>
internal sealed class PreparedTransposed : IPreparedLayer
{
    /// <summary>Below this many pixels of a map libtorch's own form is no slower, on AVX2 and AVX-512 (<c>bench kernels</c>); fewer channels out have no case there.</summary>
    private const int LeastPixels = 1024, LeastChannels = 16;

    private readonly ConvTranspose2d _shape;
    private readonly Lazy<(Tensor Weight, Tensor? Bias)> _quarters;     // made for the first map that is large enough: most layers see none

    private PreparedTransposed(ConvTranspose2d shape) => (_shape, _quarters) = (shape, new(Quarters));

    /// <returns>null: another layer, or a transposed convolution of another shape</returns>
    public static PreparedTransposed? Of(nn.Module layer) =>
        layer is ConvTranspose2d shape && IsDoubling(shape) && shape.out_channels >= LeastChannels ? new(shape) : null;

    public Tensor Run(Tensor input) => input.shape[2] * input.shape[3] < LeastPixels ? _shape.call(input) : RunJoined(input);

    /// <summary>By one convolution, whatever the map's size; <c>bench kernels</c> compares it with the layer's own form.</summary>
    internal Tensor RunJoined(Tensor input)
    {
        long batch = input.shape[0], height = input.shape[2], width = input.shape[3], channels = _shape.out_channels;
        using var scope = NewDisposeScope();
        var (weight, bias) = _quarters.Value;
        Tensor quarters = nn.functional.conv2d(input, weight, bias, padding: [1, 1]).reshape(batch, 4, channels, height + 1, width + 1);
        Tensor output = empty([batch, channels, height, 2, width, 2]);
        for (int odd = 0; odd < 4; odd++)
        {
            var (down, across) = (odd / 2, odd % 2);
            output.select(5, across).select(3, down).copy_(quarters.select(1, odd).narrow(2, down, height).narrow(3, across, width));
        }

        return output.reshape(batch, channels, 2 * height, 2 * width).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        if (!_quarters.IsValueCreated)
            return;
        _quarters.Value.Weight.Dispose();
        _quarters.Value.Bias?.Dispose();
    }

    private static bool IsDoubling(ConvTranspose2d shape) =>
        shape.kernel_size is [4, 4] && shape.stride is [2, 2] && shape.padding is [1, 1] && shape.output_padding is null or [0, 0] && shape.dilation is [1, 1]
        && shape.groups == 1 && shape.weight is { device_type: DeviceType.CPU, dtype: ScalarType.Float32 };

    // [4 C, inputs, 2, 2] and [4 C]: C of even rows and columns, of even rows and odd columns, of odd rows and even columns, of odd ones.
    private (Tensor Weight, Tensor? Bias) Quarters()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        // [inputs, C, 4, 4]: output 2 y takes row 3 for input y - 1 and row 1 for input y; output 2 y + 1 row 2 for y and row 0 for y + 1.
        Tensor even = tensor([3L, 1L]), odd = tensor([2L, 0L]);
        IEnumerable<Tensor> quarters =
            from rows in new[] { even, odd }
            from columns in new[] { even, odd }
            select _shape.weight.index_select(2, rows).index_select(3, columns);
        Tensor weight = cat([.. quarters], 1).transpose(0, 1).contiguous();
        return (weight.DetachFromDisposeScope(), _shape.bias?.repeat(4).DetachFromDisposeScope());
    }
}
