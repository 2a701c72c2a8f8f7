using System.Buffers.Binary;
using System.Text;

namespace Fuse3D.Vision.Formats.Matlab;

/// <summary>Reads the elements of a MATLAB file, one after the other, from a part of it that is not compressed.</summary>
/// <remarks>Layout: MathWorks, "MAT-File Format", level 5.</remarks>
/// <param name="bytes">whole elements</param>
/// <param name="swapped">the file's byte order is not this machine's</param>
/// <param name="name">what the file is called in errors</param>
internal sealed class MatReader(ReadOnlyMemory<byte> bytes, bool swapped, string name)
{
    private const int MaxDepth = 32, MaxDimensions = 32, TagBytes = 8;
    private const int SmallestArray = TagBytes;     // an empty array is a tag alone
    private int _at;

    public bool AtEnd => _at >= bytes.Length;

    /// <summary>The next element's type and bytes.</summary>
    public MatElement Next()
    {
        uint first = UInt32(_at);
        // Up to four bytes stand in the tag itself, with their number in its upper half.
        if (first >> 16 is var small and > 0)
            return small <= 4 ? Take(first & 0xFFFF, _at + 4, small, TagBytes) : throw Bad($"a small element of {small} bytes");
        uint length = UInt32(_at + 4);
        // Compressed elements are not filled up to a multiple of eight bytes.
        long padded = first == MatElement.Compressed ? length : (length + 7L) / 8 * 8;
        return Take(first, _at + TagBytes, length, TagBytes + padded);
    }

    /// <summary>The next element as an array.</summary>
    public MatArray NextArray(int depth = 0)
    {
        int at = _at;
        MatElement element = Next();
        if (element.Type != MatElement.Matrix)
            throw Bad($"an element of type {element.Type} where an array belongs", at);
        if (depth > MaxDepth)
            throw Bad($"arrays are nested more than {MaxDepth} deep", at);
        return new MatReader(element.Bytes, swapped, name).Array(depth);
    }

    /// <summary>The array that an element holds.</summary>
    public static MatArray ArrayOf(MatElement matrix, bool swapped, string name) => new MatReader(matrix.Bytes, swapped, name).Array(depth: 0);

    private MatArray Array(int depth)
    {
        if (bytes.IsEmpty)
            return new MatArray(name, "", MatClass.Double, [0, 0], 0, default, [], []);
        var kind = (MatClass)(Part(MatElement.UInt32, "flags").As<uint>()[0] & 0xFF);
        if (kind == MatClass.Opaque)
            return new MatArray(name, "", kind, [], 0, default, [], []);
        int[] dimensions = Part(MatElement.Int32, "dimensions").As<int>();
        int count = Count(dimensions);
        string variable = Encoding.ASCII.GetString(Part(MatElement.Int8, "name").Bytes.Span);
        return kind switch
        {
            MatClass.Cell => new MatArray(name, variable, kind, dimensions, count, default, Children(count, depth), []),
            MatClass.Struct or MatClass.Object => Struct(variable, kind, dimensions, count, depth),
            MatClass.Char or (>= MatClass.Double and <= MatClass.UInt64) => new MatArray(name, variable, kind, dimensions, count, Data(kind, count), [], []),
            MatClass.Sparse or MatClass.Function => new MatArray(name, variable, kind, dimensions, count, default, [], []),
            _ => throw Bad($"an array of class {(int)kind}"),
        };
    }

    private MatArray Struct(string variable, MatClass kind, int[] dimensions, int count, int depth)
    {
        if (kind == MatClass.Object)
            Part(MatElement.Int8, "class name");
        int length = Part(MatElement.Int32, "field name length").As<int>() is [int one] ? one : 0;
        ReadOnlySpan<byte> names = Part(MatElement.Int8, "field names").Bytes.Span;
        if (length < 1 || names.Length % length != 0)
            throw Bad($"{names.Length} bytes of field names of {length} each");
        var fields = new string[names.Length / length];
        for (int f = 0; f < fields.Length; f++)
            fields[f] = Encoding.ASCII.GetString(names.Slice(f * length, length)).Split('\0')[0];
        return new MatArray(name, variable, kind, dimensions, count, default, Children((long)count * fields.Length, depth), fields);
    }

    private MatArray[] Children(long count, int depth)
    {
        if (count > (bytes.Length - _at) / SmallestArray)
            throw Bad($"{count} arrays in {bytes.Length - _at} bytes");
        var children = new MatArray[count];
        for (int i = 0; i < children.Length; i++)
            children[i] = NextArray(depth + 1);
        return children;
    }

    private MatElement Data(MatClass kind, int count)
    {
        int at = _at;
        MatElement data = Next();
        bool fits = data.Type == MatElement.Utf8 || (data.Size > 0 && data.Bytes.Length == (long)count * data.Size);
        return fits ? data : throw Bad($"{data.Bytes.Length} bytes of type {data.Type} for {count} elements of {kind}", at);
    }

    // A part of an array's head: it must be of one type, and not empty unless it is text.
    private MatElement Part(uint type, string what)
    {
        int at = _at;
        MatElement part = Next();
        bool text = type == MatElement.Int8;
        if (part.Type != type && !(text && part.Type is MatElement.UInt8 or MatElement.Utf8))
            throw Bad($"{what} of type {part.Type}", at);
        return text || (part.Bytes.Length >= 4 && part.Bytes.Length % 4 == 0) ? part : throw Bad($"{what} of {part.Bytes.Length} bytes", at);
    }

    private int Count(int[] dimensions)
    {
        long count = 1;
        foreach (int dimension in dimensions)
        {
            count *= dimension;
            if (dimension < 0 || count > int.MaxValue || dimensions.Length > MaxDimensions)
                throw Bad($"dimensions {string.Join(" x ", dimensions.Take(MaxDimensions))}");
        }

        return (int)count;
    }

    private MatElement Take(uint type, int start, uint length, long step)
    {
        // The last element of a file may lack its filling.
        if (start + (long)length > bytes.Length)
            throw Bad($"an element of {length} bytes, and {Math.Max(0, bytes.Length - start)} are left");
        _at = (int)Math.Min(bytes.Length, _at + step);
        return new MatElement(type, bytes.Slice(start, (int)length), swapped);
    }

    private uint UInt32(int at)
    {
        if (at + 4 > bytes.Length)
            throw Bad("the file ends inside an element");
        ReadOnlySpan<byte> four = bytes.Span.Slice(at, 4);
        return swapped == BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32BigEndian(four) : BinaryPrimitives.ReadUInt32LittleEndian(four);
    }

    private InvalidInputException Bad(string what, int? at = null) =>
        new($"{name}: damaged MATLAB file: {what} (byte {at ?? _at} of its part of {bytes.Length})");
}
