namespace Fuse3D.Vision.Geometry;

/// <summary>Between the networks' axes (x right, y forward, z up) and the camera's (x right, y down, z forward).</summary>
public static class CameraAxes
{
    /// <summary>(x, y, z) becomes (x, -z, y).</summary>
    public static Point3D FromUpright(Point3D p) => new(p.X, -p.Z, p.Y);

    /// <summary>(x, y, z) becomes (x, z, -y).</summary>
    public static Point3D ToUpright(Point3D p) => new(p.X, p.Z, -p.Y);

    /// <summary>A box's corners in camera axes, in the order of the published evaluation: the first four have the larger y.</summary>
    /// <returns>[8, 3]</returns>
    public static double[] Corners(Box3D box)
    {
        var corners = new double[24];
        Point3D[] upright = box.Corners();
        for (int i = 0; i < 8; i++)
            (corners[3 * i], corners[3 * i + 1], corners[3 * i + 2]) = FromUpright(upright[i]);
        return corners;
    }

    /// <summary>The box of corners as <see cref="Corners"/> gives them.</summary>
    /// <param name="corners">[8, 3]</param>
    public static Box3D FromCorners(ReadOnlySpan<double> corners)
    {
        if (corners.Length != 24)
            throw new ArgumentException($"8 corners are 24 numbers, not {corners.Length}", nameof(corners));
        Span<Point3D> upright = stackalloc Point3D[8];
        for (int i = 0; i < 8; i++)
            upright[i] = ToUpright(new Point3D(corners[3 * i], corners[3 * i + 1], corners[3 * i + 2]));
        return Box3D.FromCorners(upright);
    }

    /// <summary>A box given in camera axes.</summary>
    /// <param name="centre">camera axes</param>
    /// <param name="size">length, width, height: along x, z and y before turning</param>
    /// <param name="heading">turns +x away from +z</param>
    public static Box3D ToBox(Point3D centre, Point3D size, double heading) => Box3D.FromHeading(ToUpright(centre), size, heading);

}
