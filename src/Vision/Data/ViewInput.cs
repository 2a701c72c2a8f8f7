using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Vision.Data;

/// <summary>Makes an image network's input from pictures.</summary>
/// <param name="Stretched">size that every picture is brought to, whatever its shape; null: it keeps its shape</param>
/// <param name="ShortSide">of pictures that keep their shape</param>
public sealed record ViewInput(PictureSize? Stretched, int ShortSide)
{
    /// <summary>How bytes become the network's numbers.</summary>
    public Normalization Colours { get; init; } = Normalization.ImageNet;

    /// <inheritdoc cref="Make(IReadOnlyList{ViewPicture})"/>
    public (float[] Planes, PictureSize Size) Make(IReadOnlyList<Picture> pictures) => Make([.. pictures.Select(ViewPicture.Of)]);

    /// <param name="pictures">those that are the network's input already pass unchanged</param>
    /// <returns>[V, 3, height, width] normalised, and the size</returns>
    /// <exception cref="InvalidInputException">a picture that is made ready has another size than the network takes</exception>
    public (float[] Planes, PictureSize Size) Make(IReadOnlyList<ViewPicture> pictures)
    {
        PictureSize size = SizeOf(pictures[0]);
        int length = 3 * size.Height * size.Width;
        float[] planes = GC.AllocateUninitializedArray<float>(checked(pictures.Count * length));
        for (int i = 0; i < pictures.Count; i++)
        {
            if (SizeOf(pictures[i]) != size)
                throw new InvalidInputException($"picture {i} becomes {SizeOf(pictures[i])}, the first {size}; pictures of one frame need one shape", $"views[{i}]");
            Span<float> own = planes.AsSpan(i * length, length);
            if (pictures[i].Taken is { } taken)
                Colours.Apply(Resized(taken, size), own);
            else
                Unchanged(pictures[i], size, i).CopyTo(own);
        }

        return (planes, size);
    }

    private static float[] Unchanged(ViewPicture ready, PictureSize size, int view) => (ready.Width, ready.Height) == (size.Width, size.Height)
        ? ready.Planes!
        : throw new InvalidInputException(
            $"views[{view}].network_planes: {ready.Width} x {ready.Height} pixels; the network takes {size.Width} x {size.Height}", $"views[{view}].network_planes");

    private PictureSize SizeOf(ViewPicture picture)
    {
        if (Stretched is { } stretched)
            return stretched;
        if (picture.Taken is null)
            return new(picture.Height, picture.Width);
        (int width, int height) = ResizeRule.For(ShortSide).Apply(picture.Width, picture.Height);
        return new(height, width);
    }

    private Picture Resized(Picture picture, PictureSize size) => Stretched is null
        ? Resize.Antialiased(picture, size.Width, size.Height)
        : Resize.HalfPixel(picture, size.Width, size.Height);
}
