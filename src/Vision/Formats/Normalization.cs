namespace Fuse3D.Vision.Formats;

/// <summary>The order of a picture's channels in a network's input.</summary>
public enum ChannelOrder
{
    Rgb,
    Bgr,
}

/// <summary>Turns bytes into the numbers that image networks read: (value / 255 - mean) / deviation, channel by channel.</summary>
/// <param name="Mean">of the first, second and third plane</param>
/// <param name="Deviation">of the first, second and third plane</param>
public sealed record Normalization(float[] Mean, float[] Deviation)
{
    /// <summary>The statistics of ImageNet, which YOLOS and the segmentation networks use.</summary>
    public static Normalization ImageNet { get; } = new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    /// <summary>Which colour the planes hold. Means and deviations stay with their plane: a picture with swapped channels gives the same.</summary>
    public ChannelOrder Order { get; init; }

    /// <returns>[3, height, width] float32: a plane for each colour, in <see cref="Order"/></returns>
    public float[] Apply(Picture picture)
    {
        var planes = GC.AllocateUninitializedArray<float>(picture.Rgb.Length);
        Apply(picture, planes);
        return planes;
    }

    /// <inheritdoc cref="Apply(Picture)"/>
    /// <param name="planes">[3, height, width], written in full</param>
    public void Apply(Picture picture, Span<float> planes)
    {
        int pixels = picture.Width * picture.Height;
        if (planes.Length != pixels * 3)
            throw new ArgumentException($"{planes.Length} values cannot hold 3 x {picture.Height} x {picture.Width}", nameof(planes));
        float[] red = Table(PlaneOf(0)), green = Table(PlaneOf(1)), blue = Table(PlaneOf(2));
        Span<float> r = planes.Slice(PlaneOf(0) * pixels, pixels), g = planes.Slice(PlaneOf(1) * pixels, pixels), b = planes.Slice(PlaneOf(2) * pixels, pixels);
        ReadOnlySpan<byte> rgb = picture.Rgb;
        for (int i = 0; i < r.Length && i < g.Length && i < b.Length; i++)
        {
            r[i] = red[rgb[3 * i]];
            g[i] = green[rgb[3 * i + 1]];
            b[i] = blue[rgb[3 * i + 2]];
        }
    }

    /// <summary>The picture that planes were made of, to be looked at: rounded to whole levels.</summary>
    /// <param name="planes">[3, height, width]</param>
    public Picture Undo(ReadOnlySpan<float> planes, int width, int height)
    {
        byte[] rgb = new byte[3 * width * height];
        int pixels = width * height;
        for (int i = 0; i < rgb.Length; i++)
        {
            int plane = PlaneOf(i % 3);
            rgb[i] = (byte)Math.Clamp(MathF.Round((planes[plane * pixels + i / 3] * Deviation[plane] + Mean[plane]) * 255), 0, 255);
        }

        return new(width, height, rgb);
    }

    // Of red (0), green (1) and blue (2).
    private int PlaneOf(int colour) => Order == ChannelOrder.Rgb ? colour : 2 - colour;

    private float[] Table(int plane)
    {
        var table = new float[256];
        for (int value = 0; value < table.Length; value++)
            table[value] = (value / 255f - Mean[plane]) / Deviation[plane];
        return table;
    }
}
