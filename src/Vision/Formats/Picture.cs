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
