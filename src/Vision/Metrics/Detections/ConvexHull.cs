namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>A point seen from above.</summary>
internal readonly record struct Vertex(double X, double Y);

/// <summary>The smallest convex polygon around points (Andrew's monotone chain).</summary>
internal static class ConvexHull
{
    // qhull refuses a first triangle that is flatter than rounding at the points' magnitude (QH6154).
    private const double Flat = 1e-14;

    /// <returns>false where qhull refuses: fewer than three points, one that is not finite, or all on a line</returns>
    public static bool TryArea(Span<Vertex> points, out double area)
    {
        area = double.NaN;
        double magnitude = 0;
        foreach (Vertex point in points)
        {
            if (!double.IsFinite(point.X) || !double.IsFinite(point.Y))
                return false;
            magnitude = Math.Max(magnitude, Math.Max(Math.Abs(point.X), Math.Abs(point.Y)));
        }

        if (points.Length < 3)
            return false;
        points.Sort(static (a, b) => a.X != b.X ? a.X.CompareTo(b.X) : a.Y.CompareTo(b.Y));
        area = AreaOfSorted(points, out double perimeter);
        return area > Flat * magnitude * perimeter;
    }

    private static double AreaOfSorted(ReadOnlySpan<Vertex> points, out double perimeter)
    {
        Span<Vertex> hull = stackalloc Vertex[2 * points.Length];
        int count = Half(points, hull, 0, forward: true);
        count = Half(points, hull, count - 1, forward: false) - 1;      // the first point closes the chain
        double twice = 0;
        perimeter = 0;
        for (int i = 0; i < count; i++)
        {
            Vertex a = hull[i], b = hull[(i + 1) % count];
            twice += (a.X - hull[0].X) * (b.Y - hull[0].Y) - (b.X - hull[0].X) * (a.Y - hull[0].Y);
            perimeter += Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));
        }

        return twice / 2;
    }

    private static int Half(ReadOnlySpan<Vertex> points, Span<Vertex> hull, int start, bool forward)
    {
        int count = start;
        for (int i = 0; i < points.Length; i++)
        {
            Vertex point = forward ? points[i] : points[^(i + 1)];
            while (count >= start + 2 && Turn(hull[count - 2], hull[count - 1], point) <= 0)
                count--;
            hull[count++] = point;
        }

        return count;
    }

    private static double Turn(Vertex a, Vertex b, Vertex c) => (b.X - a.X) * (c.Y - a.Y) - (b.Y - a.Y) * (c.X - a.X);
}
