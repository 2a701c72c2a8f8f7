using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Microsoft.Win32.SafeHandles;

namespace Fuse3D.Vision.Formats;

/// <summary>A safetensors file, open for reading. Many threads may read at once.</summary>
/// <remarks>
/// The header is checked in full on opening; data is read when asked for. It is read rather than mapped: a mapped file that another
/// process cuts short ends this process, a read one gives an error.
/// </remarks>
public sealed class SafetensorsFile : IDisposable
{
    private const int LengthBytes = 8;
    private readonly SafeFileHandle _handle;
    private readonly SafetensorsHeader _header;

    private SafetensorsFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
        _header = ReadHeader();
    }

    /// <summary>As given to <see cref="Open"/>.</summary>
    public string Path { get; }

    /// <summary>The strings under "__metadata__"; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>All arrays, in the order of their data.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => _header.Entries;

    /// <summary>The array of this name; throws when there is none.</summary>
    public SafetensorsEntry this[string name] =>
        TryGet(name, out SafetensorsEntry? entry) ? entry : throw new InvalidInputException($"{Path}: no array '{name}'", name);

    /// <exception cref="InvalidInputException">there is no such file, or it is not a whole and consistent safetensors file</exception>
    public static SafetensorsFile Open(string path)
    {
        SafeFileHandle handle = InputFile.Open(path);
        try
        {
            return new SafetensorsFile(path, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public bool TryGet(string name, [NotNullWhen(true)] out SafetensorsEntry? entry) => _header.ByName.TryGetValue(name, out entry);

    /// <summary>Reads a part of an array's bytes.</summary>
    /// <param name="entry">one of <see cref="Entries"/></param>
    /// <param name="destination">filled from its start to its end</param>
    /// <param name="offset">bytes of the array to leave out before; with the destination's length inside the array</param>
    public void Read(SafetensorsEntry entry, Span<byte> destination, long offset = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, entry.Bytes - offset, nameof(destination));
        InputFile.ReadExactly(_handle, Path, entry.Offset + offset, destination);
    }

    /// <summary>An array's bytes, little endian, row-major; at most 2 GiB (longer arrays: <see cref="Read"/> in parts).</summary>
    public byte[] ReadBytes(string name)
    {
        SafetensorsEntry entry = this[name];
        if (entry.Bytes > Array.MaxLength)
            throw new InvalidInputException(
                $"{Path}: array '{name}' has {entry.Bytes} bytes; at most {Array.MaxLength} can be read at once", name);
        var bytes = GC.AllocateUninitializedArray<byte>((int)entry.Bytes);
        Read(entry, bytes);
        return bytes;
    }

    /// <summary>An array's elements in row-major order, converted to <typeparamref name="T"/>.</summary>
    public T[] ReadAs<T>(string name) where T : unmanaged, INumber<T>
    {
        byte[] bytes = ReadBytes(name);
        var values = new T[this[name].Count];
        Elements.Convert(bytes, this[name].Type, values.AsSpan());
        return values;
    }

    public void Dispose() => _handle.Dispose();

    private SafetensorsHeader ReadHeader()
    {
        long fileBytes = RandomAccess.GetLength(_handle);
        if (fileBytes < LengthBytes)
            throw new InvalidInputException($"{Path}: {fileBytes} bytes are too few for a safetensors file");
        Span<byte> length = stackalloc byte[LengthBytes];
        InputFile.ReadExactly(_handle, Path, 0, length);
        ulong headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (headerBytes > (ulong)Math.Min(SafetensorsHeader.MaxBytes, fileBytes - LengthBytes))
            throw new InvalidInputException(
                $"{Path}: its header claims {headerBytes} bytes; at most {SafetensorsHeader.MaxBytes} are allowed "
                + $"and the file has {fileBytes} (not a safetensors file, or truncated)");

        var json = new byte[headerBytes];
        InputFile.ReadExactly(_handle, Path, LengthBytes, json);
        long dataStart = LengthBytes + json.Length;
        return SafetensorsHeader.Parse(json, Path, dataStart, fileBytes - dataStart);
    }
}
