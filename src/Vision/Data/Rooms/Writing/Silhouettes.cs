using System.Buffers;
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

    /// <summary>Of a triangle cut by one plane.</summary>
    private const int MostCorners = 4;

    /// <param name="wanted">[objects] which to count</param>
    /// <returns>[objects] pixels; 0 for those that are not wanted</returns>
    public static int[] Pixels(RoomScene scene, RoomView view, bool[] wanted)
    {
        using var canvas = new Canvas(view.Camera.Width, view.Camera.Height);
        var counts = new int[scene.Objects.Count];
        Point3D[] places = [.. scene.Mesh.Positions.Select(p => view.CameraFromWorld.Apply(new Point3D(p.X, p.Y, p.Z)))];
        Span<Vector2> outline = stackalloc Vector2[MostCorners];
        foreach (SceneTriangle t in scene.Mesh.Triangles.Where(t => wanted[t.Thing]).OrderBy(t => t.Thing))
        {
            int corners = Outline([places[t.A], places[t.B], places[t.C]], view.Camera, outline);
            counts[t.Thing] += canvas.Fill(outline[..corners], stamp: t.Thing + 1);
        }

        return counts;
    }

    // Corners of the part before the camera, in pixels; none where all of it is behind.
    private static int Outline(ReadOnlySpan<Point3D> corners, Camera camera, Span<Vector2> outline)
    {
        int count = 0;
        for (int i = 0; i < corners.Length; i++)
        {
            Point3D from = corners[i], to = corners[(i + 1) % corners.Length];
            if (from.Z >= NearestDepth)
                count += Project(from, camera, out outline[count]);
            if (from.Z >= NearestDepth != to.Z >= NearestDepth)
                count += Project(from + (to - from) * ((NearestDepth - from.Z) / (to.Z - from.Z)), camera, out outline[count]);
        }

        return count;
    }

    // 1, or 0 where the lens shows no such place.
    private static int Project(Point3D p, Camera camera, out Vector2 pixel)
    {
        bool seen = camera.TryProject(p, out double u, out double v);
        pixel = new((float)u, (float)v);
        return seen ? 1 : 0;
    }

    /// <summary>Pixels of a picture and of what would lie around it, each with the last stamp that it got.</summary>
    private sealed class Canvas : IDisposable
    {
        private readonly int _width, _height;
        private readonly int[] _stamps;

        public Canvas(int width, int height)
        {
            (_width, _height) = (width, height);
            int pixels = Pictures * width * Pictures * height;
            _stamps = ArrayPool<int>.Shared.Rent(pixels);
            _stamps.AsSpan(0, pixels).Clear();
        }

        public void Dispose() => ArrayPool<int>.Shared.Return(_stamps);

        /// <summary>Stamps the pixels whose centres lie in a convex outline.</summary>
        /// <returns>how many did not have the stamp before</returns>
        public int Fill(ReadOnlySpan<Vector2> outline, int stamp)
        {
            (float top, float bottom) = (float.PositiveInfinity, float.NegativeInfinity);
            foreach (Vector2 corner in outline)
                (top, bottom) = (Math.Min(top, corner.Y), Math.Max(bottom, corner.Y));
            int first = (int)MathF.Ceiling(Math.Max(top, -_height)), last = (int)MathF.Floor(Math.Min(bottom, 2 * _height - 1)), added = 0;
            for (int row = first; row <= last; row++)
            {
                (float left, float right) = Crossing(outline, row);
                int start = (int)MathF.Ceiling(Math.Max(left, -_width)), end = (int)MathF.Floor(Math.Min(right, 2 * _width - 1));
                if (start > end)
                    continue;
                Span<int> covered = _stamps.AsSpan((row + _height) * Pictures * _width + start + _width, end + 1 - start);
                added += covered.Length - covered.Count(stamp);
                covered.Fill(stamp);
            }

            return added;
        }

        private static (float Left, float Right) Crossing(ReadOnlySpan<Vector2> outline, int row)
        {
            (float left, float right) = (float.PositiveInfinity, float.NegativeInfinity);
            for (int i = 0; i < outline.Length; i++)
            {
                Vector2 a = outline[i], b = outline[i + 1 < outline.Length ? i + 1 : 0];
                if (Math.Min(a.Y, b.Y) > row || Math.Max(a.Y, b.Y) < row)
                    continue;
                float from = a.Y == b.Y ? a.X : a.X + (b.X - a.X) * ((row - a.Y) / (b.Y - a.Y)), to = a.Y == b.Y ? b.X : from;
                (left, right) = (Math.Min(left, Math.Min(from, to)), Math.Max(right, Math.Max(from, to)));
            }

            return (left, right);
        }
    }
}
