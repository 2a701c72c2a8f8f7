using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Rooms.Writing;

/// <summary>Counts the pixels that an object would cover if it stood alone before the camera, and the picture went on at every edge.</summary>
internal static class Silhouettes
{
    // Nearer parts of a triangle are cut off: their pixels would be beyond all bounds.
    private const double NearestDepth = 0.05;

    /// <summary>A silhouette is followed for one picture's width and height beyond each edge.</summary>
    private const int Pictures = 3;

    /// <param name="wanted">[objects] which to count</param>
    /// <returns>[objects] pixels; 0 for those that are not wanted</returns>
    public static int[] Pixels(RoomScene scene, RoomView view, bool[] wanted)
    {
        var canvas = new Canvas(view.Camera.Width, view.Camera.Height);
        var counts = new int[scene.Objects.Count];
        Point3D[] places = [.. scene.Mesh.Positions.Select(p => view.CameraFromWorld.Apply(new Point3D(p.X, p.Y, p.Z)))];
        foreach (IGrouping<int, SceneTriangle> thing in scene.Mesh.Triangles.Where(t => wanted[t.Thing]).GroupBy(t => t.Thing))
        {
            foreach (SceneTriangle t in thing)
                counts[thing.Key] += canvas.Fill(Outline([places[t.A], places[t.B], places[t.C]], view.Camera), stamp: thing.Key + 1);
        }

        return counts;
    }

    // Corners of the part before the camera, in pixels; none where all of it is behind.
    private static List<Vector2> Outline(ReadOnlySpan<Point3D> corners, Camera camera)
    {
        List<Vector2> outline = [];
        for (int i = 0; i < corners.Length; i++)
        {
            Point3D from = corners[i], to = corners[(i + 1) % corners.Length];
            if (from.Z >= NearestDepth)
                Add(outline, camera, from);
            if (from.Z >= NearestDepth != to.Z >= NearestDepth)
                Add(outline, camera, from + (to - from) * ((NearestDepth - from.Z) / (to.Z - from.Z)));
        }

        return outline;
    }

    private static void Add(List<Vector2> outline, Camera camera, Point3D p)
    {
        if (camera.TryProject(p, out double u, out double v))
            outline.Add(new((float)u, (float)v));
    }

    /// <summary>Pixels of a picture and of what would lie around it, each with the last stamp that it got.</summary>
    private sealed class Canvas(int width, int height)
    {
        private readonly int[] _stamps = new int[Pictures * width * Pictures * height];

        /// <summary>Stamps the pixels whose centres lie in a convex outline.</summary>
        /// <returns>how many did not have the stamp before</returns>
        public int Fill(List<Vector2> outline, int stamp)
        {
            if (outline.Count < 3)
                return 0;
            int first = Math.Max(-height, (int)MathF.Ceiling(Math.Max(outline.Min(p => p.Y), -height)));
            int last = Math.Min(2 * height - 1, (int)MathF.Floor(Math.Min(outline.Max(p => p.Y), 2 * height)));
            int added = 0;
            for (int row = first; row <= last; row++)
            {
                (float left, float right) = Crossing(outline, row);
                int start = (int)MathF.Ceiling(Math.Max(left, -width)), end = (int)MathF.Floor(Math.Min(right, 2 * width - 1));
                int at = (row + height) * Pictures * width + width;
                for (int column = start; column <= end; column++)
                {
                    added += _stamps[at + column] == stamp ? 0 : 1;
                    _stamps[at + column] = stamp;
                }
            }

            return added;
        }

        private static (float Left, float Right) Crossing(List<Vector2> outline, int row)
        {
            (float left, float right) = (float.PositiveInfinity, float.NegativeInfinity);
            for (int i = 0; i < outline.Count; i++)
            {
                Vector2 a = outline[i], b = outline[(i + 1) % outline.Count];
                if (Math.Min(a.Y, b.Y) > row || Math.Max(a.Y, b.Y) < row)
                    continue;
                float x = a.Y == b.Y ? a.X : a.X + (b.X - a.X) * ((row - a.Y) / (b.Y - a.Y));
                (left, right) = (Math.Min(left, Math.Min(x, a.Y == b.Y ? b.X : x)), Math.Max(right, Math.Max(x, a.Y == b.Y ? b.X : x)));
            }

            return (left, right);
        }
    }
}
