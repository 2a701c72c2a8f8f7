using System.Buffers;
using System.Runtime.InteropServices;

namespace Fuse3D.Vision.Formats;

/// <summary>PNG by libpng's simplified interface, which needs no setjmp on this side and keeps every stored value.</summary>
internal static unsafe partial class Png
{
    private const string Library = "libpng16.so.16";
    private const uint Version = 1, FormatGrey = 0, FormatAlpha = 1, FormatColour = 2, FormatLinear = 4, FormatPalette = 8, Fast = 2, Assume16BitSrgb = 4;
    private const int GreyType = 0;

    public static bool IsPng(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);

    public static Picture Decode(ReadOnlySpan<byte> bytes, string name, long maxPixels)
    {
        PngChunks chunks = PngChunks.Parse(bytes, name);
        Picture.CheckSize(name, chunks.Width, chunks.Height, maxPixels);
        // Alpha is asked for where it is stored, and dropped after: libpng would blend it in otherwise.
        int samples = chunks.HasAlpha ? 4 : 3;
        var stored = GC.AllocateUninitializedArray<byte>(checked((int)chunks.Width * (int)chunks.Height * samples));
        fixed (byte* pixels = stored)
            Read(chunks, name, chunks.HasAlpha ? FormatColour | FormatAlpha : FormatColour, pixels);
        return new Picture((int)chunks.Width, (int)chunks.Height, chunks.HasAlpha ? DropAlpha(stored) : stored);
    }

    /// <summary>Stored values as they are: the 16-bit format is "linear" to libpng, and so is a 16-bit file without gamma.</summary>
    public static DepthImage DecodeGrey(ReadOnlySpan<byte> bytes, string name, long maxPixels)
    {
        PngChunks chunks = PngChunks.Parse(bytes, name);
        Picture.CheckSize(name, chunks.Width, chunks.Height, maxPixels);
        if (chunks.ColourType != GreyType || chunks.BitDepth is not (8 or 16))
        {
            throw new InvalidInputException(
                $"{name}: a PNG of colour type {chunks.ColourType} with {chunks.BitDepth} bits; "
                + "depth must be grey (type 0) with 8 or 16 bits");
        }

        var values = new ushort[chunks.Width * chunks.Height];
        if (chunks.BitDepth == 16)
        {
            fixed (ushort* pixels = values)
                Read(chunks, name, FormatLinear, pixels);
        }
        else
        {
            var grey = new byte[values.Length];
            fixed (byte* pixels = grey)
                Read(chunks, name, FormatGrey, pixels);
            for (int i = 0; i < grey.Length; i++)
                values[i] = grey[i];
        }

        return new DepthImage((int)chunks.Width, (int)chunks.Height, values);
    }

    public static byte[] Encode(Picture picture, bool fast)
    {
        fixed (byte* pixels = picture.Rgb)
            return Write(picture.Width, picture.Height, FormatColour, pixels, fast);
    }

    public static byte[] Encode(DepthImage depth, bool fast)
    {
        fixed (ushort* pixels = depth.Values)
            return Write(depth.Width, depth.Height, FormatLinear, pixels, fast);
    }

    /// <summary>One channel of 8 bits.</summary>
    /// <param name="values">[height, width]</param>
    public static byte[] EncodeGrey(int width, int height, ReadOnlySpan<byte> values, bool fast)
    {
        fixed (byte* pixels = values)
            return Write(width, height, FormatGrey, pixels, fast);
    }

    /// <summary>One channel of numbers into a palette.</summary>
    /// <param name="indices">[height, width]</param>
    /// <param name="palette">[entries, 3] red, green and blue; at most 256 entries</param>
    public static byte[] EncodeIndexed(int width, int height, ReadOnlySpan<byte> indices, ReadOnlySpan<byte> palette)
    {
        fixed (byte* pixels = indices, colours = palette)
            return Write(width, height, FormatColour | FormatPalette, pixels, fast: false, colours, palette.Length / 3);
    }

    private static void Read(PngChunks chunks, string name, uint format, void* pixels)
    {
        var image = new Image { Version = Version };
        fixed (byte* file = chunks.Pixels)
        {
            try
            {
                if (png_image_begin_read_from_memory(&image, file, (nuint)chunks.Pixels.Length) == 0)
                    throw Damaged(image, name);
                if (image.Width != chunks.Width || image.Height != chunks.Height)
                    throw new InvalidInputException($"{name}: damaged PNG: its header is there twice");
                image.Format = format;
                if ((format & FormatLinear) == 0)
                    image.Flags |= Assume16BitSrgb;   // 16-bit colours become 8-bit ones by dropping precision alone
                if (png_image_finish_read(&image, null, pixels, 0, null) == 0)
                    throw Damaged(image, name);
            }
            catch (DllNotFoundException e)
            {
                throw Missing(e);
            }
            finally
            {
                if (image.Opaque != 0)
                    png_image_free(&image);
            }
        }
    }

    /// <param name="fast">no filters and little compression: larger files sooner</param>
    private static byte[] Write(int width, int height, uint format, void* pixels, bool fast, void* palette = null, int entries = 0)
    {
        var image = new Image
        {
            Version = Version,
            Width = (uint)width,
            Height = (uint)height,
            Format = format,
            Flags = fast ? Fast : 0,
            ColourMapEntries = (uint)entries,
        };
        // What libpng's own macro allows for: rows with a filter byte, stored without compression, and chunks around.
        long sample = format switch { FormatLinear => 2, FormatGrey or FormatColour | FormatPalette => 1, _ => 3 };
        nuint size = (nuint)((width * sample + 1) * height * 1.02) + 65536;
        byte[] file = ArrayPool<byte>.Shared.Rent(checked((int)size));
        try
        {
            fixed (byte* to = file)
            {
                if (png_image_write_to_memory(&image, to, &size, 0, pixels, 0, palette) == 0)
                    throw new InvalidOperationException($"{Library} could not write {width} x {height} pixels: {image.Text}");
            }

            return file[..(int)size];
        }
        catch (DllNotFoundException e)
        {
            throw Missing(e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(file);
        }
    }

    private static byte[] DropAlpha(byte[] rgba)
    {
        var rgb = GC.AllocateUninitializedArray<byte>(rgba.Length / 4 * 3);
        for (int from = 0, to = 0; from < rgba.Length; from += 4, to += 3)
        {
            rgb[to] = rgba[from];
            rgb[to + 1] = rgba[from + 1];
            rgb[to + 2] = rgba[from + 2];
        }

        return rgb;
    }

    private static InvalidInputException Damaged(Image image, string name) => new($"{name}: damaged or truncated PNG: {image.Text}");

    private static DllNotFoundException Missing(DllNotFoundException e) =>
        new($"{Library} reads and writes PNG pictures and is not installed (Debian: libpng16-16)", e);

    [LibraryImport(Library)]
    private static partial int png_image_begin_read_from_memory(Image* image, byte* memory, nuint bytes);

    [LibraryImport(Library)]
    private static partial int png_image_finish_read(Image* image, void* background, void* pixels, int stride, void* colourMap);

    [LibraryImport(Library)]
    private static partial void png_image_free(Image* image);

    [LibraryImport(Library)]
    private static partial int png_image_write_to_memory(
        Image* image, void* memory, nuint* bytes, int convertTo8Bit, void* pixels, int stride, void* colourMap);

    // png_image of png.h
    [StructLayout(LayoutKind.Sequential)]
    private struct Image
    {
        public nint Opaque;
        public uint Version, Width, Height, Format, Flags, ColourMapEntries, WarningOrError;
        public fixed byte Message[64];

        public readonly string Text
        {
            get
            {
                fixed (byte* text = Message)
                    return Marshal.PtrToStringUTF8((nint)text) ?? "";
            }
        }
    }
}
