using System.Numerics;

namespace Fuse3D.Vision.Formats;

/// <summary>An array of a NumPy file.</summary>
/// <param name="Type">what an element is</param>
/// <param name="Shape">empty for a single number</param>
/// <param name="Bytes">elements, little endian, row-major whatever the file's order was</param>
public sealed record NpyArray(ElementType Type, long[] Shape, byte[] Bytes)
{
    /// <summary>Elements in the array.</summary>
    public int Count => Bytes.Length / Type.Size();

    /// <summary>Every element as <typeparamref name="T"/>, row-major.</summary>
    public T[] As<T>() where T : unmanaged, INumber<T>
    {
        var values = new T[Count];
        Elements.Convert(Bytes, Type, values.AsSpan());
        return values;
    }
}
