using System.Globalization;
using System.Text;

namespace Fuse3D.Vision.Formats;

/// <summary>Reads and writes single NumPy arrays (.npy).</summary>
public static class Npy
{
    private const int Alignment = 64;

    public static NpyArray Read(string path) => Decode(InputFile.ReadAll(path, Array.MaxLength), path);

    /// <param name="file">a whole .npy file</param>
    /// <param name="name">what it is called in errors</param>
    public static NpyArray Decode(ReadOnlySpan<byte> file, string name)
    {
        NpyHeader header = NpyHeader.Parse(file, name);
        ReadOnlySpan<byte> data = file[header.Size..];
        int size = header.Type.Size();
        if (!ElementTypes.TryCount(header.Shape, out long count) || count > data.Length / size)
        {
            throw new InvalidInputException(
                $"{name}: {data.Length} bytes of data are too few for {header.Type} [{string.Join(", ", header.Shape)}] (truncated?)");
        }

        byte[] bytes = data[..(int)(count * size)].ToArray();
        if (header.BigEndian)
            SwapBytes(bytes, size);
        if (header.FortranOrder && header.Shape.Length > 1)
            bytes = ToRowMajor(bytes, header.Shape, size);
        return new NpyArray(header.Type, header.Shape, bytes);
    }

    public static void Write(string path, ElementType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> bytes)
    {
        long[] kept = shape.ToArray();
        WholeFile.Write(path, stream => Write(stream, type, kept, bytes.Span));
    }

    /// <param name="bytes">elements, little endian, row-major</param>
    public static void Write(Stream stream, ElementType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes)
    {
        if (!ElementTypes.TryCount(shape, out long count) || count * type.Size() != bytes.Length)
            throw new ArgumentException($"{bytes.Length} bytes are not {type} [{string.Join(", ", shape.ToArray())}]", nameof(bytes));
        string sizes = string.Concat(shape.ToArray().Select(s => string.Create(CultureInfo.InvariantCulture, $"{s},")));
        var header = new StringBuilder($"{{'descr': '{Descr(type)}', 'fortran_order': False, 'shape': ({sizes}), }}");
        while ((10 + header.Length + 1) % Alignment != 0)
            header.Append(' ');
        header.Append('\n');
        stream.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(header.ToString()));
        stream.Write(bytes);
    }

    private static string Descr(ElementType type) => type switch
    {
        ElementType.Bool => "|b1",
        ElementType.UInt8 => "|u1",
        ElementType.Int8 => "|i1",
        ElementType.UInt16 => "<u2",
        ElementType.Int16 => "<i2",
        ElementType.Float16 => "<f2",
        ElementType.UInt32 => "<u4",
        ElementType.Int32 => "<i4",
        ElementType.Float32 => "<f4",
        ElementType.UInt64 => "<u8",
        ElementType.Int64 => "<i8",
        ElementType.Float64 => "<f8",
        _ => throw new ArgumentException($"NumPy has no {type}", nameof(type)),
    };

    /// <summary>Turns each element's bytes around, between big and little endian.</summary>
    internal static void SwapBytes(byte[] bytes, int size)
    {
        for (int at = 0; at < bytes.Length; at += size)
            bytes.AsSpan(at, size).Reverse();
    }

    internal static byte[] ToRowMajor(byte[] columnMajor, long[] shape, int size)
    {
        var rows = new byte[columnMajor.Length];
        StridedCopy.Gather(columnMajor, shape, StridedCopy.ColumnMajor(shape), size, rows);
        return rows;
    }
}
