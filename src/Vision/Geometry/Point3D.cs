namespace Fuse3D.Vision.Geometry;

/// <summary>A place, a direction or a size in three dimensions; metres unless said otherwise.</summary>
public readonly record struct Point3D(double X, double Y, double Z)
{
    public double Length => Math.Sqrt(X * X + Y * Y + Z * Z);

    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y) && double.IsFinite(Z);

    public static Point3D operator +(Point3D a, Point3D b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Point3D operator -(Point3D a, Point3D b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Point3D operator *(Point3D a, double scale) => new(a.X * scale, a.Y * scale, a.Z * scale);
}
