using System.Numerics;
using System.Runtime.InteropServices;

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

    /// <summary>Some columns of a matrix as <typeparamref name="T"/>, row-major; the others are not looked at.</summary>
    /// <param name="first">of the columns wanted</param>
    /// <param name="count">columns wanted</param>
    /// <returns>[rows, count]</returns>
    public T[] Columns<T>(int first, int count) where T : unmanaged, INumber<T>
    {
        if (Shape is not [var rows, var width] || first < 0 || count < 0 || first + count > width)
            throw new ArgumentException($"[{string.Join(", ", Shape)}] has no columns {first} to {first + count - 1}", nameof(first));
        var values = new T[rows * count];
        int stride = (int)width * Type.Size(), skipped = first * Type.Size(), taken = count * Type.Size();
        if (Type == ElementType.Float64)
        {
            ReadOnlySpan<double> from = MemoryMarshal.Cast<byte, double>(Bytes);
            for (int r = 0, at = 0; r < rows; r++)
            {
                for (int c = 0; c < count; c++)
                    values[at++] = T.CreateSaturating(from[r * (int)width + first + c]);
            }

            return values;
        }

        for (int r = 0; r < rows; r++)
            Elements.Convert(Bytes.AsSpan(r * stride + skipped, taken), Type, values.AsSpan(r * count, count));
        return values;
    }
}
