using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Fuse3D.Vision.Formats;

/// <summary>The header of a NumPy array file.</summary>
/// <remarks>Layout: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, versions 1 to 3.</remarks>
/// <param name="Size">bytes before the data</param>
internal sealed partial record NpyHeader(ElementType Type, bool BigEndian, bool FortranOrder, long[] Shape, int Size)
{
    private const int MaxBytes = 1 << 16, MaxRank = 32;

    public static NpyHeader Parse(ReadOnlySpan<byte> file, string name)
    {
        if (file.Length < 10 || !file.StartsWith((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y']))
            throw new InvalidInputException($"{name}: not a NumPy array (its first bytes are not \\x93NUMPY)");
        int lengthBytes = file[6] switch
        {
            1 => 2,
            2 or 3 => 4,
            byte other => throw new InvalidInputException($"{name}: NumPy format version {other}; known are 1 to 3"),
        };
        int start = 8 + lengthBytes;
        long length = file.Length < start ? long.MaxValue
            : lengthBytes == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(file[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(file[8..]);
        if (length > Math.Min(MaxBytes, file.Length - start))
            throw new InvalidInputException(
                $"{name}: its header claims {length} bytes; at most {Math.Min(MaxBytes, file.Length - start)} are possible");
        return ParseDictionary(Encoding.UTF8.GetString(file.Slice(start, (int)length)), start + (int)length, name);
    }

    private static NpyHeader ParseDictionary(string text, int size, string name)
    {
        Match descr = Descr().Match(text), order = Order().Match(text), shape = ShapeText().Match(text);
        if (!descr.Success || !order.Success || !shape.Success)
            throw new InvalidInputException($"{name}: its header lacks a plain 'descr', 'fortran_order' or 'shape': {text.Trim()}");
        string kind = descr.Groups[2].Value;
        if (!TryParseType(kind, out ElementType type))
            throw new InvalidInputException($"{name}: elements of type '{kind}'; known are b1, u1..u8, i1..i8 and f2..f8");
        return new NpyHeader(
            type, descr.Groups[1].Value == ">", order.Groups[1].Value == "True", ParseShape(shape.Groups[1].Value, name), size);
    }

    /// <summary>NumPy's spelling of a type, without the byte order.</summary>
    public static bool TryParseType(string kind, out ElementType type)
    {
        ElementType? found = kind switch
        {
            "b1" => ElementType.Bool,
            "u1" => ElementType.UInt8,
            "i1" => ElementType.Int8,
            "u2" => ElementType.UInt16,
            "i2" => ElementType.Int16,
            "f2" => ElementType.Float16,
            "u4" => ElementType.UInt32,
            "i4" => ElementType.Int32,
            "f4" => ElementType.Float32,
            "u8" => ElementType.UInt64,
            "i8" => ElementType.Int64,
            "f8" => ElementType.Float64,
            _ => null,
        };
        type = found ?? default;
        return found is not null;
    }

    private static long[] ParseShape(string text, string name)
    {
        string[] parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var shape = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts.Length > MaxRank || !long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out shape[i]))
                throw new InvalidInputException($"{name}: shape ({text}) is not at most {MaxRank} whole numbers");
        }

        return shape;
    }

    [GeneratedRegex("""['"]descr['"]\s*:\s*['"]([<>|=]?)([a-z]\d+)['"]""", RegexOptions.NonBacktracking)]
    private static partial Regex Descr();

    [GeneratedRegex("""['"]fortran_order['"]\s*:\s*(True|False)""", RegexOptions.NonBacktracking)]
    private static partial Regex Order();

    [GeneratedRegex("""['"]shape['"]\s*:\s*\(([0-9,\s]*)\)""", RegexOptions.NonBacktracking)]
    private static partial Regex ShapeText();
}
