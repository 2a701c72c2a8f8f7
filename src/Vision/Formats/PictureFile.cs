namespace Fuse3D.Vision.Formats;

/// <summary>Reads and writes picture files. The content decides what a file is, not its name.</summary>
/// <remarks>An orientation tag (EXIF) is not applied: camera intrinsics belong to the stored pixels.</remarks>
public static class PictureFile
{
    private const long MaxFileBytes = 512L << 20;

    /// <summary>Reads a JPEG or PNG file.</summary>
    public static Picture Read(string path, long maxPixels = Picture.DefaultMaxPixels) =>
        Decode(InputFile.ReadAll(path, MaxFileBytes), path, maxPixels);

    /// <summary>Decodes a JPEG or a PNG of any kind: grey becomes colour, transparency is dropped, 16 bits become 8.</summary>
    /// <param name="bytes">a whole file</param>
    /// <param name="name">what it is called in errors</param>
    /// <param name="maxPixels">more in the header are refused before anything is decoded</param>
    public static Picture Decode(ReadOnlySpan<byte> bytes, string name, long maxPixels = Picture.DefaultMaxPixels)
    {
        if (Jpeg.IsJpeg(bytes))
            return Jpeg.Decode(bytes, name, maxPixels);
        if (Png.IsPng(bytes))
            return Png.Decode(bytes, name, maxPixels);
        throw new InvalidInputException($"{name}: neither a JPEG nor a PNG picture ({bytes.Length} bytes, starting {Start(bytes)})");
    }

    /// <summary>Reads a grey PNG file of 8 or 16 bits, its values unchanged.</summary>
    public static DepthImage ReadDepth(string path, long maxPixels = Picture.DefaultMaxPixels) =>
        DecodeDepth(InputFile.ReadAll(path, MaxFileBytes), path, maxPixels);

    /// <inheritdoc cref="ReadDepth"/>
    public static DepthImage DecodeDepth(ReadOnlySpan<byte> bytes, string name, long maxPixels = Picture.DefaultMaxPixels) =>
        Png.IsPng(bytes)
            ? Png.DecodeGrey(bytes, name, maxPixels)
            : throw new InvalidInputException(
                $"{name}: not a PNG picture, as depth must be ({bytes.Length} bytes, starting {Start(bytes)})");

    /// <summary>Writes an 8-bit colour PNG file.</summary>
    public static void Write(string path, Picture picture) => WholeFile.Write(path, stream => stream.Write(EncodePng(picture)));

    /// <summary>Writes a 16-bit grey PNG file.</summary>
    public static void Write(string path, DepthImage depth) => WholeFile.Write(path, stream => stream.Write(EncodePng(depth)));

    /// <summary>An 8-bit colour PNG.</summary>
    /// <param name="fast">written sooner, and larger</param>
    public static byte[] EncodePng(Picture picture, bool fast = false) => Png.Encode(picture, fast);

    /// <summary>A 16-bit grey PNG.</summary>
    /// <inheritdoc cref="EncodePng(Picture, bool)"/>
    public static byte[] EncodePng(DepthImage depth, bool fast = false) => Png.Encode(depth, fast);

    /// <summary>An 8-bit grey PNG.</summary>
    /// <param name="values">[height, width]</param>
    /// <inheritdoc cref="EncodePng(Picture, bool)"/>
    public static byte[] EncodePng(int width, int height, ReadOnlySpan<byte> values, bool fast = false) => values.Length == (long)width * height
        ? Png.EncodeGrey(width, height, values, fast)
        : throw new ArgumentException($"{values.Length} values are not {width} x {height} pixels", nameof(values));

    /// <summary>A PNG with a palette, whose pixels are numbers of its colours.</summary>
    /// <param name="indices">[height, width]</param>
    /// <param name="palette">1 to 256 colours</param>
    /// <exception cref="ArgumentException">a number has no colour</exception>
    public static byte[] EncodeIndexedPng(int width, int height, ReadOnlySpan<byte> indices, IReadOnlyList<(byte R, byte G, byte B)> palette)
    {
        if (indices.Length != (long)width * height)
            throw new ArgumentException($"{indices.Length} values are not {width} x {height} pixels", nameof(indices));
        foreach (byte index in indices)
        {
            if (index >= palette.Count)
                throw new ArgumentException($"{index} is beyond a palette of {palette.Count} colours", nameof(indices));
        }

        return Png.EncodeIndexed(width, height, indices, [.. palette.SelectMany(colour => new[] { colour.R, colour.G, colour.B })]);
    }

    /// <summary>A JPEG with colours at full resolution.</summary>
    /// <param name="quality">1 to 100</param>
    public static byte[] EncodeJpeg(Picture picture, int quality = 92) => JpegEncoder.Encode(picture, quality);

    private static string Start(ReadOnlySpan<byte> bytes) => System.Convert.ToHexString(bytes[..Math.Min(8, bytes.Length)]);
}
