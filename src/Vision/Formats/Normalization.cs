namespace Fuse3D.Vision.Formats;

/// <summary>Turns bytes into the numbers that image networks read: (value / 255 - mean) / deviation, channel by channel.</summary>
/// <param name="Mean">red, green, blue</param>
/// <param name="Deviation">red, green, blue</param>
public sealed record Normalization(float[] Mean, float[] Deviation)
{
    /// <summary>The statistics of ImageNet, which YOLOS and the segmentation networks use.</summary>
    public static Normalization ImageNet { get; } = new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    /// <returns>[3, height, width] float32: red plane, green plane, blue plane</returns>
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
        float[] red = Table(0), green = Table(1), blue = Table(2);
        Span<float> r = planes[..pixels], g = planes.Slice(pixels, pixels), b = planes.Slice(2 * pixels, pixels);
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
            int channel = i % 3;
            rgb[i] = (byte)Math.Clamp(MathF.Round((planes[channel * pixels + i / 3] * Deviation[channel] + Mean[channel]) * 255), 0, 255);
        }

        return new(width, height, rgb);
    }

    private float[] Table(int channel)
    {
        var table = new float[256];
        for (int value = 0; value < table.Length; value++)
            table[value] = (value / 255f - Mean[channel]) / Deviation[channel];
        return table;
    }
}
