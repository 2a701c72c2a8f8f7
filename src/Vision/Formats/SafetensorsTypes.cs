namespace Fuse3D.Vision.Formats;

/// <summary>How safetensors spells element types.</summary>
internal static class SafetensorsTypes
{
    private static readonly (string Name, ElementType Type)[] Spellings =
    [
        ("BOOL", ElementType.Bool), ("U8", ElementType.UInt8), ("I8", ElementType.Int8),
        ("F8_E4M3", ElementType.Float8E4M3), ("F8_E5M2", ElementType.Float8E5M2),
        ("I16", ElementType.Int16), ("U16", ElementType.UInt16), ("F16", ElementType.Float16), ("BF16", ElementType.BFloat16),
        ("I32", ElementType.Int32), ("U32", ElementType.UInt32), ("F32", ElementType.Float32),
        ("I64", ElementType.Int64), ("U64", ElementType.UInt64), ("F64", ElementType.Float64),
    ];

    public static IEnumerable<string> Names => Spellings.Select(s => s.Name);

    public static bool TryParse(string name, out ElementType type)
    {
        int at = Array.FindIndex(Spellings, s => s.Name == name);
        type = at < 0 ? default : Spellings[at].Type;
        return at >= 0;
    }

    public static string NameOf(ElementType type) => Spellings.First(s => s.Type == type).Name;
}
