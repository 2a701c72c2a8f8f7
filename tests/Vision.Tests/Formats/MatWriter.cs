using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Fuse3D.Vision.Tests.Formats;

/// <summary>Writes MATLAB files of level 5 for tests, as save -v6 (plain) and -v7 (compressed) do.</summary>
internal sealed class MatWriter(bool bigEndian = false, bool compressed = true)
{
    private readonly MemoryStream _file = new();

    /// <summary>Numbers, row by row here; stored as <paramref name="Type"/>, the format's number for a data type (9: double).</summary>
    public sealed record Numbers(double[] Rows, int Columns, byte Type = 9, byte Class = 6);

    public sealed record Structs(string[] Fields, params object[][] Elements);

    public sealed record Cells(params object[] Elements);

    public byte[] ToArray()
    {
        byte[] header = new byte[128];
        Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file".PadRight(116)).CopyTo(header, 0);
        (bigEndian ? [1, 0, (byte)'M', (byte)'I'] : (byte[])[0, 1, (byte)'I', (byte)'M']).CopyTo(header, 124);
        return [.. header, .. _file.ToArray()];
    }

    /// <param name="value">text, <see cref="Numbers"/>, <see cref="Structs"/>, <see cref="Cells"/>, or null for an empty array</param>
    public MatWriter Add(string name, object? value)
    {
        byte[] element = Array(name, value);
        if (!compressed)
        {
            _file.Write(element);
            return this;
        }

        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(element);
        _file.Write([.. UInt32(15), .. UInt32((uint)packed.Length), .. packed.ToArray()]);
        return this;
    }

    private byte[] Array(string name, object? value) => Element(14, value switch
    {
        null => [],
        string text => [.. Head(4, name, 1, text.Length), .. Element(4, [.. text.SelectMany(c => UInt16(c))])],
        Numbers n => [.. Head(n.Class, name, n.Rows.Length / n.Columns, n.Columns), .. Element(n.Type, Stored(n))],
        Cells c => [.. Head(1, name, 1, c.Elements.Length), .. c.Elements.SelectMany(e => Array("", e))],
        Structs s => [.. Head(2, name, 1, s.Elements.Length), .. Names(s.Fields), .. s.Elements.SelectMany(e => e.SelectMany(f => Array("", f)))],
        _ => throw new ArgumentException($"{value.GetType()}", nameof(value)),
    });

    private byte[] Head(byte kind, string name, int rows, int columns) =>
        [.. Element(6, [.. UInt32(kind), .. UInt32(0)]), .. Element(5, [.. UInt32((uint)rows), .. UInt32((uint)columns)]),
            .. Element(1, Encoding.ASCII.GetBytes(name))];

    private byte[] Names(string[] fields) =>
        [.. Element(5, UInt32(32)), .. Element(1, [.. fields.SelectMany(f => Encoding.ASCII.GetBytes(f.PadRight(32, '\0')))])];

    private byte[] Stored(Numbers n)
    {
        int rows = n.Rows.Length / n.Columns;
        IEnumerable<double> columnwise = Enumerable.Range(0, n.Rows.Length).Select(i => n.Rows[i % rows * n.Columns + i / rows]);
        return [.. columnwise.SelectMany(v => n.Type switch
        {
            1 => [(byte)(sbyte)v],
            2 => [(byte)v],
            3 => UInt16((ushort)(short)v),
            4 => UInt16((ushort)v),
            5 => UInt32((uint)(int)v),
            6 => UInt32((uint)v),
            7 => UInt32(BitConverter.SingleToUInt32Bits((float)v)),
            9 => UInt64(BitConverter.DoubleToUInt64Bits(v)),
            12 => UInt64((ulong)(long)v),
            _ => UInt64((ulong)v),
        })];
    }

    // Four bytes and fewer go into the tag.
    private byte[] Element(uint type, byte[] bytes)
    {
        if (bytes.Length is > 0 and <= 4)
            return [.. UInt32((uint)bytes.Length << 16 | type), .. bytes, .. new byte[4 - bytes.Length]];
        return [.. UInt32(type), .. UInt32((uint)bytes.Length), .. bytes, .. new byte[(8 - bytes.Length % 8) % 8]];
    }

    private byte[] UInt16(ushort value) => Ordered(2, b => BinaryPrimitives.WriteUInt16LittleEndian(b, value));

    private byte[] UInt32(uint value) => Ordered(4, b => BinaryPrimitives.WriteUInt32LittleEndian(b, value));

    private byte[] UInt64(ulong value) => Ordered(8, b => BinaryPrimitives.WriteUInt64LittleEndian(b, value));

    private byte[] Ordered(int size, Action<byte[]> write)
    {
        var bytes = new byte[size];
        write(bytes);
        if (bigEndian)
            System.Array.Reverse(bytes);
        return bytes;
    }
}
