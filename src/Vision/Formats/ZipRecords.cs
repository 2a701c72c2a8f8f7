using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Fuse3D.Vision.Formats;

/// <summary>Where the contents of a zip archive lie in its file; for archives that keep them as they are, so that any part can be read.</summary>
/// <remarks>
/// Layout: PKWARE APPNOTE.TXT 6.3.9, sections 4.3.7, 4.3.12 to 4.3.16 and 4.5.3 (zip64). Checksums are not looked at: PyTorch can be told to
/// leave them out.
/// </remarks>
internal sealed class ZipRecords
{
    private const int EndBytes = 22, LocatorBytes = 20, End64Bytes = 56, EntryBytes = 46, LocalBytes = 30, MaxEntries = 1_000_000;
    private const uint EndMark = 0x06054B50, LocatorMark = 0x07064B50, End64Mark = 0x06064B50, EntryMark = 0x02014B50, LocalMark = 0x04034B50;
    private const long MaxDirectoryBytes = 1 << 28;
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly long _length;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    private ZipRecords(SafeFileHandle file, string path) => (_file, _path, _length) = (file, path, RandomAccess.GetLength(file));

    private readonly record struct Entry(int Method, int Flags, long Stored, long Unpacked, long Header, long ListedAt);

    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <param name="file">stays open; not closed here</param>
    /// <exception cref="InvalidInputException">there is no whole directory at the end of the file</exception>
    public static ZipRecords Read(SafeFileHandle file, string path)
    {
        ZipRecords records = new(file, path);
        records.ReadDirectory();
        return records;
    }

    /// <summary>The place of a record's bytes; false when there is none of this name.</summary>
    /// <exception cref="InvalidInputException">it is compressed or encrypted, or does not lie inside the file</exception>
    public bool TryFind(string name, out FileRange range)
    {
        range = default;
        if (!_entries.TryGetValue(name, out Entry entry))
            return false;
        if (entry.Method != 0 || (entry.Flags & 1) != 0 || entry.Stored != entry.Unpacked)
            throw Fail(entry.ListedAt, $"record '{name}' is compressed or encrypted; checkpoints hold their records as they are");
        byte[] local = Bytes(entry.Header, LocalBytes, $"the header of record '{name}'");
        if (UInt32(local, 0) != LocalMark)
            throw Fail(entry.Header, $"no header of record '{name}'");
        long start = entry.Header + LocalBytes + UInt16(local, 26) + UInt16(local, 28);
        if (start > _length || entry.Stored > _length - start)
            throw Fail(start, $"record '{name}' of {entry.Stored} bytes goes beyond the end of the file at {_length} (truncated?)");
        range = new(start, entry.Stored);
        return true;
    }

    private void ReadDirectory()
    {
        (long start, long bytes) = FindDirectory();
        if (bytes > MaxDirectoryBytes)
            throw Fail(start, $"a zip directory of {bytes} bytes; at most {MaxDirectoryBytes} are read");
        ReadOnlySpan<byte> directory = Bytes(start, bytes, "the zip directory");
        for (int at = 0; at < directory.Length;)
        {
            if (directory.Length - at < EntryBytes || UInt32(directory, at) != EntryMark || _entries.Count == MaxEntries)
                throw Fail(start + at, "no entry of a zip directory, or too many of them");
            at += ReadEntry(directory[at..], start + at);
        }
    }

    // Entry: mark, versions 2+2, flags, method, time 4, crc 4, stored 4, unpacked 4, name 2, extra 2, comment 2, disk 2, attributes 6, header 4
    private int ReadEntry(ReadOnlySpan<byte> entry, long listedAt)
    {
        int name = UInt16(entry, 28), extra = UInt16(entry, 30), whole = EntryBytes + name + extra + UInt16(entry, 32);
        if (whole > entry.Length)
            throw Fail(listedAt, "an entry of the zip directory goes beyond its end");
        long unpacked = UInt32(entry, 24), stored = UInt32(entry, 20), header = UInt32(entry, 42);
        ReadExtra(entry.Slice(EntryBytes + name, extra), listedAt, ref unpacked, ref stored, ref header);
        string key = Encoding.UTF8.GetString(entry.Slice(EntryBytes, name));
        if (!_entries.TryAdd(key, new(UInt16(entry, 10), UInt16(entry, 8), stored, unpacked, header, listedAt)))
            throw Fail(listedAt, $"record '{key}' is listed twice");
        return whole;
    }

    // Numbers that do not fit 32 bits are all ones, and follow with 64 bits in the extra field 1, in this order.
    private void ReadExtra(ReadOnlySpan<byte> extra, long listedAt, ref long unpacked, ref long stored, ref long header)
    {
        while (extra.Length >= 4 && UInt16(extra, 0) != 1 && extra.Length >= 4 + UInt16(extra, 2))
            extra = extra[(4 + UInt16(extra, 2))..];
        int at = 4;
        unpacked = Widen(extra, unpacked, listedAt, ref at);
        stored = Widen(extra, stored, listedAt, ref at);
        header = Widen(extra, header, listedAt, ref at);
    }

    private long Widen(ReadOnlySpan<byte> extra, long number, long listedAt, ref int at)
    {
        if (number != uint.MaxValue)
            return number;
        if (extra.Length < at + 8 || UInt16(extra, 0) != 1 || BinaryPrimitives.ReadInt64LittleEndian(extra[at..]) is not (>= 0 and var wide))
            throw Fail(listedAt, "an entry of the zip directory lacks its 64-bit sizes");
        at += 8;
        return wide;
    }

    // The end record lies before a comment of at most 65,535 bytes; a zip64 locator may lie before it.
    private (long Start, long Bytes) FindDirectory()
    {
        long tailStart = Math.Max(0, _length - EndBytes - ushort.MaxValue);
        byte[] tail = Bytes(tailStart, _length - tailStart, "the end of the file");
        int end = tail.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (end < 0 || tail.Length - end < EndBytes)
            throw Fail(_length, "no zip directory at the end of the file (truncated?)");
        long bytes = UInt32(tail, end + 12), start = UInt32(tail, end + 16);
        if (TryFindWide(tailStart + end, out var wide))
            (start, bytes) = wide;
        return start >= 0 && bytes >= 0 && start <= _length && bytes <= _length - start
            ? (start, bytes)
            : throw Fail(tailStart + end, $"a zip directory of {bytes} bytes at {start}; the file has {_length}");
    }

    private bool TryFindWide(long end, out (long Start, long Bytes) directory)
    {
        directory = default;
        if (end < LocatorBytes || Bytes(end - LocatorBytes, LocatorBytes, "") is var locator && UInt32(locator, 0) != LocatorMark)
            return false;
        long at = BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8));
        byte[] record = Bytes(at, End64Bytes, "the 64-bit zip directory");
        if (UInt32(record, 0) != End64Mark)
            throw Fail(at, "no 64-bit zip directory");
        directory = (BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(48)), BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(40)));
        return true;
    }

    private byte[] Bytes(long offset, long count, string what)
    {
        if (offset < 0 || count < 0 || offset > _length || count > _length - offset)
            throw Fail(Math.Clamp(offset, 0, _length), $"{what} goes beyond the end of the file at {_length} (truncated?)");
        var bytes = new byte[count];
        InputFile.ReadExactly(_file, _path, offset, bytes);
        return bytes;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private InvalidInputException Fail(long offset, string reason) => new($"{_path}, byte {offset}: {reason}");
}

/// <summary>A run of bytes in a file.</summary>
internal readonly record struct FileRange(long Start, long Bytes);
