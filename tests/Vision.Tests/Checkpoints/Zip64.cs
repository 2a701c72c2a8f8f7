using System.Buffers.Binary;

namespace Fuse3D.Vision.Tests.Checkpoints;

/// <summary>Rewrites a small zip archive's directory with 64-bit sizes, as archives beyond 4 GB have them.</summary>
internal static class Zip64
{
    public static byte[] Widen(byte[] archive)
    {
        int end = archive.AsSpan().LastIndexOf("PK\x05\x06"u8);
        int start = BinaryPrimitives.ReadInt32LittleEndian(archive.AsSpan(end + 16));
        List<byte> wide = [.. archive.AsSpan(0, start)];
        for (int at = start; at < end;)
            at += Entry(archive.AsSpan(at), wide);
        int directoryBytes = wide.Count - start, record = wide.Count;
        wide.AddRange([.. "PK\x06\x06"u8, .. Long(44), 45, 0, 45, 0, .. Long(0), .. Long(0), .. Long(0), .. Long(directoryBytes), .. Long(start)]);
        wide.AddRange([.. "PK\x06\x07"u8, 0, 0, 0, 0, .. Long(record), 1, 0, 0, 0]);
        wide.AddRange([.. "PK\x05\x06"u8, .. Enumerable.Repeat((byte)0xFF, 16), 0, 0]);
        return [.. wide];
    }

    // Sizes and offset become all ones and follow in the extra field.
    private static int Entry(ReadOnlySpan<byte> entry, List<byte> wide)
    {
        int name = BinaryPrimitives.ReadUInt16LittleEndian(entry[28..]), extra = BinaryPrimitives.ReadUInt16LittleEndian(entry[30..]);
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]), unpacked = BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]);
        uint header = BinaryPrimitives.ReadUInt32LittleEndian(entry[42..]);
        byte[] fixedPart = entry[..46].ToArray();
        fixedPart.AsSpan(20, 8).Fill(0xFF);
        fixedPart.AsSpan(42, 4).Fill(0xFF);
        BinaryPrimitives.WriteUInt16LittleEndian(fixedPart.AsSpan(30), 32);
        wide.AddRange([.. fixedPart, .. entry.Slice(46, name), 9, 0, 0, 0, 1, 0, 24, 0, .. Long(unpacked), .. Long(stored), .. Long(header)]);
        return 46 + name + extra;
    }

    private static byte[] Long(long value) => BitConverter.GetBytes(value);
}
