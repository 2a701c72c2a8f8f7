using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Inception;

/// <summary>The poolings of Inception's branches: 3 x 3.</summary>
internal static class Pools
{
    /// <summary>Means that keep the size; the padding is not counted, unlike in torchvision's network.</summary>
    public static Tensor Mean(Tensor input) => nn.functional.avg_pool2d(input, 3, stride: 1, padding: 1, count_include_pad: false);

    /// <summary>Maxima that keep the size.</summary>
    public static Tensor Max(Tensor input) => nn.functional.max_pool2d(input, 3, stride: 1, padding: 1);

    /// <summary>Maxima of every second place.</summary>
    public static Tensor Halve(Tensor input) => nn.functional.max_pool2d(input, 3, stride: 2);
}
