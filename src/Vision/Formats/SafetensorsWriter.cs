using System.Buffers.Binary;
using System.Text.Json;

namespace Fuse3D.Vision.Formats;

/// <summary>Collects arrays and writes them as one safetensors file.</summary>
/// <remarks>
/// The file appears under its name only when it is whole. Data starts at a multiple of 8 bytes and wide elements come first,
/// so that every array is aligned to its element.
/// </remarks>
public sealed class SafetensorsWriter
{
    private readonly List<Pending> _arrays = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    /// <summary>Adds an array whose bytes are kept until <see cref="Save"/>.</summary>
    /// <param name="bytes">little endian, row-major; not copied</param>
    public void Add(string name, ElementType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> bytes) =>
        Add(name, type, shape, stream => stream.Write(bytes.Span));

    /// <summary>Adds an array that writes itself during <see cref="Save"/>.</summary>
    /// <param name="write">writes all bytes of the array, little endian, row-major</param>
    public void Add(string name, ElementType type, ReadOnlySpan<long> shape, Action<Stream> write)
    {
        if (name == "__metadata__" || _arrays.Exists(a => a.Name == name))
            throw new ArgumentException($"an array '{name}' cannot be added (again)", nameof(name));
        if (!ElementTypes.TryCount(shape, out long count))
            throw new ArgumentException($"'{name}': [{string.Join(", ", shape.ToArray())}] is not a shape", nameof(shape));
        _arrays.Add(new Pending(name, type, shape.ToArray(), checked(count * type.Size()), write));
    }

    /// <summary>Sets a string of the header; an earlier one of the same key is replaced.</summary>
    public void SetMetadata(string key, string value) => _metadata[key] = value;

    /// <summary>Writes the file; one that exists is replaced at the end.</summary>
    public void Save(string path)
    {
        Pending[] ordered = [.. _arrays.OrderByDescending(a => a.Type.Size())];   // stable: the order of adding within a width
        WholeFile.Write(path, stream =>
        {
            WriteHeader(stream, ordered);
            foreach (Pending array in ordered)
                WriteData(stream, array);
        });
    }

    private static void WriteData(Stream stream, Pending array)
    {
        long before = stream.Position;
        array.Write(stream);
        if (stream.Position - before != array.Bytes)
            throw new InvalidOperationException(
                $"array '{array.Name}' wrote {stream.Position - before} bytes; its shape takes {array.Bytes}");
    }

    private void WriteHeader(Stream stream, Pending[] ordered)
    {
        byte[] json = BuildHeader(ordered);
        int padding = -json.Length & 7;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length + padding);
        stream.Write(length);
        stream.Write(json);
        stream.Write("       "u8[..padding]);
    }

    private byte[] BuildHeader(Pending[] ordered)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (_metadata.Count > 0)
                WriteMetadata(json);
            long at = 0;
            foreach (Pending array in ordered)
                WriteEntry(json, array, ref at);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private void WriteMetadata(Utf8JsonWriter json)
    {
        json.WriteStartObject("__metadata__");
        foreach ((string key, string value) in _metadata)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, Pending array, ref long at)
    {
        json.WriteStartObject(array.Name);
        json.WriteString("dtype", SafetensorsTypes.NameOf(array.Type));
        WriteNumbers(json, "shape", array.Shape);
        WriteNumbers(json, "data_offsets", [at, at += array.Bytes]);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private sealed record Pending(string Name, ElementType Type, long[] Shape, long Bytes, Action<Stream> Write);
}
