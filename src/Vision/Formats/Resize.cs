namespace Fuse3D.Vision.Formats;

/// <summary>Changes the size of pictures the two ways that the networks were trained with.</summary>
public static class Resize
{
    /// <summary>Bilinear with the filter widened when shrinking: to the last bit what Pillow's BILINEAR gives.</summary>
    public static Picture Antialiased(Picture picture, int width, int height)
    {
        CheckTarget(width, height);
        if (picture.Width != width)
            picture = ResizePass.Horizontal(picture, width);
        return picture.Height != height ? ResizePass.Vertical(picture, height) : picture;
    }

    /// <summary>Bilinear between the four nearest pixels, pixel centres at half, borders repeated, rounded half to even.</summary>
    public static Picture HalfPixel(Picture picture, int width, int height)
    {
        CheckTarget(width, height);
        if (picture.Width == width && picture.Height == height)
            return picture;
        (int Left, float Share)[] columns = Neighbours(picture.Width, width), rows = Neighbours(picture.Height, height);
        var rgb = GC.AllocateUninitializedArray<byte>(checked(width * height * 3));
        for (int y = 0; y < height; y++)
        {
            (int top, float down) = rows[y];
            int below = Math.Min(top + 1, picture.Height - 1);
            BlendRow(Row(picture, top), Row(picture, below), down, columns, rgb.AsSpan(y * width * 3, width * 3));
        }

        return new Picture(width, height, rgb);
    }

    private static void BlendRow(
        ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, float down, (int Left, float Share)[] columns, Span<byte> output)
    {
        int last = upper.Length - 3;
        for (int x = 0; x < columns.Length; x++)
        {
            (int column, float right) = columns[x];
            int a = column * 3, b = Math.Min(a + 3, last);
            for (int c = 0; c < 3; c++)
            {
                float top = upper[a + c] + (upper[b + c] - upper[a + c]) * right;
                float bottom = lower[a + c] + (lower[b + c] - lower[a + c]) * right;
                output[x * 3 + c] = (byte)MathF.Round(top + (bottom - top) * down);
            }
        }
    }

    // For each output pixel the input pixel at or before its centre, and how far the centre is on the way to the next.
    private static (int Left, float Share)[] Neighbours(int from, int to)
    {
        var neighbours = new (int, float)[to];
        for (int i = 0; i < to; i++)
        {
            double at = Math.Clamp((i + 0.5) * from / to - 0.5, 0, from - 1);
            neighbours[i] = ((int)at, (float)(at - (int)at));
        }

        return neighbours;
    }

    private static ReadOnlySpan<byte> Row(Picture picture, int y) => picture.Rgb.AsSpan(y * picture.Width * 3, picture.Width * 3);

    private static void CheckTarget(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        Picture.CheckSize("resized picture", width, height, maxPixels: int.MaxValue / 4);
    }
}
