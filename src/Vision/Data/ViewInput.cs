using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Vision.Data;

/// <summary>Makes an image network's input from pictures.</summary>
/// <param name="Stretched">size that every picture is brought to, whatever its shape; null: it keeps its shape</param>
/// <param name="ShortSide">of pictures that keep their shape</param>
public sealed record ViewInput(PictureSize? Stretched, int ShortSide)
{
    /// <returns>[V, 3, height, width] normalised, and the size</returns>
    public (float[] Planes, PictureSize Size) Make(IReadOnlyList<Picture> pictures)
    {
        PictureSize size = SizeOf(pictures[0]);
        int length = 3 * size.Height * size.Width;
        float[] planes = GC.AllocateUninitializedArray<float>(checked(pictures.Count * length));
        for (int i = 0; i < pictures.Count; i++)
        {
            if (SizeOf(pictures[i]) != size)
                throw new InvalidInputException($"picture {i} becomes {SizeOf(pictures[i])}, the first {size}; pictures of one frame need one shape", $"views[{i}].image");
            Normalization.ImageNet.Apply(Resized(pictures[i], size), planes.AsSpan(i * length, length));
        }

        return (planes, size);
    }

    private PictureSize SizeOf(Picture picture)
    {
        if (Stretched is { } stretched)
            return stretched;
        (int width, int height) = ResizeRule.For(ShortSide).Apply(picture.Width, picture.Height);
        return new(height, width);
    }

    private Picture Resized(Picture picture, PictureSize size) => Stretched is null
        ? Resize.Antialiased(picture, size.Width, size.Height)
        : Resize.HalfPixel(picture, size.Width, size.Height);
}
