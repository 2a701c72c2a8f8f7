using System.Numerics;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

/// <summary>One cross section of a loft: half its lengths, its height, its middle. Half lengths of 0 make a tip.</summary>
internal readonly record struct Ring(float HalfX, float HalfY, float Z, float X = 0, float Y = 0);

/// <summary>Parts with round cross sections along z: bowls, columns, cones, tubs, rods.</summary>
internal static class Lofts
{
    private const float CreaseCosine = 0.77f;   // sharper bends than 40 degrees stay edges

    /// <summary>A skin over cross sections, from its lowest outside point on; ends that are to be closed are tips.</summary>
    /// <param name="quarter">facets of a quarter turn</param>
    /// <param name="roundness">1: ellipses; less: rectangles whose corners are rounded by that share of their half lengths</param>
    public static Shape Loft(this Shape shape, Role role, ReadOnlySpan<Ring> rings, int quarter = 4, float roundness = 1)
    {
        Vector2[] outline = Outline(quarter, roundness);
        float length = rings[^1].Z - rings[0].Z, across = 0;
        foreach (Ring ring in rings)
            across = MathF.Max(across, 2 * MathF.Max(ring.HalfX, ring.HalfY));
        Func<Vector3, Vector3> place = shape.NextPart(new Vector3(across * 0.99f, across * 0.98f, MathF.Abs(length)));
        for (int i = 0; i + 1 < rings.Length; i++)
        {
            Vector2 here = Direction(rings[i], rings[i + 1]);
            Vector2 below = i > 0 ? Smooth(Direction(rings[i - 1], rings[i]), here) : here;
            Vector2 above = i + 2 < rings.Length ? Smooth(Direction(rings[i + 1], rings[i + 2]), here) : here;
            shape.AddBand(role, rings[i], rings[i + 1], below, above, outline, place);
        }

        return shape;
    }

    /// <summary>A closed column, tapered when its radii differ.</summary>
    public static Shape Column(
        this Shape shape, Role role, float x, float y, float bottom, float top, float radius, float topRadius = -1, int quarter = 3)
    {
        float upper = topRadius < 0 ? radius : topRadius;
        return shape.Loft(
            role, [new(0, 0, bottom, x, y), new(radius, radius, bottom, x, y), new(upper, upper, top, x, y), new(0, 0, top, x, y)],
            quarter);
    }

    /// <summary>A closed rod between two places.</summary>
    public static Shape Rod(this Shape shape, Role role, Vector3 from, Vector3 to, float radius, float endRadius = -1, int quarter = 2)
    {
        Vector3 along = Vector3.Normalize(to - from);
        Vector3 side = Vector3.Normalize(Vector3.Cross(MathF.Abs(along.Z) < 0.9f ? Vector3.UnitZ : Vector3.UnitX, along));
        Vector3 third = Vector3.Cross(along, side);
        Matrix4x4 frame = new(
            side.X, side.Y, side.Z, 0, third.X, third.Y, third.Z, 0, along.X, along.Y, along.Z, 0, from.X, from.Y, from.Z, 1);
        return shape.Within(frame, s => s.Column(role, 0, 0, 0, Vector3.Distance(from, to), radius, endRadius, quarter));
    }

    private static void AddBand(
        this Shape shape, Role role, Ring lower, Ring upper, Vector2 below, Vector2 above, Vector2[] outline, Func<Vector3, Vector3> place)
    {
        bool tipBelow = lower is { HalfX: 0, HalfY: 0 }, tipAbove = upper is { HalfX: 0, HalfY: 0 };
        int first = shape.Positions.Count, n = outline.Length;
        for (int j = 0; j < n; j++)
        {
            Vector2 tangent = outline[(j + 1) % n] - outline[(j + n - 1) % n];
            AddVertex(lower, tipBelow ? upper : lower, below, j, tangent);
            AddVertex(upper, tipAbove ? lower : upper, above, j, tangent);
        }

        for (int j = 0; j < n; j++)
        {
            int a = first + 2 * j, b = first + 2 * ((j + 1) % n);
            if (!tipBelow)
                shape.AddTriangle(a, b, tipAbove ? a + 1 : b + 1, role);
            if (!tipAbove)
                shape.AddTriangle(a, b + 1, a + 1, role);
        }

        void AddVertex(Ring ring, Ring wide, Vector2 direction, int j, Vector2 tangent)
        {
            Vector3 p = new(ring.X + ring.HalfX * outline[j].X, ring.Y + ring.HalfY * outline[j].Y, ring.Z);
            Vector3 around = new(wide.HalfX * tangent.X, wide.HalfY * tangent.Y, 0);
            Vector3 outward = Vector3.Normalize(Vector3.Cross(around, Vector3.UnitZ));
            shape.AddVertex(p, outward * direction.Y - Vector3.UnitZ * direction.X, place(p));
        }
    }

    // Of the skin in the plane of x (outwards) and z, unit length.
    private static Vector2 Direction(Ring from, Ring to)
    {
        Vector2 step = new((to.HalfX + to.HalfY - from.HalfX - from.HalfY) / 2, to.Z - from.Z);
        return step.LengthSquared() > 0 ? Vector2.Normalize(step) : Vector2.UnitY;
    }

    private static Vector2 Smooth(Vector2 neighbour, Vector2 here) =>
        Vector2.Dot(neighbour, here) < CreaseCosine ? here : Vector2.Normalize(neighbour + here);

    // Anticlockwise from +x, between -1 and 1 on either axis.
    private static Vector2[] Outline(int quarter, float roundness)
    {
        List<Vector2> outline = [];
        int perCorner = roundness >= 1 ? quarter : quarter + 1;
        float flat = 1 - MathF.Min(roundness, 1);
        for (int corner = 0; corner < 4; corner++)
        {
            float signX = corner is 0 or 3 ? 1 : -1, signY = corner < 2 ? 1 : -1;
            for (int k = 0; k < perCorner; k++)
            {
                (float sin, float cos) = MathF.SinCos(MathF.PI / 2 * (corner + (float)k / quarter));
                outline.Add(new Vector2(signX * flat + (1 - flat) * cos, signY * flat + (1 - flat) * sin));
            }
        }

        return [.. outline];
    }
}
