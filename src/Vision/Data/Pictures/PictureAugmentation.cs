using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Vision.Data.Pictures;

/// <summary>What YOLOS's training does to a picture and its boxes, every random choice made.</summary>
/// <remarks>github.com/hustvl/YOLOS, datasets/coco.py: mirror; then half of the time a part is cut out; then a random size.</remarks>
/// <param name="Mirror">left becomes right, first of all</param>
/// <param name="Crop">null: the whole picture</param>
/// <param name="Resize">last of all</param>
public sealed record PictureAugmentation(bool Mirror, PictureCrop? Crop, ResizeRule Resize)
{
    // Short sides that training draws from, in steps of 16; YOLOS-Ti, which is evaluated at 512, learns from smaller pictures.
    private const int Step = 16, TinyEvaluation = 512;

    /// <param name="stored">size of the picture on disk</param>
    /// <param name="evaluationSide">short side that the network is evaluated at</param>
    public static PictureAugmentation Draw(SeededRandom random, PictureSize stored, int evaluationSide)
    {
        bool mirror = random.NextDouble() < 0.5;
        PictureCrop? crop = random.NextDouble() < 0.5 ? null : PictureCrop.Draw(random, stored);
        (int smallest, int largest) = evaluationSide <= TinyEvaluation ? (256, 608) : (480, 800);
        int side = smallest + Step * random.Next((largest - smallest) / Step + 1);
        return new PictureAugmentation(mirror, crop, ResizeRule.For(largest) with { Size = side });
    }

    public Picture Apply(Picture picture)
    {
        if (Mirror)
            picture = picture.Mirrored();
        if (Crop is not null)
            picture = Crop.Apply(picture);
        (int width, int height) = Resize.Apply(picture.Width, picture.Height);
        return Formats.Resize.Antialiased(picture, width, height);
    }

    /// <summary>What an object is in the augmented picture; null when nothing of it is left.</summary>
    /// <param name="box">edges in pixels of the picture on disk</param>
    /// <param name="stored">its size</param>
    public PictureTarget? Apply(int classId, PictureBox box, PictureSize stored)
    {
        PictureBox placed = Mirror ? box with { Left = stored.Width - box.Right, Right = stored.Width - box.Left } : box;
        return Crop is null
            ? Target(classId, placed, stored.Width, stored.Height)
            : Target(classId, Crop.Apply(placed, stored), Crop.Width, Crop.Height);
    }

    /// <summary>The part of a box inside a picture; null when nothing of it is.</summary>
    internal static PictureTarget? Target(int classId, PictureBox box, double width, double height)
    {
        (double left, double right) = (Math.Clamp(box.Left, 0, width), Math.Clamp(box.Right, 0, width));
        (double top, double bottom) = (Math.Clamp(box.Top, 0, height), Math.Clamp(box.Bottom, 0, height));
        return right > left && bottom > top
            ? new PictureTarget(
                classId, (float)((left + right) / 2 / width), (float)((top + bottom) / 2 / height),
                (float)((right - left) / width), (float)((bottom - top) / height))
            : null;
    }
}

/// <summary>A part of a picture, cut out after the picture was brought to another size.</summary>
/// <param name="Resize">first</param>
/// <param name="Left">pixels of the resized picture</param>
/// <param name="Top">pixels of the resized picture</param>
public sealed record PictureCrop(ResizeRule Resize, int Left, int Top, int Width, int Height)
{
    private const int LeastSide = 384, MostSide = 600;

    // The published code sets no limit to the long side. This one keeps a picture of extreme shape from growing without bound.
    private const int LongestSide = 16 * MostSide;

    private static readonly int[] ShortSides = [400, 500, 600];

    /// <param name="stored">size of the picture on disk</param>
    public static PictureCrop Draw(SeededRandom random, PictureSize stored)
    {
        var resize = new ResizeRule(ShortSides[random.Next(ShortSides.Length)], LongestSide);
        (int wide, int high) = resize.Apply(stored.Width, stored.Height);
        int width = Side(random, wide), height = Side(random, high);
        int top = random.Next(high - height + 1), left = random.Next(wide - width + 1);
        return new PictureCrop(resize, left, top, width, height);
    }

    public Picture Apply(Picture picture)
    {
        (int width, int height) = Resize.Apply(picture.Width, picture.Height);
        return Formats.Resize.Antialiased(picture, width, height).Part(Left, Top, Width, Height);
    }

    /// <summary>Where a box is in the part; it may reach out of it.</summary>
    public PictureBox Apply(PictureBox box, PictureSize stored)
    {
        (int wide, int high) = Resize.Apply(stored.Width, stored.Height);
        double x = (double)wide / stored.Width, y = (double)high / stored.Height;
        return new PictureBox(box.Left * x - Left, box.Top * y - Top, box.Right * x - Left, box.Bottom * y - Top);
    }

    private static int Side(SeededRandom random, int whole)
    {
        int least = Math.Min(LeastSide, whole);
        return least + random.Next(Math.Min(MostSide, whole) - least + 1);
    }
}
