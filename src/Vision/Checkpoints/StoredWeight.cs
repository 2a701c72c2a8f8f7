using System.Runtime.InteropServices;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Checkpoints;

/// <summary>An array of weights that lies in a file, or is made of such arrays, and is read when asked for.</summary>
/// <param name="Type">what an element is; kept as the file has it</param>
/// <param name="Shape">row-major; empty for a single number</param>
/// <param name="Read">gives all elements, little endian, row-major; works as long as the file is open</param>
public sealed record StoredWeight(ElementType Type, long[] Shape, Func<byte[]> Read)
{
    /// <summary>Elements in the array.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Bytes of all elements.</summary>
    public long Bytes => Count * Type.Size();

    public bool HasShape(params ReadOnlySpan<long> shape) => Shape.AsSpan().SequenceEqual(shape);

    /// <summary>Every element as float32.</summary>
    public Weight ToWeight()
    {
        var values = new float[Count];
        Elements.Convert(Read(), Type, values.AsSpan());
        return new(Shape, values);
    }

    /// <summary>A part along the first axis.</summary>
    public StoredWeight Rows(long first, long count)
    {
        long row = Bytes / Math.Max(Shape[0], 1);
        return new(Type, [count, .. Shape[1..]], () => Read().AsSpan((int)(first * row), (int)(count * row)).ToArray());
    }

    /// <summary>Arrays of one type and width under each other; null when they differ.</summary>
    public static StoredWeight? Stacked(IReadOnlyList<StoredWeight> parts)
    {
        StoredWeight first = parts[0];
        bool alike = parts.All(part => part.Type == first.Type && part.Shape.Length > 0 && part.Shape.AsSpan(1).SequenceEqual(first.Shape.AsSpan(1)));
        return alike
            ? new(first.Type, [parts.Sum(part => part.Shape[0]), .. first.Shape[1..]], () => Concat(parts))
            : null;
    }

    public static StoredWeight Of(Weight weight) =>
        new(ElementType.Float32, weight.Shape, () => MemoryMarshal.AsBytes<float>(weight.Values).ToArray());

    public override string ToString() => $"{Type} [{string.Join(", ", Shape)}]";

    private static byte[] Concat(IReadOnlyList<StoredWeight> parts)
    {
        var all = new byte[parts.Sum(part => part.Bytes)];
        int at = 0;
        foreach (byte[] part in parts.Select(part => part.Read()))
        {
            part.CopyTo(all, at);
            at += part.Length;
        }

        return all;
    }
}
