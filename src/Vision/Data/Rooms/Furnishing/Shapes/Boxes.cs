using System.Numerics;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

/// <summary>Parts with flat sides: boards, drawers, rails.</summary>
internal static class Boxes
{
    // Each face's outward axis, and two axes that turn anticlockwise about it.
    private static readonly (Vector3 Out, Vector3 U, Vector3 V)[] Faces =
    [
        (Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ), (-Vector3.UnitX, Vector3.UnitZ, Vector3.UnitY),
        (Vector3.UnitY, Vector3.UnitZ, Vector3.UnitX), (-Vector3.UnitY, Vector3.UnitX, Vector3.UnitZ),
        (Vector3.UnitZ, Vector3.UnitX, Vector3.UnitY), (-Vector3.UnitZ, Vector3.UnitY, Vector3.UnitX),
    ];

    /// <summary>A box between two opposite corners.</summary>
    public static Shape Box(this Shape shape, Role role, Vector3 low, Vector3 high)
    {
        Vector3 half = (high - low) / 2, centre = (high + low) / 2;
        Func<Vector3, Vector3> place = shape.NextPart(high - low);
        foreach ((Vector3 outward, Vector3 u, Vector3 v) in Faces)
        {
            int Corner(float a, float b)
            {
                Vector3 p = centre + half * (outward + a * u + b * v);
                return shape.AddVertex(p, outward, place(p));
            }

            shape.AddQuad(Corner(-1, -1), Corner(1, -1), Corner(1, 1), Corner(-1, 1), role);
        }

        return shape;
    }

    /// <summary>A box by its middle from above, its size there, and its height from floor to top.</summary>
    public static Shape Box(this Shape shape, Role role, float x, float y, float length, float width, float bottom, float top) =>
        shape.Box(role, new Vector3(x - length / 2, y - width / 2, bottom), new Vector3(x + length / 2, y + width / 2, top));

    /// <summary>A box whose edges and corners are rounded.</summary>
    /// <param name="radius">of the rounding; at most half the shortest side is taken</param>
    /// <param name="steps">facets of an edge, from a face to the diagonal: 1 for furniture, 2 for cushions</param>
    public static Shape RoundedBox(this Shape shape, Role role, Vector3 low, Vector3 high, float radius, int steps = 1)
    {
        Vector3 half = (high - low) / 2, centre = (high + low) / 2;
        radius = MathF.Min(radius, 0.499f * MathF.Min(half.X, MathF.Min(half.Y, half.Z)) * 2);
        Vector3 core = half - new Vector3(radius);
        Func<Vector3, Vector3> place = shape.NextPart(high - low);
        foreach ((Vector3 outward, Vector3 u, Vector3 v) in Faces)
        {
            float[] alongU = Stops(Vector3.Dot(half, Vector3.Abs(u)), radius, steps);
            float[] alongV = Stops(Vector3.Dot(half, Vector3.Abs(v)), radius, steps);
            shape.Grid(role, alongU.Length, alongV.Length, (i, j) =>
            {
                Vector3 onCube = outward * Vector3.Dot(half, Vector3.Abs(outward)) + alongU[i] * u + alongV[j] * v;
                Vector3 inner = Vector3.Clamp(onCube, -core, core), normal = Vector3.Normalize(onCube - inner);
                Vector3 p = centre + inner + radius * normal;
                return (p, normal, place(p));
            });
        }

        return shape;
    }

    /// <summary>Quads over a grid of vertices; the front is where i turns anticlockwise to j.</summary>
    public static void Grid(
        this Shape shape, Role role, int rows, int columns, Func<int, int, (Vector3 P, Vector3 Normal, Vector3 Place)> vertex)
    {
        int first = shape.Positions.Count;
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                (Vector3 p, Vector3 normal, Vector3 place) = vertex(i, j);
                shape.AddVertex(p, normal, place);
            }
        }

        for (int i = 0; i + 1 < rows; i++)
        {
            for (int j = 0; j + 1 < columns; j++)
            {
                int at = first + i * columns + j;
                shape.AddQuad(at, at + columns, at + columns + 1, at + 1, role);
            }
        }
    }

    // Where a side of a rounded box is divided: the flat middle, and the rounding up to the diagonal on either end.
    private static float[] Stops(float half, float radius, int steps)
    {
        var stops = new float[2 * (steps + 1)];
        for (int k = 0; k <= steps; k++)
        {
            float at = half - radius + radius * MathF.Tan(MathF.PI / 4 * k / steps);
            (stops[steps + 1 + k], stops[steps - k]) = (at, -at);
        }

        return stops;
    }
}
