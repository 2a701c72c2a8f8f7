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

    /// <summary>Every element as float32.</summary>
    public Weight ToWeight()
    {
        var values = new float[Count];
        Elements.Convert(Read(), Type, values.AsSpan());
        return new(Shape, values);
    }

    public override string ToString() => $"{Type} [{string.Join(", ", Shape)}]";
}
