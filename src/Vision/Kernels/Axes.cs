using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Kernels;

/// <summary>x, y and z of points as three arrays, each padded so that whole vectors may be read at any point.</summary>
/// <remarks>Rented; a padding point lies at the origin and its results are ignored.</remarks>
internal readonly struct Axes : IDisposable
{
    private readonly float[] _values;
    private readonly int _stride;

    public Axes(int count)
    {
        _stride = count + Math.Max(Vector<float>.Count, Vector256<float>.Count);
        _values = ArrayPool<float>.Shared.Rent(3 * _stride);
        _values.AsSpan(0, 3 * _stride).Clear();
    }

    public Axes(ReadOnlySpan<float> xyz) : this(xyz.Length / 3)
    {
        Span<float> x = X, y = Y, z = Z;
        for (int i = 0; i < xyz.Length / 3; i++)
            (x[i], y[i], z[i]) = (xyz[3 * i], xyz[3 * i + 1], xyz[3 * i + 2]);
    }

    public Span<float> X => _values.AsSpan(0, _stride);

    public Span<float> Y => _values.AsSpan(_stride, _stride);

    public Span<float> Z => _values.AsSpan(2 * _stride, _stride);

    public void Dispose() => ArrayPool<float>.Shared.Return(_values);
}
