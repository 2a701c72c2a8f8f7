using System.Numerics;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

/// <summary>Soft parts: pillows, hanging cloth.</summary>
internal static class Cushions
{
    /// <summary>A pillow that lies: thick in the middle, thin at its seam.</summary>
    public static Shape Pillow(this Shape shape, Role role, Vector3 centre, Vector3 size, int cells = 6)
    {
        Vector3 half = size / 2;
        Func<Vector3, Vector3> place = shape.NextPart(size);
        foreach (int side in (int[])[1, -1])
        {
            shape.Grid(role, cells + 1, cells + 1, (i, j) =>
            {
                float u = 2f * i / cells - 1, v = side * (2f * j / cells - 1);
                Vector3 p = centre + half * Bulge(u, v, side);
                Vector3 du = half * (Bulge(u + 0.01f, v, side) - Bulge(u - 0.01f, v, side));
                Vector3 dv = half * (Bulge(u, v + 0.01f, side) - Bulge(u, v - 0.01f, side));
                Vector3 normal = side * Vector3.Cross(du, dv);
                return (p, normal, place(p));
            });
        }

        return shape;
    }

    /// <summary>Cloth that hangs in folds in the plane of y and z, its folds along x; both sides have triangles.</summary>
    public static Shape Folds(this Shape shape, Role role, Vector3 low, Vector3 high, int folds)
    {
        int columns = folds * 4;
        float middle = (low.X + high.X) / 2, half = (high.X - low.X) / 2 - 0.002f;
        Func<Vector3, Vector3> place = shape.NextPart(high - low);
        foreach (int side in (int[])[1, -1])
        {
            shape.Grid(role, columns + 1, 2, (i, j) =>
            {
                float t = (float)i / columns, phase = 2 * MathF.PI * folds * t;
                Vector3 p = new(
                    middle + half * MathF.Sin(phase) + side * 0.002f, low.Y + (high.Y - low.Y) * t,
                    (side > 0) == (j == 1) ? high.Z : low.Z);
                Vector3 along = new(half * 2 * MathF.PI * folds * MathF.Cos(phase), high.Y - low.Y, 0);
                return (p, side * Vector3.Normalize(Vector3.Cross(along, Vector3.UnitZ)), place(p));
            });
        }

        return shape;
    }

    // Of a pillow with half lengths of 1.
    private static Vector3 Bulge(float u, float v, int side)
    {
        float seam = MathF.Max(0, (1 - u * u) * (1 - v * v));
        float pinch = 1 - 0.06f * (u * u + v * v - 2 * u * u * v * v);
        return new Vector3(u * pinch, v * pinch, side * MathF.Pow(seam, 0.42f));
    }
}
