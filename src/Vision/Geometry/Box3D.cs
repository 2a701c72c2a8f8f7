namespace Fuse3D.Vision.Geometry;

/// <summary>A box that stands upright and is turned about the vertical; docs/coordinates.md has the axes.</summary>
/// <param name="Centre">geometric centre, z up</param>
/// <param name="Size">
/// full lengths along the box's own x (length), y (width) and z (height); a negative one means the mirrored, same box
/// </param>
/// <param name="Yaw">radians, right-handed: positive turns +x towards +y</param>
public readonly record struct Box3D(Point3D Centre, Point3D Size, double Yaw)
{
    public double Volume => Math.Abs(Size.X * Size.Y * Size.Z);

    /// <summary>A box as VoteNet and its successors write it: their heading turns the other way.</summary>
    public static Box3D FromHeading(Point3D centre, Point3D size, double heading) => new(centre, size, -heading);

    /// <summary>The same box with its yaw in (-pi, pi].</summary>
    public Box3D WithYawInRange()
    {
        double turns = Math.Ceiling((Yaw - Math.PI) / (2 * Math.PI));
        return this with { Yaw = Yaw - turns * 2 * Math.PI };
    }

    /// <summary>The eight corners: first the lower four, then the upper four above them.</summary>
    /// <returns>Along the box's own x: + + - -, along its y: + - - +, both times.</returns>
    public Point3D[] Corners()
    {
        (double sin, double cos) = Math.SinCos(Yaw);
        var corners = new Point3D[8];
        for (int i = 0; i < corners.Length; i++)
        {
            double x = (i & 2) == 0 ? Size.X / 2 : -Size.X / 2;
            double y = (i & 3) is 0 or 3 ? Size.Y / 2 : -Size.Y / 2;
            double z = i < 4 ? -Size.Z / 2 : Size.Z / 2;
            corners[i] = new Point3D(Centre.X + cos * x - sin * y, Centre.Y + sin * x + cos * y, Centre.Z + z);
        }

        return corners;
    }

    /// <summary>The box of eight corners in the order of <see cref="Corners"/>.</summary>
    public static Box3D FromCorners(ReadOnlySpan<Point3D> corners)
    {
        if (corners.Length != 8)
            throw new ArgumentException($"a box has 8 corners, not {corners.Length}", nameof(corners));
        Point3D sum = default;
        foreach (Point3D corner in corners)
            sum += corner;
        Point3D length = corners[0] - corners[3], width = corners[0] - corners[1], height = corners[4] - corners[0];
        // A box without length still has a direction: across its width.
        double yaw = length.Length > 0 ? Math.Atan2(length.Y, length.X) : Math.Atan2(-width.X, width.Y);
        return new Box3D(sum * 0.125, new Point3D(length.Length, width.Length, height.Length), yaw);
    }

    /// <summary>The smallest box with sides along the axes that holds this one.</summary>
    public Extents3D Extents()
    {
        (double sin, double cos) = Math.SinCos(Yaw);
        double x = (Math.Abs(cos * Size.X) + Math.Abs(sin * Size.Y)) / 2;
        double y = (Math.Abs(sin * Size.X) + Math.Abs(cos * Size.Y)) / 2;
        var half = new Point3D(x, y, Math.Abs(Size.Z) / 2);
        return new Extents3D(Centre - half, Centre + half);
    }

    /// <summary>Whether a point lies inside or on the surface.</summary>
    public bool Contains(Point3D point)
    {
        (double sin, double cos) = Math.SinCos(Yaw);
        Point3D d = point - Centre;
        return Math.Abs(cos * d.X + sin * d.Y) <= Math.Abs(Size.X) / 2
            && Math.Abs(cos * d.Y - sin * d.X) <= Math.Abs(Size.Y) / 2
            && Math.Abs(d.Z) <= Math.Abs(Size.Z) / 2;
    }
}
