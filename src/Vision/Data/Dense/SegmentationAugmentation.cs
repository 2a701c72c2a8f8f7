using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Dense;

/// <summary>Sizes that training of segmentation draws from; the values are the published ones.</summary>
/// <param name="ShortSide">at least so many pixels have the shorter side after scaling</param>
/// <param name="LeastScale">inclusive</param>
/// <param name="MostScale">exclusive</param>
/// <param name="Side">of the square that is cut out</param>
public sealed record CropRule(int ShortSide = 350, double LeastScale = 0.5, double MostScale = 2, int Side = 500)
{
    // Published: an odd side becomes even.
    internal int EvenSide => Side - Side % 2;

    /// <summary>The scale drawn, or the one that gives the shorter side enough pixels.</summary>
    internal double Scale(int width, int height, double drawn) =>
        Math.Min(width, height) * drawn < ShortSide ? (double)ShortSide / Math.Min(width, height) : drawn;

    /// <summary>Pixels of a side after scaling, ties to even.</summary>
    internal static int Scaled(int side, double scale) => (int)Math.Round(side * scale);

    /// <summary>Pixels added at each end of a side; where it lacks an odd number, together one more than it lacks.</summary>
    internal int Frame(int side) => Math.Max(0, (Side - side + 1) / 2);

    /// <summary>First pixels that a crop may start at along a scaled side: 0 up to this, exclusive.</summary>
    internal int Starts(int scaled) => scaled + 2 * Frame(scaled) - EvenSide + 1;
}

/// <summary>What training does to a frame, every random choice made.</summary>
/// <remarks>github.com/yikaiw/CEN, semantic_segmentation/utils/transforms.py: scale, frame, mirror, crop; numbers are drawn in this order.</remarks>
/// <param name="Scale">as drawn; small frames are scaled more</param>
/// <param name="Mirror">left becomes right, after scaling</param>
/// <param name="Top">first row of the crop</param>
/// <param name="Left">first column of the crop</param>
public sealed record SegmentationAugmentation(double Scale, bool Mirror, int Top, int Left)
{
    /// <param name="width">of the frame</param>
    /// <param name="height">of the frame</param>
    public static SegmentationAugmentation Draw(SeededRandom random, int width, int height, CropRule rule)
    {
        double drawn = rule.LeastScale + (rule.MostScale - rule.LeastScale) * random.NextDouble();
        bool mirror = random.Next(2) == 1;
        double scale = rule.Scale(width, height, drawn);
        int top = random.Next(rule.Starts(CropRule.Scaled(height, scale))), left = random.Next(rule.Starts(CropRule.Scaled(width, scale)));
        return new(drawn, mirror, top, left);
    }

    /// <returns>a frame of rule.Side x rule.Side</returns>
    public SegmentationFrame Apply(SegmentationFrame frame, CropRule rule)
    {
        double scale = rule.Scale(frame.Width, frame.Height, Scale), step = 1 / scale;
        int width = CropRule.Scaled(frame.Width, scale), height = CropRule.Scaled(frame.Height, scale);
        return new(
            frame.Id,
            [.. frame.Modalities.Select(m => m with { Pixels = Cut(m.Sized(width, height, step, step).Pixels.Spread(3), m.Form.Padding, rule) })],
            Cut(frame.Labels.Nearest(width, height, step, step), [SegmentationFrame.Unlabelled], rule));
    }

    private Raster<T> Cut<T>(Raster<T> pixels, T[] padding, CropRule rule)
        where T : unmanaged
    {
        pixels = pixels.Framed(rule.Frame(pixels.Width), rule.Frame(pixels.Height), padding);
        if (Mirror)
            pixels = pixels.Mirrored();
        return pixels.Part(Left, Top, rule.EvenSide, rule.EvenSide);
    }
}
