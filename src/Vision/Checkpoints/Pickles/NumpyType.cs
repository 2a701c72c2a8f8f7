using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Checkpoints.Pickles;

/// <summary>A numpy.dtype: numbers, text of a fixed length, or Python objects.</summary>
/// <remarks>State as numpy pickles it: (version, byte order, subtype, names, fields, item size, alignment, flags).</remarks>
internal sealed class NumpyType : IPickleStateful
{
    private readonly string _kind;

    private NumpyType(string kind) => _kind = kind;

    public bool BigEndian { get; private set; }

    public bool IsObjects => _kind[0] == 'O';

    public bool IsText => _kind[0] is 'U' or 'S';

    /// <summary>What a number is; only where it is neither text nor objects.</summary>
    public ElementType Element => NpyHeader.TryParseType(_kind, out ElementType type) ? type : throw new InvalidOperationException(_kind);

    /// <summary>Bytes of one item; text: four for each character of 'U', one of 'S'.</summary>
    public long ItemBytes => _kind[0] switch
    {
        'U' => 4L * TextLength,
        'S' => TextLength,
        'O' => throw new InvalidOperationException("objects are not bytes"),
        _ => Element.Size(),
    };

    private int TextLength => int.Parse(_kind.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);

    public static NumpyType Make(PickleArguments arguments)
    {
        string kind = arguments.At<string>(0);
        bool text = kind.Length is > 1 and < 8 && kind[0] is 'U' or 'S' && kind.Skip(1).All(char.IsAsciiDigit);
        if (!text && kind is not ("O8" or "O4" or "O") && !NpyHeader.TryParseType(kind, out _))
            throw arguments.Fail($"numpy type '{kind}'; known are b1, u1..u8, i1..i8, f2..f8, U.., S.. and O");
        return new(kind);
    }

    /// <summary>One number of NumPy becomes a plain one.</summary>
    public static object Scalar(PickleArguments arguments)
    {
        var type = arguments.At<NumpyType>(0);
        byte[] bytes = type.IsObjects ? throw arguments.Fail("a numpy scalar that is an object") : arguments.Bytes(1);
        if (bytes.Length != type.ItemBytes || bytes.Length == 0)
            throw arguments.Fail($"a numpy scalar of type '{type._kind}' has {bytes.Length} bytes");
        return type.ItemAt(type.InMemoryOrder(bytes), 0);
    }

    public void SetState(PickleArguments state)
    {
        PickleArguments parts = state.Of("numpy.dtype's state", state.At<PickleTuple>(0));
        BigEndian = parts.At<string>(1) == ">";
        if (parts.Values.Skip(2).Take(3).Any(part => part is not null))
            throw state.Fail("a numpy type with fields; only plain numbers, text and objects are read");
    }

    /// <summary>Little-endian bytes; the given ones are changed.</summary>
    public byte[] InMemoryOrder(byte[] bytes)
    {
        int unit = IsText ? (_kind[0] == 'U' ? 4 : 1) : Element.Size();
        if (BigEndian)
            Npy.SwapBytes(bytes, unit);
        return bytes;
    }

    /// <param name="bytes">little endian</param>
    /// <returns>long, ulong as BigInteger, double, bool or string; bytes for 'S'</returns>
    public object ItemAt(byte[] bytes, long index)
    {
        ReadOnlySpan<byte> item = bytes.AsSpan((int)(index * ItemBytes), (int)ItemBytes);
        if (_kind[0] == 'U')
            return Encoding.UTF32.GetString(item).TrimEnd('\0');
        if (_kind[0] == 'S')
            return Encoding.Latin1.GetString(item).TrimEnd('\0');
        if (Element == ElementType.Bool)
            return item[0] != 0;
        if (Element == ElementType.UInt64)
            return PickleReader.Plain(BinaryPrimitives.ReadUInt64LittleEndian(item));
        return _kind[0] == 'f' ? (object)NumberAt<double>(item) : NumberAt<long>(item);
    }

    private T NumberAt<T>(ReadOnlySpan<byte> item) where T : unmanaged, System.Numerics.INumber<T>
    {
        Span<T> value = stackalloc T[1];
        Elements.Convert(item, Element, value);
        return value[0];
    }
}
