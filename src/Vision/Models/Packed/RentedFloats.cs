using System.Buffers;

namespace Fuse3D.Vision.Models.Packed;

/// <summary>Rows of numbers in memory that goes back to the pool; a frame's large buffers would keep the collector busy.</summary>
/// <param name="rows">how many</param>
/// <param name="width">numbers in each</param>
internal sealed class RentedFloats(int rows, int width) : IDisposable
{
    private readonly float[] _values = ArrayPool<float>.Shared.Rent(rows * width);

    public int Rows => rows;

    /// <summary>All rows; contents are whatever was there until written.</summary>
    public Span<float> All => _values.AsSpan(0, rows * width);

    /// <summary>Some of the rows.</summary>
    public Span<float> Part(int first, int count) => _values.AsSpan(first * width, count * width);

    public void Dispose() => ArrayPool<float>.Shared.Return(_values);
}
