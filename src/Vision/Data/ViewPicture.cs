using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Vision.Data;

/// <summary>One picture for an image network: as a camera took it, or the network's input already, made by whoever sends it.</summary>
public sealed class ViewPicture
{
    private ViewPicture(int width, int height, Picture? taken, float[]? planes) => (Width, Height, Taken, Planes) = (width, height, taken, planes);

    public int Width { get; }

    public int Height { get; }

    /// <summary>Null where <see cref="Planes"/> are there.</summary>
    public Picture? Taken { get; }

    /// <summary>[3, Height, Width] normalised; null where a picture is there.</summary>
    public float[]? Planes { get; }

    public static ViewPicture Of(Picture picture) => new(picture.Width, picture.Height, picture, null);

    /// <param name="planes">[3, height, width] normalised; kept, not copied</param>
    public static ViewPicture Of(float[] planes, PictureSize size) => planes.Length == 3L * size.Height * size.Width
        ? new(size.Width, size.Height, null, planes)
        : throw new ArgumentException($"{planes.Length} numbers are not 3 planes of {size.Width} x {size.Height} pixels", nameof(planes));
}
