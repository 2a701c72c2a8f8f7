using System.Text.Json;

namespace Fuse3D.Vision.Formats;

/// <summary>The JSON header of a safetensors file, parsed and checked before any data is touched.</summary>
/// <remarks>Layout: https://github.com/huggingface/safetensors, "Format". Arrays must cover the data without gap or overlap.</remarks>
internal sealed class SafetensorsHeader
{
    /// <summary>The reference reader's own limit.</summary>
    public const long MaxBytes = 100_000_000;

    private const int MaxRank = 64;
    private readonly Dictionary<string, SafetensorsEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly long _dataStart, _dataBytes;

    private SafetensorsHeader(string path, long dataStart, long dataBytes)
    {
        _path = path;
        _dataStart = dataStart;
        _dataBytes = dataBytes;
    }

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    public IReadOnlyDictionary<string, SafetensorsEntry> ByName => _entries;

    /// <summary>In the order of their data.</summary>
    public SafetensorsEntry[] Entries { get; private set; } = [];

    /// <param name="json">the header without its length</param>
    /// <param name="path">named in errors</param>
    /// <param name="dataStart">where the data begins in the file</param>
    /// <param name="dataBytes">bytes from there to the end of the file</param>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, string path, long dataStart, long dataBytes)
    {
        var header = new SafetensorsHeader(path, dataStart, dataBytes);
        try
        {
            header.ReadObject(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new InvalidInputException($"{path}: its header is not a safetensors header: {e.Message}", innerException: e);
        }

        header.Entries = [.. header._entries.Values.OrderBy(e => e.Offset).ThenBy(e => e.Bytes)];
        header.CheckCoverage();
        return header;
    }

    private void ReadObject(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (name == "__metadata__")
                ReadMetadata(ref reader);
            else if (!_entries.TryAdd(name, ReadEntry(ref reader, name)))
                throw Bad(name, "is listed twice");
        }

        if (reader.TokenType != JsonTokenType.EndObject || reader.Read())
            throw new InvalidInputException($"{_path}: its header has something after the JSON object");
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            Expect(ref reader, JsonTokenType.String);
            if (!_metadata.TryAdd(key, reader.GetString()!))
                throw new InvalidInputException($"{_path}: its metadata lists '{key}' twice");
        }
    }

    private SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        ElementType? type = null;
        long[]? shape = null, offsets = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            if (key == "dtype" && type is null)
                type = ReadType(ref reader, name);
            else if (key == "shape" && shape is null)
                shape = ReadNumbers(ref reader, name, MaxRank);
            else if (key == "data_offsets" && offsets is null)
                offsets = ReadNumbers(ref reader, name, 2);
            else
                throw Bad(name, $"has an unknown or repeated property '{key}'");
        }

        if (type is null || shape is null || offsets is not { Length: 2 })
            throw Bad(name, "needs dtype, shape and two data_offsets");
        return Check(name, type.Value, shape, offsets[0], offsets[1]);
    }

    private SafetensorsEntry Check(string name, ElementType type, long[] shape, long begin, long end)
    {
        if (!ElementTypes.TryCount(shape, out long count))
            throw Bad(name, $"has shape [{string.Join(", ", shape)}], which is too many elements");
        if (begin > end || end > _dataBytes)
            throw Bad(name, $"has data_offsets [{begin}, {end}], but the file holds {_dataBytes} bytes of data (truncated?)");
        if (count > _dataBytes || count * type.Size() != end - begin)
            throw Bad(name, $"has {end - begin} bytes, but {type} [{string.Join(", ", shape)}] takes {(decimal)count * type.Size()}");
        return new SafetensorsEntry(name, type, shape, _dataStart + begin, end - begin);
    }

    private void CheckCoverage()
    {
        long at = _dataStart;
        foreach (SafetensorsEntry entry in Entries)
        {
            if (entry.Offset != at)
                throw Bad(entry.Name,
                    $"starts at data byte {entry.Offset - _dataStart}, {(entry.Offset < at ? "inside" : "with a gap after")} "
                    + $"the array before it, which ends at {at - _dataStart}");
            at += entry.Bytes;
        }

        if (at != _dataStart + _dataBytes)
            throw new InvalidInputException($"{_path}: {_dataStart + _dataBytes - at} bytes at the end belong to no array");
    }

    private ElementType ReadType(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.String);
        string text = reader.GetString()!;
        return SafetensorsTypes.TryParse(text, out ElementType type)
            ? type
            : throw Bad(name, $"has dtype '{text}'; known: {string.Join(", ", SafetensorsTypes.Names)}");
    }

    private long[] ReadNumbers(ref Utf8JsonReader reader, string name, int most)
    {
        List<long> numbers = [];
        Expect(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
                throw Bad(name, "has a shape or offset that is not a whole number from 0 to 2^63 - 1");
            if (numbers.Count == most)
                throw Bad(name, $"has more than {most} numbers in its shape or offsets");
            numbers.Add(number);
        }

        return [.. numbers];
    }

    private void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
            throw new InvalidInputException(
                $"{_path}: its header has {reader.TokenType} at byte {reader.TokenStartIndex} where {type} belongs");
    }

    private InvalidInputException Bad(string name, string what) => new($"{_path}: array '{name}' {what}", name);
}
