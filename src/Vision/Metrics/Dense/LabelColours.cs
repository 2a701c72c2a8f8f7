using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Metrics.Dense;

/// <summary>Classes as colours: the palette of Pascal VOC at the class plus 1, so that unlabelled (255) is black.</summary>
public static class LabelColours
{
    private const int Bits = 8;

    /// <summary>The bits of the number in turn to red, green and blue, the first three to the highest bits.</summary>
    /// <param name="index">in the palette</param>
    public static (byte R, byte G, byte B) Palette(byte index)
    {
        int r = 0, g = 0, b = 0;
        for (int bit = 0, rest = index; rest > 0; bit++, rest >>= 3)
        {
            r |= (rest & 1) << (Bits - 1 - bit);
            g |= ((rest >> 1) & 1) << (Bits - 1 - bit);
            b |= ((rest >> 2) & 1) << (Bits - 1 - bit);
        }

        return ((byte)r, (byte)g, (byte)b);
    }

    /// <summary>The colours of classes 0 to <paramref name="count"/>, exclusive.</summary>
    public static IReadOnlyList<(byte R, byte G, byte B)> OfClasses(int count) => [.. Enumerable.Range(0, count).Select(c => Palette((byte)(c + 1)))];

    /// <param name="labels">[height, width]</param>
    public static Picture Of(ReadOnlySpan<byte> labels, int width, int height) => Of(labels, width, height, OfClasses(byte.MaxValue));

    /// <param name="labels">[height, width]</param>
    /// <param name="colours">by class; a label beyond them is black</param>
    public static Picture Of(ReadOnlySpan<byte> labels, int width, int height, IReadOnlyList<(byte R, byte G, byte B)> colours)
    {
        var rgb = new byte[labels.Length * 3];
        for (int i = 0; i < labels.Length; i++)
            (rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]) = labels[i] < colours.Count ? colours[labels[i]] : default;
        return new(width, height, rgb);
    }
}
