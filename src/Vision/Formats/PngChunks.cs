using System.Buffers.Binary;

namespace Fuse3D.Vision.Formats;

/// <summary>The parts of a PNG file that hold pixels, and its header.</summary>
/// <param name="Width">from the header; not checked against a limit</param>
/// <param name="Height">likewise</param>
/// <param name="BitDepth">1, 2, 4, 8 or 16</param>
/// <param name="ColourType">0 grey, 2 colour, 3 palette, 4 grey with alpha, 6 colour with alpha</param>
/// <param name="Pixels">a PNG file with the same pixels and nothing about colour spaces</param>
internal sealed record PngChunks(uint Width, uint Height, int BitDepth, int ColourType, byte[] Pixels)
{
    private const int Signature = 8, Overhead = 12, HeaderBytes = 13;

    /// <summary>An alpha channel is stored with every pixel.</summary>
    public bool HasAlpha => ColourType is 4 or 6;

    /// <summary>
    /// Keeps IHDR, PLTE, IDAT and IEND. libpng would change values according to gAMA, sRGB, iCCP, cHRM or tRNS;
    /// depth has no gamma, and networks are trained on pixels as stored.
    /// </summary>
    public static PngChunks Parse(ReadOnlySpan<byte> file, string name)
    {
        ReadOnlySpan<byte> header = default;
        var kept = new MemoryStream(file.Length);
        kept.Write(file[..Signature]);
        bool ended = false;
        for (int at = Signature; !ended;)
        {
            ReadOnlySpan<byte> chunk = Next(file, at, name);
            ReadOnlySpan<byte> type = chunk.Slice(4, 4);
            if (at == Signature)
                header = type.SequenceEqual("IHDR"u8) && chunk.Length == HeaderBytes + Overhead
                    ? chunk[8..]
                    : throw new InvalidInputException($"{name}: PNG without a header chunk");
            if (IsPixels(type))
                kept.Write(chunk);
            ended = type.SequenceEqual("IEND"u8);
            at += chunk.Length;
        }

        uint width = BinaryPrimitives.ReadUInt32BigEndian(header), height = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        return new PngChunks(width, height, header[8], header[9], kept.ToArray());
    }

    private static bool IsPixels(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("IHDR"u8) || type.SequenceEqual("PLTE"u8)
        || type.SequenceEqual("IDAT"u8) || type.SequenceEqual("IEND"u8);

    // length, type, data, checksum
    private static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> file, int at, string name)
    {
        if (file.Length - at >= Overhead)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length <= file.Length - at - Overhead)
                return file.Slice(at, (int)length + Overhead);
        }

        throw new InvalidInputException($"{name}: truncated PNG: it ends inside the chunk at byte {at}");
    }
}
