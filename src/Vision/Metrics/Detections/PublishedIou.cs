namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>The overlap of two boxes by their corners, as VoteNet's evaluator and its successors compute it.</summary>
/// <remarks>
/// <para>
/// The first box, seen from above, is cut by the sides of the second (Sutherland and Hodgman), and the area is that of the convex hull of
/// what is left. A point on a side counts as outside, and a side is cut wherever its ends lie on different sides after rounding. In
/// general position this is right to about 1e-14. Where edges coincide, rounding decides: equal boxes give 0.74, 1.71 or even -8. A box
/// written with a negative height shares nothing with any other.
/// </para>
/// <para>Corners are [8, 3] in camera axes (y down) in the order of <see cref="Geometry.CameraAxes.Corners"/>.</para>
/// </remarks>
public static class PublishedIou
{
    private const int MostPoints = 19;      // a cut leaves at most half as many again: 4, 6, 9, 13, 19

    /// <param name="detected">is cut</param>
    /// <param name="truth">cuts</param>
    /// <param name="iou">by volume; NaN where the evaluator stops</param>
    /// <param name="fromAbove">by area, likewise</param>
    /// <returns>false where the published evaluator ends with an error: what is left after cutting has no area to build a hull on</returns>
    public static bool TryOf(ReadOnlySpan<double> detected, ReadOnlySpan<double> truth, out double iou, out double fromAbove)
    {
        Span<Vertex> points = stackalloc Vertex[MostPoints], clip = stackalloc Vertex[4];
        Rectangle(detected, points);
        Rectangle(truth, clip);
        double ownArea = Area(points[..4]), trueArea = Area(clip);
        int count = Clip(points, clip);
        double shared = 0;
        if (count > 0 && !ConvexHull.TryArea(points[..count], out shared))
        {
            iou = fromAbove = double.NaN;
            return false;
        }

        fromAbove = shared / (ownArea + trueArea - shared);
        double lower = Math.Min(detected[1], truth[1]), upper = Math.Max(detected[13], truth[13]);      // y of corners 0 and 4
        double volume = shared * Math.Max(0.0, lower - upper);
        iou = volume / (Volume(detected) + Volume(truth) - volume);
        return true;
    }

    // The lower four corners seen from above, last first.
    private static void Rectangle(ReadOnlySpan<double> corners, Span<Vertex> rectangle)
    {
        for (int i = 0; i < 4; i++)
            rectangle[i] = new(corners[3 * (3 - i)], corners[3 * (3 - i) + 2]);
    }

    private static int Clip(Span<Vertex> points, ReadOnlySpan<Vertex> clip)
    {
        Span<Vertex> kept = stackalloc Vertex[MostPoints];
        int count = 4;
        Vertex from = clip[3];
        foreach (Vertex to in clip)
        {
            count = Cut(points[..count], from, to, kept);
            if (count == 0)
                return 0;
            kept[..count].CopyTo(points);
            from = to;
        }

        return count;
    }

    private static int Cut(ReadOnlySpan<Vertex> points, Vertex from, Vertex to, Span<Vertex> kept)
    {
        int count = 0;
        Vertex last = points[^1];
        bool lastInside = IsInside(last, from, to);
        foreach (Vertex point in points)
        {
            bool inside = IsInside(point, from, to);
            if (inside != lastInside)
                kept[count++] = Crossing(from, to, last, point);
            if (inside)
                kept[count++] = point;
            (last, lastInside) = (point, inside);
        }

        return count;
    }

    private static bool IsInside(Vertex p, Vertex from, Vertex to) =>
        (to.X - from.X) * (p.Y - from.Y) > (to.Y - from.Y) * (p.X - from.X);

    // Where the lines through both pairs cross, by determinants: the order of operations is the evaluator's.
    private static Vertex Crossing(Vertex from, Vertex to, Vertex s, Vertex e)
    {
        Vertex side = new(from.X - to.X, from.Y - to.Y), edge = new(s.X - e.X, s.Y - e.Y);
        double n1 = from.X * to.Y - from.Y * to.X, n2 = s.X * e.Y - s.Y * e.X;
        double n3 = 1.0 / (side.X * edge.Y - side.Y * edge.X);
        return new((n1 * edge.X - n2 * side.X) * n3, (n1 * edge.Y - n2 * side.Y) * n3);
    }

    private static double Area(ReadOnlySpan<Vertex> polygon)
    {
        double forward = 0, backward = 0;
        Vertex last = polygon[^1];
        foreach (Vertex point in polygon)
        {
            forward += point.X * last.Y;
            backward += point.Y * last.X;
            last = point;
        }

        return 0.5 * Math.Abs(forward - backward);
    }

    private static double Volume(ReadOnlySpan<double> corners) =>
        Distance(corners, 0, 1) * Distance(corners, 1, 2) * Distance(corners, 0, 4);

    private static double Distance(ReadOnlySpan<double> corners, int a, int b)
    {
        double x = corners[3 * a] - corners[3 * b];
        double y = corners[3 * a + 1] - corners[3 * b + 1];
        double z = corners[3 * a + 2] - corners[3 * b + 2];
        return Math.Sqrt(x * x + y * y + z * z);
    }
}
