namespace Fuse3D.Vision.Geometry;

/// <summary>A box with its sides along the axes.</summary>
/// <param name="Min">the corner with the smallest coordinates</param>
/// <param name="Max">the corner with the largest</param>
public readonly record struct Extents3D(Point3D Min, Point3D Max)
{
    /// <summary>Lengths of the sides.</summary>
    public Point3D Size => Max - Min;

    public double Volume => (Max.X - Min.X) * (Max.Y - Min.Y) * (Max.Z - Min.Z);

    /// <summary>Seen from above.</summary>
    public double Area => (Max.X - Min.X) * (Max.Y - Min.Y);

    /// <summary>Volume that both share; 0 when they are apart.</summary>
    public double Intersection(Extents3D other) => IntersectionFromAbove(other) * Shared(Min.Z, Max.Z, other.Min.Z, other.Max.Z);

    /// <summary>Area that both share, seen from above; 0 when they are apart.</summary>
    public double IntersectionFromAbove(Extents3D other) =>
        Shared(Min.X, Max.X, other.Min.X, other.Max.X) * Shared(Min.Y, Max.Y, other.Min.Y, other.Max.Y);

    private static double Shared(double min1, double max1, double min2, double max2) =>
        Math.Max(0, Math.Min(max1, max2) - Math.Max(min1, min2));
}
