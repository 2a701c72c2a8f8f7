using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Metrics.Dense;

/// <summary>Turns a segmentation network's scores into classes at the size of the labels.</summary>
public static class LabelMaps
{
    /// <summary>Bicubic with a = -0.75, borders repeated, without antialiasing: what OpenCV gives for maps of numbers.</summary>
    /// <param name="scores">[B, C, h, w]</param>
    /// <returns>[B, C, height, width]</returns>
    public static Tensor Sized(Tensor scores, int height, int width) =>
        nn.functional.interpolate(scores, [height, width], mode: InterpolationMode.Bicubic, align_corners: false);

    /// <summary>The class with the highest score of each pixel; the first of equal ones.</summary>
    /// <param name="scores">[B, C, h, w], at most 255 classes</param>
    /// <returns>[height, width] for each of the B</returns>
    public static byte[][] Of(Tensor scores, int height, int width)
    {
        using var scope = NewDisposeScope();
        Tensor classes = Sized(scores.detach().to(ScalarType.Float32), height, width).argmax(1).to(ScalarType.Byte).cpu().contiguous();
        return [.. classes.data<byte>().ToArray().Chunk(height * width)];
    }
}
