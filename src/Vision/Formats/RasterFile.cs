namespace Fuse3D.Vision.Formats;

/// <summary>Reads pictures whose values mean something, as they are stored.</summary>
public static class RasterFile
{
    private const long MaxFileBytes = 512L << 20;

    /// <summary>Reads a PNG or JPEG file: a grey one as one channel of 8 or 16 bits, any other as three of 8 bits.</summary>
    /// <exception cref="InvalidInputException">no such file, or none of these</exception>
    public static Raster<ushort> Read(string path)
    {
        byte[] bytes = InputFile.ReadAll(path, MaxFileBytes);
        if (Png.IsPng(bytes) && PngChunks.Parse(bytes, path) is { ColourType: 0, BitDepth: 8 or 16 })
        {
            DepthImage grey = PictureFile.DecodeDepth(bytes, path);
            return new(grey.Width, grey.Height, 1, grey.Values);
        }

        Picture picture = PictureFile.Decode(bytes, path);
        return new(picture.Width, picture.Height, 3, Array.ConvertAll(picture.Rgb, v => (ushort)v));
    }
}
