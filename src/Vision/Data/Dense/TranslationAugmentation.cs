using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Dense;

/// <summary>What training does to a view, every random choice made; the same for all of its domains.</summary>
/// <remarks>
/// github.com/yikaiw/CEN, image2image_translation: numbers are drawn in this order. The published draw may start a crop one pixel too far; what is
/// missing is black.
/// </remarks>
/// <param name="Left">first column of the crop</param>
/// <param name="Top">first row of the crop</param>
/// <param name="Mirror">left becomes right, last of all</param>
public sealed record TranslationAugmentation(int Left, int Top, bool Mirror)
{
    public static TranslationAugmentation Draw(SeededRandom random, TranslationDraw draw)
    {
        int places = draw.Resize - draw.Crop + 2;       // 0..31 of 286 and 256: one more than fits
        return new(random.Next(places), random.Next(places), random.NextDouble() < 0.5);
    }

    /// <summary>To a square of draw.Resize, whatever the picture's shape, then the crop.</summary>
    public Picture Apply(Picture picture, TranslationDraw draw)
    {
        Picture sized = Resize.Antialiased(picture, draw.Resize, draw.Resize);
        var rgb = new byte[draw.Crop * draw.Crop * 3];
        int columns = Math.Min(draw.Crop, sized.Width - Left), rows = Math.Min(draw.Crop, sized.Height - Top);
        for (int row = 0; row < rows; row++)
            sized.Rgb.AsSpan(((Top + row) * sized.Width + Left) * 3, columns * 3).CopyTo(rgb.AsSpan(row * draw.Crop * 3));
        Picture cut = new(draw.Crop, draw.Crop, rgb);
        return Mirror ? cut.Mirrored() : cut;
    }

    /// <summary>Validation's size: the shorter side as said, the longer in proportion, cut to whole pixels.</summary>
    public static Picture ShorterSideTo(Picture picture, int side)
    {
        int shorter = Math.Min(picture.Width, picture.Height);
        return Resize.Antialiased(picture, Scaled(picture.Width), Scaled(picture.Height));

        int Scaled(int own) => own == shorter ? side : (int)((long)side * own / shorter);
    }

    /// <returns>[3, H, W] in [-1, 1]</returns>
    public static float[] Planes(Picture picture)
    {
        int pixels = picture.Width * picture.Height;
        var planes = new float[3 * pixels];
        for (int i = 0; i < planes.Length; i++)
            planes[i] = (picture.Rgb[i % pixels * 3 + i / pixels] / 255f - 0.5f) / 0.5f;
        return planes;
    }
}
