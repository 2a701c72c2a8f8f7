using System.Text;

namespace Fuse3D.Vision.Formats.Matlab;

/// <summary>A data element of a MATLAB file: a type, and bytes of it.</summary>
/// <param name="Type">the format's number (MAT-File Format, "Data Types")</param>
/// <param name="Bytes">in the file's byte order</param>
internal readonly record struct MatElement(uint Type, ReadOnlyMemory<byte> Bytes, bool Swapped)
{
    public const uint Int8 = 1, UInt8 = 2, Int32 = 5, UInt32 = 6, Matrix = 14, Compressed = 15, Utf8 = 16, Utf16 = 17, Utf32 = 18;

    /// <summary>Bytes of one number or character; 0 for what is neither.</summary>
    public int Size => Type switch
    {
        Int8 or UInt8 or Utf8 => 1,
        3 or 4 or Utf16 => 2,
        Int32 or UInt32 or 7 or Utf32 => 4,
        9 or 12 or 13 => 8,
        _ => 0,
    };

    private ElementType Stored => Type switch
    {
        Int8 => ElementType.Int8,
        3 => ElementType.Int16,
        4 or Utf16 => ElementType.UInt16,
        Int32 => ElementType.Int32,
        UInt32 or Utf32 => ElementType.UInt32,
        7 => ElementType.Float32,
        9 => ElementType.Float64,
        12 => ElementType.Int64,
        13 => ElementType.UInt64,
        _ => ElementType.UInt8,
    };

    /// <summary>The numbers, whatever type they are stored in: MATLAB stores whole doubles in fewer bytes.</summary>
    public double[] Numbers() => As<double>();

    /// <summary>The characters, in any of the encodings that MATLAB uses.</summary>
    public string Text() => Type == Utf8
        ? Encoding.UTF8.GetString(Bytes.Span)
        : string.Concat(As<uint>().Select(c => Rune.IsValid(c) ? new Rune(c) : Rune.ReplacementChar));

    public T[] As<T>() where T : unmanaged, System.Numerics.INumber<T>
    {
        byte[] bytes = Bytes.ToArray();
        if (Swapped && Size > 1)
            Npy.SwapBytes(bytes, Size);
        var values = new T[bytes.Length / Size];
        Elements.Convert(bytes, Stored, values.AsSpan());
        return values;
    }
}
