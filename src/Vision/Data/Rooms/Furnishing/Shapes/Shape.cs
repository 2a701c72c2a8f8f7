using System.Numerics;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

/// <summary>Triangles of one piece in its own axes: x to its front, z up, the floor at z = 0; without materials.</summary>
/// <remarks>
/// Parts are added by the extensions next to this class, each in <see cref="Frame"/>. Every part gets pattern places of its own: x
/// along its longest side, so that grain runs along a board, and moved about, so that no two boards show the same grain.
/// </remarks>
internal sealed class Shape
{
    private int _parts;

    public List<Vector3> Positions { get; } = [];

    public List<Vector3> Normals { get; } = [];

    public List<Vector3> PatternPlaces { get; } = [];

    public List<(int A, int B, int C, Role Role)> Triangles { get; } = [];

    /// <summary>Where other things may be put.</summary>
    public List<Support> Supports { get; } = [];

    /// <summary>From the axes in which parts are given to the piece's.</summary>
    public Matrix4x4 Frame { get; set; } = Matrix4x4.Identity;

    public Vector3 Low { get; private set; } = new(float.MaxValue);

    public Vector3 High { get; private set; } = new(float.MinValue);

    public Vector3 Size => High - Low;

    /// <summary>Adds parts with another frame on top of the one that is.</summary>
    public Shape Within(Matrix4x4 frame, Action<Shape> add)
    {
        Matrix4x4 before = Frame;
        Frame = frame * before;
        add(this);
        Frame = before;
        return this;
    }

    /// <summary>Starts a part.</summary>
    /// <param name="size">lengths along the part's axes</param>
    /// <returns>from a place in the part to where its pattern is looked up</returns>
    public Func<Vector3, Vector3> NextPart(Vector3 size)
    {
        int part = _parts++;
        Vector3 shift = new(part * 0.618034f % 1 * 3, part * 0.754878f % 1 * 2, part * 0.569840f % 1);
        return (size.X >= size.Y, size.Y >= size.Z, size.X >= size.Z) switch
        {
            (true, true, _) => p => p + shift,
            (true, false, true) => p => new Vector3(p.X, p.Z, p.Y) + shift,
            (true, false, false) => p => new Vector3(p.Z, p.X, p.Y) + shift,
            (false, true, true) => p => new Vector3(p.Y, p.X, p.Z) + shift,
            (false, true, false) => p => new Vector3(p.Y, p.Z, p.X) + shift,
            (false, false, _) => p => new Vector3(p.Z, p.Y, p.X) + shift,
        };
    }

    /// <param name="position">in the frame; likewise the normal</param>
    /// <returns>the vertex's index</returns>
    public int AddVertex(Vector3 position, Vector3 normal, Vector3 patternPlace)
    {
        Vector3 placed = Vector3.Transform(position, Frame);
        (Low, High) = (Vector3.Min(Low, placed), Vector3.Max(High, placed));
        Positions.Add(placed);
        Normals.Add(Vector3.Normalize(Vector3.TransformNormal(normal, Frame)));
        PatternPlaces.Add(patternPlace);
        return Positions.Count - 1;
    }

    public void AddTriangle(int a, int b, int c, Role role) => Triangles.Add((a, b, c, role));

    /// <summary>Four corners anticlockwise, seen from the front.</summary>
    public void AddQuad(int a, int b, int c, int d, Role role)
    {
        AddTriangle(a, b, c, role);
        AddTriangle(a, c, d, role);
    }
}
