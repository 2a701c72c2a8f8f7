using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Tests.Formats;

/// <summary>Makes picture files that the code under test cannot write itself.</summary>
internal static partial class TestPictures
{
    public static Picture Noise(int width, int height, int seed)
    {
        var rgb = new byte[width * height * 3];
        new Random(seed).NextBytes(rgb);
        return new Picture(width, height, rgb);
    }

    /// <summary>A smooth picture, as JPEG likes them.</summary>
    public static Picture Gradient(int width, int height)
    {
        var rgb = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
            (rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]) = ((byte)(i % width * 255 / width), (byte)(i / width * 255 / height), 128);
        return new Picture(width, height, rgb);
    }

    public static unsafe byte[] Jpeg(Picture picture, int quality = 90)
    {
        nint handle = tjInitCompress();
        byte* jpeg = null;
        nuint bytes = 0;
        fixed (byte* pixels = picture.Rgb)
            Assert.Equal(0, tjCompress2(handle, pixels, picture.Width, 0, picture.Height, 0, &jpeg, &bytes, 2, quality, 0));
        byte[] file = new ReadOnlySpan<byte>(jpeg, (int)bytes).ToArray();
        tjFree(jpeg);
        _ = tjDestroy(handle);
        return file;
    }

    /// <summary>A PNG file of any kind.</summary>
    /// <param name="rows">[height] scan lines without their filter byte</param>
    /// <param name="extra">chunks between the header and the pixels</param>
    public static byte[] Png(int width, int height, int bits, int type, byte[][] rows, params (string Type, byte[] Data)[] extra)
    {
        var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)bits, (byte)type);
        Chunk(file, "IHDR", header);
        foreach ((string name, byte[] data) in extra)
            Chunk(file, name, data);
        Chunk(file, "IDAT", Deflate(rows));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Deflate(byte[][] rows)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (byte[] row in rows)
            {
                zlib.WriteByte(0);
                zlib.Write(row);
            }
        }

        return packed.ToArray();
    }

    private static void Chunk(MemoryStream file, string type, byte[] data)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        for (int i = 0; i < 4; i++)
            chunk[4 + i] = (byte)type[i];
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Crc(chunk.AsSpan(4, data.Length + 4)));
        file.Write(chunk);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }

        return ~crc;
    }

    [LibraryImport("libturbojpeg.so.0")]
    private static partial nint tjInitCompress();

    [LibraryImport("libturbojpeg.so.0")]
    private static partial int tjDestroy(nint handle);

    [LibraryImport("libturbojpeg.so.0")]
    private static unsafe partial void tjFree(byte* buffer);

    [LibraryImport("libturbojpeg.so.0")]
    private static unsafe partial int tjCompress2(
        nint handle, byte* pixels, int width, int pitch, int height, int format,
        byte** jpeg, nuint* bytes, int subsampling, int quality, int flags);
}
