using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>Where one surface hides another: depth leaves what the surfaces on both sides of a pixel's border would go on to.</summary>
internal static class OcclusionEdges
{
    private const float None = 0.01f, Full = 0.1f;          // steps of no and of full strength, in multiples of the nearer depth

    public static void Rows(int first, int end, RenderedView view, PixelRays rays, ReadOnlySpan<int> keys)
    {
        var seen = new SeenGeometry(view, rays, keys);
        for (int y = first; y < end; y++)
        {
            for (int x = 0; x < view.Width; x++)
            {
                float strength = 0;
                if (x > 0)
                    strength = Between(seen, x, y, x - 1, y);
                if (x < view.Width - 1)
                    strength = MathF.Max(strength, Between(seen, x, y, x + 1, y));
                if (y > 0)
                    strength = MathF.Max(strength, Between(seen, x, y, x, y - 1));
                if (y < view.Height - 1)
                    strength = MathF.Max(strength, Between(seen, x, y, x, y + 1));
                view.OcclusionEdges[y * view.Width + x] = strength;
            }
        }
    }

    private static float Between(in SeenGeometry seen, int x, int y, int nextX, int nextY)
    {
        int key = seen.Key(x, y), next = seen.Key(nextX, nextY);
        if (key == next && key >= 0)
            return 0;                               // one flat face, or nothing twice
        if (key == 0 || next == 0)
            return 1;
        float step = MathF.Min(Step(seen, x, y, nextX, nextY), Step(seen, nextX, nextY, x, y));
        float relative = step / MathF.Min(seen.Depth(x, y), seen.Depth(nextX, nextY));
        return Math.Clamp((relative - None) / (Full - None), 0, 1);
    }

    // From where the surface at the first pixel would meet the other pixel's ray to what that sees.
    private static float Step(in SeenGeometry seen, int x, int y, int otherX, int otherY)
    {
        Vector3 normal = seen.Normal(x, y);
        float towards = Vector3.Dot(normal, seen.Ray(otherX, otherY));
        return towards < 0
            ? MathF.Abs(Vector3.Dot(normal, seen.Point(x, y)) / towards - seen.Depth(otherX, otherY))
            : float.PositiveInfinity;
    }
}
