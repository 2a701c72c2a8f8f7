namespace Fuse3D.Vision.Geometry;

/// <summary>How much two turned boxes share, by exact clipping.</summary>
/// <remarks>
/// One rectangle is seen in the axes of the other and cut by its four sides, so that edges which coincide or touch need no special
/// case. Negative sizes count as their absolute values.
/// </remarks>
public static class OrientedIou
{
    private const int MaxCorners = 8;   // 4 corners, and each of 4 cuts adds at most one

    /// <summary>Shared volume by joined volume, 0..1; 0 for boxes without volume.</summary>
    public static double Of(Box3D a, Box3D b)
    {
        double shared = IntersectionArea(a, b) * SharedHeight(a, b);
        return Ratio(shared, a.Volume + b.Volume - shared);
    }

    /// <summary>The same for the rectangles seen from above.</summary>
    public static double FromAbove(Box3D a, Box3D b)
    {
        double shared = IntersectionArea(a, b);
        return Ratio(shared, Math.Abs(a.Size.X * a.Size.Y) + Math.Abs(b.Size.X * b.Size.Y) - shared);
    }

    /// <summary>Volume that both boxes share.</summary>
    public static double Intersection(Box3D a, Box3D b) => IntersectionArea(a, b) * SharedHeight(a, b);

    /// <summary>Area that both rectangles share, seen from above.</summary>
    public static double IntersectionArea(Box3D a, Box3D b)
    {
        Span<double> x = stackalloc double[MaxCorners], y = stackalloc double[MaxCorners];
        int count = CornersIn(a, b, x, y);
        double halfLength = Math.Abs(a.Size.X) / 2, halfWidth = Math.Abs(a.Size.Y) / 2;
        count = Cut(x, y, count, 1, 0, halfLength);
        count = Cut(x, y, count, -1, 0, halfLength);
        count = Cut(x, y, count, 0, 1, halfWidth);
        count = Cut(x, y, count, 0, -1, halfWidth);
        return Area(x[..count], y[..count]);
    }

    // 0 where neither has any extent; sizes that are not numbers stay visible as NaN.
    private static double Ratio(double shared, double joined) => joined <= 0 ? 0 : Math.Clamp(shared / joined, 0, 1);

    private static double SharedHeight(Box3D a, Box3D b)
    {
        double halfA = Math.Abs(a.Size.Z) / 2, halfB = Math.Abs(b.Size.Z) / 2, apart = b.Centre.Z - a.Centre.Z;
        return Math.Max(0, Math.Min(halfA, apart + halfB) - Math.Max(-halfA, apart - halfB));
    }

    // The corners of b, counter-clockwise, in the axes of a.
    private static int CornersIn(Box3D a, Box3D b, Span<double> x, Span<double> y)
    {
        (double sinA, double cosA) = Math.SinCos(a.Yaw);
        (double sin, double cos) = Math.SinCos(b.Yaw - a.Yaw);
        double dx = b.Centre.X - a.Centre.X, dy = b.Centre.Y - a.Centre.Y;
        double centreX = cosA * dx + sinA * dy, centreY = cosA * dy - sinA * dx;
        double halfLength = Math.Abs(b.Size.X) / 2, halfWidth = Math.Abs(b.Size.Y) / 2;
        for (int i = 0; i < 4; i++)
        {
            double u = i is 0 or 3 ? halfLength : -halfLength, v = i < 2 ? halfWidth : -halfWidth;
            x[i] = centreX + cos * u - sin * v;
            y[i] = centreY + sin * u + cos * v;
        }

        return 4;
    }

    // Keeps the part of a convex polygon where nx * x + ny * y <= limit; returns its number of corners.
    private static int Cut(Span<double> x, Span<double> y, int count, double nx, double ny, double limit)
    {
        Span<double> keptX = stackalloc double[MaxCorners], keptY = stackalloc double[MaxCorners];
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            int j = i + 1 == count ? 0 : i + 1;
            double here = nx * x[i] + ny * y[i] - limit, next = nx * x[j] + ny * y[j] - limit;
            if (here <= 0)
                (keptX[kept], keptY[kept++]) = (x[i], y[i]);
            if ((here < 0 && next > 0) || (here > 0 && next < 0))
            {
                double share = here / (here - next);
                (keptX[kept], keptY[kept++]) = (x[i] + share * (x[j] - x[i]), y[i] + share * (y[j] - y[i]));
            }
        }

        keptX[..kept].CopyTo(x);
        keptY[..kept].CopyTo(y);
        return kept;
    }

    private static double Area(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double twice = 0;
        for (int i = 1; i + 1 < x.Length; i++)      // triangles from the first corner: small numbers, little rounding
            twice += (x[i] - x[0]) * (y[i + 1] - y[0]) - (x[i + 1] - x[0]) * (y[i] - y[0]);
        return Math.Max(0, twice / 2);
    }
}
