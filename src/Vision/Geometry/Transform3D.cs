using System.Globalization;

namespace Fuse3D.Vision.Geometry;

/// <summary>An affine map of space: a 3x3 matrix and a shift.</summary>
/// <remarks>Named by what it gives and what it takes: <c>cameraFromPoints.Apply(p)</c> is p in camera axes.</remarks>
public sealed class Transform3D
{
    private readonly double[] _m;    // [3, 4], row-major

    private Transform3D(double[] m) => _m = m;

    public static Transform3D Identity { get; } = new([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);

    /// <summary>From upright depth axes (x right, y forward, z up) to camera axes (x right, y down, z forward).</summary>
    public static Transform3D CameraFromUpright { get; } = new([1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0]);

    /// <summary>Element of the 3x4 matrix.</summary>
    public double this[int row, int column] => _m[row * 4 + column];

    /// <param name="matrix">[4, 4] or [3, 4], row-major; a last row must be 0 0 0 1</param>
    /// <param name="name">what it is called in errors</param>
    public static Transform3D FromMatrix(ReadOnlySpan<double> matrix, string name = "pose")
    {
        if (matrix.Length is not (12 or 16))
            throw new InvalidInputException($"{name} has {matrix.Length} numbers; a 3x4 or 4x4 matrix has 12 or 16", name);
        foreach (double value in matrix)
        {
            if (!double.IsFinite(value))
                throw new InvalidInputException(
                    $"{name} holds {value.ToString(CultureInfo.InvariantCulture)}; all its numbers must be finite", name);
        }

        if (matrix.Length == 16 && matrix[12..] is not [0, 0, 0, 1])
            throw new InvalidInputException($"{name}: its last row is not 0 0 0 1", name);
        return new Transform3D(matrix[..12].ToArray());
    }

    /// <param name="linear">[3, 3], row-major</param>
    public static Transform3D FromLinear(ReadOnlySpan<double> linear, Point3D shift = default) => new([
        linear[0], linear[1], linear[2], shift.X,
        linear[3], linear[4], linear[5], shift.Y,
        linear[6], linear[7], linear[8], shift.Z]);

    /// <summary>A turn given as a quaternion, and a shift.</summary>
    public static Transform3D FromQuaternion(double x, double y, double z, double w, Point3D shift, string name = "pose")
    {
        double length = Math.Sqrt(x * x + y * y + z * z + w * w);
        if (!(Math.Abs(length - 1) <= 1e-3) || !shift.IsFinite)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"{name}: quaternion ({x}, {y}, {z}, {w}) has length {length} and must have 1; the position must be finite"), name);
        (x, y, z, w) = (x / length, y / length, z / length, w / length);
        return new Transform3D([
            1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w), shift.X,
            2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w), shift.Y,
            2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y), shift.Z]);
    }

    public Point3D Apply(Point3D p) => new(
        _m[0] * p.X + _m[1] * p.Y + _m[2] * p.Z + _m[3],
        _m[4] * p.X + _m[5] * p.Y + _m[6] * p.Z + _m[7],
        _m[8] * p.X + _m[9] * p.Y + _m[10] * p.Z + _m[11]);

    /// <summary>Every point of a cloud.</summary>
    /// <param name="xyz">[N, 3]</param>
    /// <returns>[N, 3]</returns>
    public float[] Apply(ReadOnlySpan<float> xyz)
    {
        var moved = new float[xyz.Length];
        for (int i = 0; i + 2 < xyz.Length; i += 3)
        {
            Point3D p = Apply(new Point3D(xyz[i], xyz[i + 1], xyz[i + 2]));
            (moved[i], moved[i + 1], moved[i + 2]) = ((float)p.X, (float)p.Y, (float)p.Z);
        }

        return moved;
    }

    /// <summary>This after <paramref name="first"/>: (a.After(b)).Apply(p) is a.Apply(b.Apply(p)).</summary>
    public Transform3D After(Transform3D first)
    {
        var product = new double[12];
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 4; column++)
            {
                double sum = column == 3 ? this[row, 3] : 0;
                for (int k = 0; k < 3; k++)
                    sum += this[row, k] * first[k, column];
                product[row * 4 + column] = sum;
            }
        }

        return new Transform3D(product);
    }

    /// <summary>The same map with its output multiplied.</summary>
    public Transform3D Scaled(double factor) => new([.. _m.Select(v => v * factor)]);

    /// <summary>The map back.</summary>
    /// <exception cref="InvalidInputException">the matrix is singular</exception>
    public Transform3D Inverse(string name = "pose")
    {
        Point3D a = new(_m[0], _m[1], _m[2]), b = new(_m[4], _m[5], _m[6]), c = new(_m[8], _m[9], _m[10]);
        Point3D bc = Cross(b, c), ca = Cross(c, a), ab = Cross(a, b);
        double determinant = a.X * bc.X + a.Y * bc.Y + a.Z * bc.Z;
        if (!(Math.Abs(determinant) > 1e-12 * a.Length * b.Length * c.Length))
            throw new InvalidInputException(
                $"{name}: its matrix is singular (determinant {determinant.ToString(CultureInfo.InvariantCulture)})", name);
        double d = 1 / determinant;
        var back = new Transform3D([bc.X * d, ca.X * d, ab.X * d, 0, bc.Y * d, ca.Y * d, ab.Y * d, 0, bc.Z * d, ca.Z * d, ab.Z * d, 0]);
        Point3D shift = back.Apply(new Point3D(_m[3], _m[7], _m[11])) * -1;
        (back._m[3], back._m[7], back._m[11]) = (shift.X, shift.Y, shift.Z);
        return back;
    }

    /// <summary>Whether it only turns and shifts: right-handed, lengths kept to a thousandth.</summary>
    public bool IsRigid()
    {
        Point3D a = new(_m[0], _m[1], _m[2]), b = new(_m[4], _m[5], _m[6]), c = new(_m[8], _m[9], _m[10]);
        return Near(a.Length, 1) && Near(b.Length, 1) && (Cross(a, b) - c).Length < 1e-3;
    }

    private static bool Near(double value, double expected) => Math.Abs(value - expected) < 1e-3;

    private static Point3D Cross(Point3D a, Point3D b) => new(a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);
}
