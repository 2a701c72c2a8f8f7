namespace Fuse3D.Vision.Formats;

/// <summary>A colour picture: rows from the top, 3 bytes (red, green, blue) per pixel, no padding.</summary>
public sealed class Picture
{
    /// <summary>What a decoder accepts unless told otherwise: 50 megapixels.</summary>
    public const long DefaultMaxPixels = 50_000_000;

    /// <param name="rgb">width * height * 3 bytes; kept, not copied</param>
    public Picture(int width, int height, byte[] rgb)
    {
        if (width < 1 || height < 1 || rgb.Length != (long)width * height * 3)
            throw new ArgumentException($"{rgb.Length} bytes are not {width} x {height} pixels of 3 bytes", nameof(rgb));
        (Width, Height, Rgb) = (width, height, rgb);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>[Height, Width, 3]</summary>
    public byte[] Rgb { get; }

    /// <summary>The picture as a mirror shows it: left is right.</summary>
    public Picture Mirrored()
    {
        var rgb = new byte[Rgb.Length];
        for (int i = 0; i < Width * Height; i++)
        {
            int from = (i / Width * Width + Width - 1 - i % Width) * 3;
            (rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]) = (Rgb[from], Rgb[from + 1], Rgb[from + 2]);
        }

        return new Picture(Width, Height, rgb);
    }

    /// <summary>A rectangle cut out; it must lie inside.</summary>
    public Picture Part(int left, int top, int width, int height)
    {
        if (left < 0 || top < 0 || width < 1 || height < 1 || left > Width - width || top > Height - height)
            throw new ArgumentException($"{width} x {height} pixels at ({left}, {top}) are not inside {Width} x {Height}");
        var rgb = new byte[width * height * 3];
        for (int row = 0; row < height; row++)
            Rgb.AsSpan(((top + row) * Width + left) * 3, width * 3).CopyTo(rgb.AsSpan(row * width * 3));
        return new Picture(width, height, rgb);
    }

    /// <summary>Checks dimensions that a file or message claims, before anything of that size is allocated.</summary>
    /// <param name="name">what the picture is called in the error</param>
    /// <param name="maxPixels">the most that is allowed</param>
    public static void CheckSize(string name, long width, long height, long maxPixels = DefaultMaxPixels)
    {
        if (width < 1 || height < 1)
            throw new InvalidInputException($"{name}: {width} x {height} pixels is an empty picture");
        if (width > int.MaxValue || height > int.MaxValue || width * height > maxPixels)
        {
            throw new InvalidInputException(
                $"{name}: {width} x {height} pixels is {(decimal)width * height / 1_000_000:0.#} megapixels; at most {maxPixels / 1e6:0.#} are allowed");
        }
    }
}
