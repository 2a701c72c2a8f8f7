using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>Principal curvatures of what is seen, from differences of points and normals between neighbouring pixels.</summary>
/// <remarks>Positive where the surface bulges towards the camera. Flat faces have 0, and so have pixels without a neighbour on their surface.</remarks>
internal static class SurfaceCurvature
{
    private const float LeastCosine = 0.85f;        // between normals of neighbours on one bent surface; less is a crease
    private const float LargestStep = 0.05f;        // between their depths, in multiples of the depth

    public static void Rows(int first, int end, RenderedView view, PixelRays rays, ReadOnlySpan<int> keys)
    {
        var seen = new SeenGeometry(view, rays, keys);
        for (int y = first; y < end; y++)
        {
            for (int x = 0; x < view.Width; x++)
            {
                if (seen.Key(x, y) < 0)
                    At(seen, x, y, view).CopyTo(view.Curvature.AsSpan(2 * (y * view.Width + x), 2));
            }
        }
    }

    // The shape operator of the surface as the pixels' rows and columns run over it: its two eigenvalues.
    private static Vector2 At(in SeenGeometry seen, int x, int y, RenderedView view)
    {
        (Vector3 pointU, Vector3 normalU) = Difference(seen, x, y, 1, 0, view.Width - 1 - x, x);
        (Vector3 pointV, Vector3 normalV) = Difference(seen, x, y, 0, 1, view.Height - 1 - y, y);
        float e = Vector3.Dot(pointU, pointU), f = Vector3.Dot(pointU, pointV), g = Vector3.Dot(pointV, pointV);
        float l = Vector3.Dot(normalU, pointU), n = Vector3.Dot(normalV, pointV);
        float m = 0.5f * (Vector3.Dot(normalU, pointV) + Vector3.Dot(normalV, pointU));
        float area = e * g - f * f;
        if (!(area > 1e-6f * e * g))
            return Vector2.Zero;
        float mean = (l * g - 2 * m * f + n * e) / (2 * area), gauss = (l * n - m * m) / area;
        float apart = MathF.Sqrt(MathF.Max(0, mean * mean - gauss));
        return mean >= 0 ? new(mean + apart, mean - apart) : new(mean - apart, mean + apart);
    }

    // Between both neighbours along an axis, or to the only one on the same surface.
    private static (Vector3 Point, Vector3 Normal) Difference(in SeenGeometry seen, int x, int y, int dx, int dy, int after, int before)
    {
        bool forward = after > 0 && SameSurface(seen, x, y, x + dx, y + dy);
        bool backward = before > 0 && SameSurface(seen, x, y, x - dx, y - dy);
        int ahead = forward ? 1 : 0, behind = backward ? 1 : 0;
        int x1 = x + ahead * dx, y1 = y + ahead * dy, x0 = x - behind * dx, y0 = y - behind * dy;
        return (seen.Point(x1, y1) - seen.Point(x0, y0), seen.Normal(x1, y1) - seen.Normal(x0, y0));
    }

    private static bool SameSurface(in SeenGeometry seen, int x, int y, int otherX, int otherY) =>
        seen.Key(x, y) == seen.Key(otherX, otherY)
        && Vector3.Dot(seen.Normal(x, y), seen.Normal(otherX, otherY)) > LeastCosine
        && MathF.Abs(seen.Depth(x, y) - seen.Depth(otherX, otherY)) < LargestStep * seen.Depth(x, y);
}
