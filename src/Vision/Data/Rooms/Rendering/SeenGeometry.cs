using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>Points and normals that pixels see, in camera axes.</summary>
internal readonly ref struct SeenGeometry(RenderedView view, PixelRays rays, ReadOnlySpan<int> keys)
{
    private readonly ReadOnlySpan<int> _keys = keys;
    private readonly RenderedView _view = view;
    private readonly PixelRays _rays = rays;

    /// <summary><see cref="SurfacePoint.Key"/>; 0 where nothing is seen.</summary>
    public int Key(int x, int y) => _keys[y * _view.Width + x];

    public float Depth(int x, int y) => _view.Depth[y * _view.Width + x];

    /// <summary>Per unit of z.</summary>
    public Vector3 Ray(int x, int y)
    {
        int at = y * _rays.Stride + x;
        return new Vector3(_rays.X[at], _rays.Y[at], 1);
    }

    public Vector3 Point(int x, int y) => Ray(x, y) * Depth(x, y);

    public Vector3 Normal(int x, int y) => new(_view.Normals.AsSpan(3 * (y * _view.Width + x), 3));
}
