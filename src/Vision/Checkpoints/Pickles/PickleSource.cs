using System.Buffers.Binary;
using System.Text;
using Fuse3D.Vision.Formats;
using Microsoft.Win32.SafeHandles;

namespace Fuse3D.Vision.Checkpoints.Pickles;

/// <summary>The bytes of a pickle inside a file, read forward; nothing is allocated for bytes that are not there.</summary>
internal sealed class PickleSource
{
    private const int MaxLine = 4096;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly SafeFileHandle _file;
    private readonly long _end;
    private readonly byte[] _buffer = new byte[1 << 14];
    private long _bufferStart;
    private int _buffered, _next;

    /// <param name="file">stays open; not closed here</param>
    /// <param name="path">named in errors</param>
    /// <param name="start">where the pickle begins</param>
    /// <param name="end">where it must have ended</param>
    public PickleSource(SafeFileHandle file, string path, long start, long end)
    {
        (_file, Path, _end) = (file, path, end);
        _bufferStart = start;
    }

    public string Path { get; }

    /// <summary>Offset in the file of the next byte.</summary>
    public long Position => _bufferStart + _next;

    public long Remaining => _end - Position;

    public byte Byte()
    {
        if (_next == _buffered)
            Refill();
        return _buffer[_next++];
    }

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Fixed(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Fixed(8));

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Fixed(2));

    public double DoubleBigEndian() => BinaryPrimitives.ReadDoubleBigEndian(Fixed(8));

    /// <param name="length">as the pickle claims</param>
    /// <param name="most">what is allowed</param>
    public byte[] Bytes(long length, long most)
    {
        if (length < 0 || length > Math.Min(most, Remaining))
            throw Fail($"claims {(ulong)length} bytes; at most {Math.Min(most, Remaining)} are possible");
        var bytes = new byte[length];
        Fill(bytes);
        return bytes;
    }

    public string Utf8(long length, long most)
    {
        byte[] bytes = Bytes(length, most);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw Fail($"holds text that is not UTF-8: {e.Message}");
        }
    }

    /// <summary>Text up to the next line feed, which is left out.</summary>
    public string Line()
    {
        List<byte> line = [];
        for (byte next = Byte(); next != (byte)'\n'; next = Byte())
        {
            if (line.Count == MaxLine)
                throw Fail($"holds a line of more than {MaxLine} bytes");
            line.Add(next);
        }

        return Encoding.Latin1.GetString([.. line]);
    }

    /// <summary>Goes on so many bytes later.</summary>
    public void Skip(long count)
    {
        if (count <= _buffered - _next)
        {
            _next += (int)count;
            return;
        }

        _bufferStart = Position + count;
        (_buffered, _next) = (0, 0);
    }

    /// <summary>An error at the current place.</summary>
    public InvalidInputException Fail(string reason) => FailAt(Position, reason);

    public InvalidInputException FailAt(long offset, string reason) => new($"{Path}, byte {offset}: {reason}");

    private ReadOnlySpan<byte> Fixed(int count)
    {
        if (_buffered - _next >= count)
            return _buffer.AsSpan((_next += count) - count, count);
        var bytes = new byte[count];
        Fill(bytes);
        return bytes;
    }

    private void Fill(Span<byte> destination)
    {
        if (destination.Length > Remaining)
            throw Fail("the pickle ends in the middle of a value");
        int held = Math.Min(destination.Length, _buffered - _next);
        _buffer.AsSpan(_next, held).CopyTo(destination);
        InputFile.ReadExactly(_file, Path, Position + held, destination[held..]);
        Skip(destination.Length);
    }

    private void Refill()
    {
        int count = (int)Math.Min(_buffer.Length, Remaining);
        if (count <= 0)
            throw Fail("the pickle ends without a STOP");
        InputFile.ReadExactly(_file, Path, Position, _buffer.AsSpan(0, count));
        _bufferStart = Position;
        (_buffered, _next) = (count, 0);
    }
}
