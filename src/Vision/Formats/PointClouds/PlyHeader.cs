namespace Fuse3D.Vision.Formats.PointClouds;

internal enum PlyFormat
{
    Ascii,
    LittleEndian,
    BigEndian,
}

/// <param name="CountType">type of the count before a list's values; null: a single value</param>
internal sealed record PlyProperty(string Name, ElementType Type, ElementType? CountType)
{
    /// <summary>The fewest bytes that it takes in a binary file.</summary>
    public int MinBytes => CountType?.Size() ?? Type.Size();
}

internal sealed record PlyElement(string Name, long Count, List<PlyProperty> Properties)
{
    public int MinBytes => Properties.Sum(p => p.MinBytes);

    public bool HasLists => Properties.Exists(p => p.CountType is not null);
}

/// <summary>What a PLY file says that it holds.</summary>
/// <param name="DataStart">bytes before the data</param>
/// <param name="DataLine">line number of the first data line</param>
internal sealed record PlyHeader(PlyFormat Format, List<PlyElement> Elements, int DataStart, int DataLine)
{
    private const int MaxElements = 32, MaxProperties = 256;

    public static PlyHeader Parse(ReadOnlySpan<byte> file, string name)
    {
        var lines = new HeaderLines(file, name);
        if (lines.Next() is not ["ply"])
            throw lines.Bad("the file does not start with 'ply'");
        PlyFormat? format = null;
        List<PlyElement> elements = [];
        while (true)
        {
            switch (lines.Next())
            {
                case ["end_header"]:
                    return new PlyHeader(format ?? throw lines.Bad("the header names no format"), elements, lines.Position, lines.Line + 1);
                case [] or ["comment" or "obj_info", ..]:
                    break;
                case ["format", var kind, _]:
                    format = ParseFormat(kind, lines);
                    break;
                case ["element", var element, var count] when elements.Count < MaxElements:
                    elements.Add(new PlyElement(element, lines.Number(count), []));
                    break;
                case ["property", .. var words] when elements is [.., var last] && last.Properties.Count < MaxProperties:
                    last.Properties.Add(ParseProperty(words, lines));
                    break;
                case var words:
                    throw lines.Bad($"'{string.Join(' ', words)}' has no place in a PLY header");
            }
        }
    }

    private static PlyFormat ParseFormat(string kind, HeaderLines lines) => kind switch
    {
        "ascii" => PlyFormat.Ascii,
        "binary_little_endian" => PlyFormat.LittleEndian,
        "binary_big_endian" => PlyFormat.BigEndian,
        _ => throw lines.Bad($"format '{kind}'; known are ascii, binary_little_endian and binary_big_endian"),
    };

    private static PlyProperty ParseProperty(string[] words, HeaderLines lines) => words switch
    {
        ["list", var count, var type, var name] => new PlyProperty(name, ParseType(type, lines), ParseType(count, lines)),
        [var type, var name] => new PlyProperty(name, ParseType(type, lines), null),
        _ => throw lines.Bad($"'property {string.Join(' ', words)}' is not 'property type name'"),
    };

    private static ElementType ParseType(string type, HeaderLines lines) => type switch
    {
        "char" or "int8" => ElementType.Int8,
        "uchar" or "uint8" => ElementType.UInt8,
        "short" or "int16" => ElementType.Int16,
        "ushort" or "uint16" => ElementType.UInt16,
        "int" or "int32" => ElementType.Int32,
        "uint" or "uint32" => ElementType.UInt32,
        "float" or "float32" => ElementType.Float32,
        "double" or "float64" => ElementType.Float64,
        _ => throw lines.Bad($"type '{type}' is none of char, uchar, short, ushort, int, uint, float, double"),
    };
}
