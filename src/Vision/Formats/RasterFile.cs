namespace Fuse3D.Vision.Formats;

/// <summary>Reads pictures whose values mean something, as they are stored.</summary>
public static class RasterFile
{
    private const long MaxFileBytes = 512L << 20;

    /// <summary>Reads a PNG or JPEG file: a grey one as one channel of 8 or 16 bits, any other as three of 8 bits.</summary>
    /// <exception cref="InvalidInputException">no such file, or none of these</exception>
    public static Raster<ushort> Read(string path) => Decode(ReadBytes(path), path);

    /// <summary>The file itself, of at most 512 MiB.</summary>
    /// <exception cref="InvalidInputException">no such file, or a larger one</exception>
    public static byte[] ReadBytes(string path) => InputFile.ReadAll(path, MaxFileBytes);

    /// <param name="bytes">a whole file</param>
    /// <param name="name">what it is called in errors</param>
    /// <param name="maxPixels">more in the header are refused before anything is decoded</param>
    /// <inheritdoc cref="Read"/>
    public static Raster<ushort> Decode(ReadOnlySpan<byte> bytes, string name, long maxPixels = Picture.DefaultMaxPixels)
    {
        if (Png.IsPng(bytes) && PngChunks.Parse(bytes, name) is { ColourType: 0, BitDepth: 8 or 16 })
        {
            DepthImage grey = PictureFile.DecodeDepth(bytes, name, maxPixels);
            return new(grey.Width, grey.Height, 1, grey.Values);
        }

        return Of(PictureFile.Decode(bytes, name, maxPixels));
    }

    /// <summary>The values of a colour picture.</summary>
    public static Raster<ushort> Of(Picture picture) =>
        new(picture.Width, picture.Height, 3, Array.ConvertAll(picture.Rgb, value => (ushort)value));
}
