using System.Numerics;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

/// <summary>Parts with the same outline throughout.</summary>
internal static class Prisms
{
    /// <summary>An outline in the plane of x and z, drawn out along y.</summary>
    /// <param name="outline">convex; anticlockwise with x to the right and z up</param>
    public static Shape Prism(this Shape shape, Role role, ReadOnlySpan<Vector2> outline, float fromY, float toY)
    {
        Func<Vector3, Vector3> place = shape.NextPart(new Vector3(0.1f, toY - fromY, 0.1f));
        int Vertex(Vector2 p, float y, Vector3 normal)
        {
            Vector3 at = new(p.X, y, p.Y);
            return shape.AddVertex(at, normal, place(at));
        }

        for (int i = 0; i < outline.Length; i++)
        {
            Vector2 a = outline[i], b = outline[(i + 1) % outline.Length];
            Vector3 normal = Vector3.Normalize(new Vector3(b.Y - a.Y, 0, a.X - b.X));
            shape.AddQuad(Vertex(a, fromY, normal), Vertex(a, toY, normal), Vertex(b, toY, normal), Vertex(b, fromY, normal), role);
        }

        for (int i = 1; i + 1 < outline.Length; i++)
        {
            Vector2 a = outline[0], b = outline[i], c = outline[i + 1];
            shape.AddTriangle(Vertex(a, fromY, -Vector3.UnitY), Vertex(b, fromY, -Vector3.UnitY), Vertex(c, fromY, -Vector3.UnitY), role);
            shape.AddTriangle(Vertex(a, toY, Vector3.UnitY), Vertex(c, toY, Vector3.UnitY), Vertex(b, toY, Vector3.UnitY), role);
        }

        return shape;
    }

    /// <summary>A board that leans: its lower edge at one place, its upper edge further back.</summary>
    /// <param name="lowX">front of its lower edge; likewise its upper edge's</param>
    public static Shape LeaningBoard(
        this Shape shape, Role role, float lowX, float highX, float thickness, float fromY, float toY, float bottom, float top) =>
        shape.Prism(role, [new(lowX - thickness, bottom), new(lowX, bottom), new(highX, top), new(highX - thickness, top)], fromY, toY);
}
