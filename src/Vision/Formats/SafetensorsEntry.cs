namespace Fuse3D.Vision.Formats;

/// <summary>One array of a safetensors file.</summary>
/// <param name="Name">its key</param>
/// <param name="Type">what an element is</param>
/// <param name="Shape">row-major; empty for a single number</param>
/// <param name="Offset">bytes from the start of the file to the first element</param>
/// <param name="Bytes">size of all elements</param>
public sealed record SafetensorsEntry(string Name, ElementType Type, long[] Shape, long Offset, long Bytes)
{
    /// <summary>Elements in the array.</summary>
    public long Count => Bytes / Type.Size();

    public override string ToString() => $"{Name} {Type} [{string.Join(", ", Shape)}]";
}
