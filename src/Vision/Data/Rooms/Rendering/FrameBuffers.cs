using System.Buffers;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>What a picture is made of before it is one, rented for the time of making it.</summary>
/// <remarks>H rows, W columns; red, green and blue are linear.</remarks>
internal sealed class FrameBuffers(int width, int height) : IDisposable
{
    private readonly int _pixels = width * height;
    private readonly Vector128<float>[] _light = ArrayPool<Vector128<float>>.Shared.Rent(width * height);
    private readonly Vector128<float>[] _surface = ArrayPool<Vector128<float>>.Shared.Rent(width * height);
    private readonly Vector128<float>[] _own = ArrayPool<Vector128<float>>.Shared.Rent(width * height);
    private readonly float[] _luminance = ArrayPool<float>.Shared.Rent(width * height);
    private readonly int[] _keys = ArrayPool<int>.Shared.Rent(width * height);

    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>[H, W] light on the surface seen: red, green, blue, highlight</summary>
    public Span<Vector128<float>> Light => _light.AsSpan(0, _pixels);

    /// <summary>[H, W] the colour in which it sends light back: red, green, blue, 0</summary>
    public Span<Vector128<float>> Surface => _surface.AsSpan(0, _pixels);

    /// <summary>[H, W] what else is seen: the surface's own light, and what is behind glass; later the whole colour</summary>
    public Span<Vector128<float>> Colour => _own.AsSpan(0, _pixels);

    /// <summary>[H, W] of the finished picture, encoded, 0..1</summary>
    public Span<float> Luminance => _luminance.AsSpan(0, _pixels);

    /// <summary>[H, W] <see cref="SurfacePoint.Key"/>; 0: nothing is seen</summary>
    public Span<int> Keys => _keys.AsSpan(0, _pixels);

    public void Dispose()
    {
        ArrayPool<Vector128<float>>.Shared.Return(_light);
        ArrayPool<Vector128<float>>.Shared.Return(_surface);
        ArrayPool<Vector128<float>>.Shared.Return(_own);
        ArrayPool<float>.Shared.Return(_luminance);
        ArrayPool<int>.Shared.Return(_keys);
    }
}
