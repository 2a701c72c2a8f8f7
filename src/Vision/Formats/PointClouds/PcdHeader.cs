namespace Fuse3D.Vision.Formats.PointClouds;

/// <param name="Offset">bytes before it in a row</param>
internal sealed record PcdField(string Name, ElementType Type, int Count, int Offset)
{
    public int Bytes => Type.Size() * Count;

    /// <summary>Red, green and blue share one 32-bit value, whatever its type says.</summary>
    public bool IsPackedColour => Name is "rgb" or "rgba" && Type.Size() == 4 && Count == 1;
}

/// <summary>What a PCD file says that it holds.</summary>
/// <param name="Points">how many</param>
/// <param name="Stride">bytes of one point</param>
/// <param name="Data">ascii, binary or binary_compressed</param>
internal sealed record PcdHeader(List<PcdField> Fields, long Points, int Stride, string Data, int DataStart, int DataLine)
{
    private const int MaxFields = 64, MaxCount = 1024;

    public static PcdHeader Parse(ReadOnlySpan<byte> file, string name)
    {
        var lines = new HeaderLines(file, name);
        string[] names = [], sizes = [], types = [], counts = [];
        long points = -1, width = 0, height = 1;
        while (true)
        {
            switch (lines.Next())
            {
                case [] or [['#', ..], ..] or ["VERSION" or "VIEWPOINT", ..]: break;
                case ["FIELDS" or "COLUMNS", .. var words] when words.Length <= MaxFields: names = words; break;
                case ["SIZE", .. var words]: sizes = words; break;
                case ["TYPE", .. var words]: types = words; break;
                case ["COUNT", .. var words]: counts = words; break;
                case ["WIDTH", var word]: width = lines.Number(word); break;
                case ["HEIGHT", var word]: height = lines.Number(word); break;
                case ["POINTS", var word]: points = lines.Number(word); break;
                case ["DATA", ("ascii" or "binary" or "binary_compressed") and var data]:
                    List<PcdField> fields = ParseFields(names, sizes, types, counts, lines);
                    if (points < 0)
                        points = height == 0 || width <= long.MaxValue / height
                            ? width * height
                            : throw lines.Bad("WIDTH times HEIGHT is too large");
                    return new PcdHeader(fields, points, fields.Sum(f => f.Bytes), data, lines.Position, lines.Line + 1);
                case var words: throw lines.Bad($"'{string.Join(' ', words)}' has no place in a PCD header");
            }
        }
    }

    private static List<PcdField> ParseFields(string[] names, string[] sizes, string[] types, string[] counts, HeaderLines lines)
    {
        if (names.Length == 0 || sizes.Length != names.Length || types.Length != names.Length
            || (counts.Length != 0 && counts.Length != names.Length))
            throw lines.Bad($"FIELDS, SIZE, TYPE and COUNT list {names.Length}, {sizes.Length}, {types.Length} and {counts.Length} fields");
        List<PcdField> fields = [];
        int offset = 0;
        for (int i = 0; i < names.Length; i++)
        {
            long count = counts.Length == 0 ? 1 : lines.Number(counts[i]);
            if (count is < 1 or > MaxCount)
                throw lines.Bad($"field '{names[i]}' has COUNT {count}; 1 to {MaxCount} are allowed");
            fields.Add(new PcdField(names[i], ParseType(types[i] + sizes[i], lines), (int)count, offset));
            offset += fields[i].Bytes;
        }

        return fields;
    }

    private static ElementType ParseType(string type, HeaderLines lines) => type switch
    {
        "F4" => ElementType.Float32,
        "F8" => ElementType.Float64,
        "U1" => ElementType.UInt8,
        "U2" => ElementType.UInt16,
        "U4" => ElementType.UInt32,
        "U8" => ElementType.UInt64,
        "I1" => ElementType.Int8,
        "I2" => ElementType.Int16,
        "I4" => ElementType.Int32,
        "I8" => ElementType.Int64,
        _ => throw lines.Bad($"TYPE and SIZE '{type}'; known are F4, F8, U1..U8 and I1..I8"),
    };
}
