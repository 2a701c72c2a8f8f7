using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Metrics.Dense;

/// <summary>How a translated picture becomes the pixels that FID and KID look at. Figures of different forms cannot be compared.</summary>
public enum PictureForm
{
    /// <summary>What the published evaluation saves: stretched to the full range, 500 x 500, nearest.</summary>
    PublishedPng,

    /// <summary>[-1, 1] as 0..255, rounded, at its own size.</summary>
    Direct,
}

/// <summary>Turns a generator's output into a picture.</summary>
public static class TranslationPicture
{
    /// <summary>Rows and columns of the published canvas: 5 inches at 100 dots.</summary>
    public const int PublishedSide = 500;

    /// <param name="planes">[3, height, width] in [-1, 1]</param>
    public static Picture Of(ReadOnlySpan<float> planes, int height, int width, PictureForm form) => form == PictureForm.Direct
        ? Direct(planes, height, width)
        : Enlarged(Stretched(planes, height, width));

    /// <summary>Every value between the smallest and the largest of all three planes, as 0..255, cut to whole numbers.</summary>
    /// <param name="planes">[3, height, width]</param>
    public static Picture Stretched(ReadOnlySpan<float> planes, int height, int width)
    {
        (float least, float most) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (float value in planes)
            (least, most) = (MathF.Min(least, value), MathF.Max(most, value));
        float range = most > least ? most - least : 1;      // the published code divides by 0 here
        return Interleaved(planes, height, width, value => (byte)((value - least) * 255 / range));
    }

    /// <summary>Nearest: pixel i shows pixel ⌊(i + 0.5) n / 500⌋, as matplotlib before 3.2 draws it.</summary>
    public static Picture Enlarged(Picture picture)
    {
        var rgb = new byte[PublishedSide * PublishedSide * 3];
        for (int i = 0; i < PublishedSide * PublishedSide; i++)
        {
            int row = Nearest(i / PublishedSide, picture.Height), column = Nearest(i % PublishedSide, picture.Width);
            picture.Rgb.AsSpan((row * picture.Width + column) * 3, 3).CopyTo(rgb.AsSpan(3 * i));
        }

        return new(PublishedSide, PublishedSide, rgb);
    }

    private static int Nearest(int i, int side) => (2 * i + 1) * side / (2 * PublishedSide);

    private static Picture Direct(ReadOnlySpan<float> planes, int height, int width) =>
        Interleaved(planes, height, width, value => (byte)MathF.Round(Math.Clamp((value + 1) * 127.5f, 0, 255)));

    private static Picture Interleaved(ReadOnlySpan<float> planes, int height, int width, Func<float, byte> toByte)
    {
        int pixels = height * width;
        if (planes.Length != 3 * pixels)
            throw new ArgumentException($"{planes.Length} values are not 3 x {height} x {width}", nameof(planes));
        var rgb = new byte[planes.Length];
        for (int i = 0; i < rgb.Length; i++)
            rgb[i] = toByte(planes[i % 3 * pixels + i / 3]);
        return new(width, height, rgb);
    }
}
