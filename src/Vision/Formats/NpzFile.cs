using System.IO.Compression;

namespace Fuse3D.Vision.Formats;

/// <summary>A NumPy archive (.npz): named arrays in a zip file.</summary>
public sealed class NpzFile : IDisposable
{
    /// <summary>The most that one array may take when unpacked.</summary>
    public const long MaxArrayBytes = 1L << 30;

    private const int MaxArrays = 10_000;
    private const int DeflateRatio = 1032;      // a byte of deflate holds no more bytes than this
    private readonly string _name;
    private readonly long _length;
    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    private NpzFile(string name, ZipArchive zip, long length)
    {
        (_name, _zip, _length) = (name, zip, length);
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            string key = entry.FullName.EndsWith(".npy", StringComparison.Ordinal) ? entry.FullName[..^4] : entry.FullName;
            if (_entries.Count == MaxArrays || !_entries.TryAdd(key, entry))
                throw new InvalidInputException($"{name}: array '{key}' is there twice, or there are more than {MaxArrays}");
        }

        Names = [.. _entries.Keys];
    }

    /// <summary>The arrays' names, in the order of the archive.</summary>
    public IReadOnlyList<string> Names { get; }

    public static NpzFile Open(string path) => Open(InputFile.ReadAll(path, Array.MaxLength), path);

    /// <param name="bytes">a whole .npz file; kept</param>
    /// <param name="name">what it is called in errors</param>
    public static NpzFile Open(byte[] bytes, string name) =>
        Guard(name, () => new NpzFile(name, new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read), bytes.Length));

    /// <summary>Unpacks one array.</summary>
    public NpyArray Read(string key)
    {
        if (!_entries.TryGetValue(key, out ZipArchiveEntry? entry))
            throw new InvalidInputException($"{_name}: no array '{key}'; it holds {string.Join(", ", Names)}", key);
        return Guard($"{_name}: {key}", () => Npy.Decode(Unpack(entry, _length, $"{_name}: {key}"), $"{_name}: {key}"));
    }

    public void Dispose() => _zip.Dispose();

    // The size in the directory may lie: no more than it says is unpacked, and no more is allocated than the file can hold.
    private static ReadOnlySpan<byte> Unpack(ZipArchiveEntry entry, long fileLength, string name)
    {
        if (entry.Length > MaxArrayBytes)
            throw new InvalidInputException($"{name}: unpacks to {entry.Length} bytes; at most {MaxArrayBytes} are allowed");
        var unpacked = GC.AllocateUninitializedArray<byte>((int)Math.Min(entry.Length, Math.Min(entry.CompressedLength, fileLength) * DeflateRatio));
        using Stream packed = entry.Open();
        int length = packed.ReadAtLeast(unpacked, unpacked.Length, throwOnEndOfStream: false);
        if (length == unpacked.Length && packed.ReadByte() >= 0)
            throw new InvalidInputException($"{name}: unpacks to more than the {entry.Length} bytes that its directory says");
        return unpacked.AsSpan(0, length);
    }

    private static T Guard<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw new InvalidInputException($"{name}: damaged or unsupported zip archive: {e.Message}", innerException: e);
        }
    }
}
