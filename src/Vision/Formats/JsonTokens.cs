using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Fuse3D.Vision.Formats;

/// <summary>Walks through a JSON file in bounded memory, for files too large to hold as a document.</summary>
/// <remarks>
/// Begin with <see cref="Read"/> on the outermost value; then <see cref="NextProperty"/> and <see cref="NextItem"/> step through objects
/// and arrays, and each step ends on a value, which the caller must use up: read it, walk through it, or <see cref="Skip"/> it.
/// </remarks>
internal sealed class JsonTokens : IDisposable
{
    private const int LongestToken = 1 << 24;
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly long _length;
    private byte[] _buffer = new byte[1 << 16];
    private int _start, _end;                   // what of the buffer is not used up
    private long _next;                         // byte of the file after the buffer
    private JsonReaderState _state;
    private JsonTokenType _type;
    private (int At, int Length) _value;        // of the token in the buffer
    private string? _unescaped;

    public JsonTokens(string path)
    {
        (_path, _file) = (path, InputFile.Open(path));
        _length = RandomAccess.GetLength(_file);
        Fill();
        if (_buffer.AsSpan(0, _end).StartsWith(Encoding.UTF8.Preamble))
            _start = Encoding.UTF8.Preamble.Length;
    }

    /// <summary>Goes to the next token.</summary>
    /// <exception cref="InvalidInputException">the file is not JSON, or ends early</exception>
    public void Read()
    {
        while (!TryRead())
        {
            if (_next == _length)
                throw Bad("ends where a value belongs");
            Fill();
        }
    }

    /// <summary>Goes to the value of the next property of the object that was begun.</summary>
    /// <returns>the property's name; null at the object's end</returns>
    public string? NextProperty()
    {
        Read();
        if (_type == JsonTokenType.EndObject)
            return null;
        string name = Decode();
        Read();
        return name;
    }

    /// <summary>Goes to the next value of the array that was begun.</summary>
    /// <returns>false at the array's end</returns>
    public bool NextItem()
    {
        Read();
        return _type != JsonTokenType.EndArray;
    }

    /// <summary>The value is an object, and its properties come next.</summary>
    public void BeginObject() => Need(JsonTokenType.StartObject, "an object");

    /// <summary>The value is an array, and its items come next.</summary>
    public void BeginArray() => Need(JsonTokenType.StartArray, "an array");

    public string Text()
    {
        Need(JsonTokenType.String, "a string");
        return Decode();
    }

    public long Integer()
    {
        Need(JsonTokenType.Number, "a whole number");
        return Utf8Parser.TryParse(Bytes, out long value, out int used) && used == _value.Length ? value : throw Bad($"{Decode()} is no whole number");
    }

    public double Number()
    {
        Need(JsonTokenType.Number, "a number");
        return Utf8Parser.TryParse(Bytes, out double value, out int used) && used == _value.Length ? value : throw Bad($"{Decode()} is no number");
    }

    /// <summary>Passes over the value, whatever it is.</summary>
    public void Skip()
    {
        for (int depth = Step(); depth > 0; depth += Step())
            Read();
    }

    /// <summary>Says that what the file holds is not what belongs there.</summary>
    public InvalidInputException Bad(string fault, Exception? inner = null) =>
        new($"{_path}: near byte {_next - (_end - _start)}: {fault}", innerException: inner);

    public void Dispose() => _file.Dispose();

    private ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_value.At, _value.Length);

    private int Step() => _type switch
    {
        JsonTokenType.StartObject or JsonTokenType.StartArray => 1,
        JsonTokenType.EndObject or JsonTokenType.EndArray => -1,
        _ => 0,
    };

    private string Decode() => _unescaped ?? Encoding.UTF8.GetString(Bytes);

    private void Need(JsonTokenType type, string what)
    {
        if (_type != type)
            throw Bad($"{_type} where {what} belongs");
    }

    private bool TryRead()
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), isFinalBlock: _next == _length, _state);
        try
        {
            bool read = reader.Read();
            if (read)
            {
                _buffer.AsSpan().Overlaps(reader.ValueSpan, out int at);
                _value = (at, reader.ValueSpan.Length);
                _unescaped = reader.ValueIsEscaped ? reader.GetString() : null;
                _type = reader.TokenType;
            }

            (_start, _state) = (_start + (int)reader.BytesConsumed, reader.CurrentState);
            return read;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)      // the latter: broken UTF-8
        {
            throw Bad($"not JSON: {e.Message}", e);
        }
    }

    // Moves what is left to the front and reads on; a token that fills the whole buffer makes it grow.
    private void Fill()
    {
        int left = _end - _start;
        if (left == _buffer.Length && left >= LongestToken)
            throw Bad($"a single value has more than {LongestToken} bytes");
        byte[] target = left == _buffer.Length ? new byte[2 * left] : _buffer;
        _buffer.AsSpan(_start, left).CopyTo(target);
        int more = (int)Math.Min(target.Length - left, _length - _next);
        InputFile.ReadExactly(_file, _path, _next, target.AsSpan(left, more));
        (_buffer, _start, _end, _next) = (target, 0, left + more, _next + more);
    }
}
