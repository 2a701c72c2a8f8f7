using Fuse3D.Vision.Formats;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Metrics.Dense;

/// <summary>Pictures as a network that looks at them takes them.</summary>
internal static class PictureTensors
{
    /// <returns>[B, 3, H, W] in [0, 1]</returns>
    /// <exception cref="InvalidInputException">pictures of several sizes</exception>
    public static Tensor Unit(IReadOnlyList<Picture> pictures)
    {
        (int height, int width) = (pictures[0].Height, pictures[0].Width);
        if (pictures.FirstOrDefault(p => (p.Height, p.Width) != (height, width)) is { } other)
            throw new InvalidInputException($"a picture of {other.Width} x {other.Height} among pictures of {width} x {height}; a set must have one size");
        var rgb = new byte[pictures.Count * height * width * 3];
        for (int i = 0; i < pictures.Count; i++)
            pictures[i].Rgb.CopyTo(rgb, i * height * width * 3);
        using var scope = NewDisposeScope();
        return (tensor(rgb, [pictures.Count, height, width, 3]).permute(0, 3, 1, 2).to(ScalarType.Float32) / 255).MoveToOuterDisposeScope();
    }
}
