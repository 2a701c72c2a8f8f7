using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Shell;

/// <summary>Shapes of floors, ceilings and walls. Only sides that face the room have triangles.</summary>
internal static class WallShapes
{
    private const float SkirtingHeight = 0.07f, SkirtingDepth = 0.012f;

    /// <summary>A level rectangle from the origin.</summary>
    /// <param name="up">whether its front is above it: a floor</param>
    public static Shape Level(float length, float width, bool up)
    {
        Shape shape = new();
        Vector3 normal = up ? Vector3.UnitZ : -Vector3.UnitZ;
        int Corner(float x, float y) => shape.AddVertex(new(x, y, 0), normal, length >= width ? new(x, y, 0) : new(y, x, 0));
        int a = Corner(0, 0), b = Corner(length, 0), c = Corner(length, width), d = Corner(0, width);
        if (up)
            shape.AddQuad(a, b, c, d, Role.Body);
        else
            shape.AddQuad(a, d, c, b, Role.Body);
        return shape;
    }

    /// <summary>A floor of boards along its longer side, in three tones, each with a grain of its own.</summary>
    public static Shape Boards(float length, float width, SeededRandom random)
    {
        Shape shape = new();
        bool alongX = length >= width;
        (float along, float across) = alongX ? (length, width) : (width, length);
        int rows = (int)(across / random.Between(0.12f, 0.2f));
        float wide = across / rows;
        for (int row = 0; row < rows; row++)
        {
            float from = 0, to = random.Between(0.3f, 1.6f);
            while (from < along)
            {
                to = to > along - 0.25f ? along : to;
                AddBoard(shape, random.Pick(Role.Body, Role.Body, Role.Second, Role.Third), from, to, row * wide, wide, alongX);
                (from, to) = (to, to + random.Between(0.9f, 1.9f));
            }
        }

        return shape;
    }

    private static void AddBoard(Shape shape, Role role, float from, float to, float side, float wide, bool alongX)
    {
        Func<Vector3, Vector3> place = shape.NextPart(new(to - from, wide, 0));
        int Corner(float along, float across) =>
            shape.AddVertex(alongX ? new(along, across, 0) : new(across, along, 0), Vector3.UnitZ, place(new(along, across, 0)));
        int a = Corner(from, side), b = Corner(to, side), c = Corner(to, side + wide), d = Corner(from, side + wide);
        if (alongX)
            shape.AddQuad(a, b, c, d, role);
        else
            shape.AddQuad(a, d, c, b, role);
    }

    /// <summary>A wall in the plane of y and z whose front is +x; along it is -y, so that its start is at y = 0.</summary>
    /// <param name="tiledTo">height to which it is tiled, role <see cref="Role.Third"/>; 0: nowhere</param>
    public static Shape Wall(float length, float height, IReadOnlyList<Opening> openings, float tiledTo)
    {
        Shape shape = new();
        List<Opening> deep = [.. openings.Where(o => o.Deep > 0)];
        float[] across = Stops(length, deep.SelectMany(o => (float[])[o.From, o.To]));
        float[] upwards = Stops(height, deep.SelectMany(o => (float[])[o.Bottom, o.Top]).Append(tiledTo));
        for (int i = 0; i + 1 < across.Length; i++)
        {
            for (int j = 0; j + 1 < upwards.Length; j++)
            {
                float u = (across[i] + across[i + 1]) / 2, v = (upwards[j] + upwards[j + 1]) / 2;
                if (!deep.Any(o => u > o.From && u < o.To && v > o.Bottom && v < o.Top))
                    shape.AddPanel(v < tiledTo ? Role.Third : Role.Body, across[i], across[i + 1], upwards[j], upwards[j + 1]);
            }
        }

        foreach (Opening opening in deep)
            shape.AddReveal(opening);
        AddSkirting(shape, length, openings);
        return shape;
    }

    private static float[] Stops(float end, IEnumerable<float> inner) =>
        [.. inner.Append(0).Append(end).Where(s => s >= 0 && s <= end).Distinct().Order()];

    private static void AddPanel(this Shape shape, Role role, float from, float to, float bottom, float top)
    {
        int Corner(float u, float v) => shape.AddVertex(new(0, -u, v), Vector3.UnitX, new(u, v, 0));
        shape.AddQuad(Corner(to, bottom), Corner(from, bottom), Corner(from, top), Corner(to, top), role);
    }

    // The four sides of a hole, facing its middle.
    private static void AddReveal(this Shape shape, Opening o)
    {
        float d = -o.Deep;
        Side(new(d, -o.From, o.Bottom), new(0, -o.From, o.Bottom), new(0, -o.From, o.Top), new(d, -o.From, o.Top));
        Side(new(0, -o.To, o.Bottom), new(d, -o.To, o.Bottom), new(d, -o.To, o.Top), new(0, -o.To, o.Top));
        Side(new(d, -o.From, o.Bottom), new(0, -o.From, o.Bottom), new(0, -o.To, o.Bottom), new(d, -o.To, o.Bottom));
        Side(new(d, -o.From, o.Top), new(0, -o.From, o.Top), new(0, -o.To, o.Top), new(d, -o.To, o.Top));

        void Side(Vector3 a, Vector3 b, Vector3 c, Vector3 e)
        {
            Vector3 normal = Vector3.Normalize(Vector3.Cross(b - a, c - a));
            int Corner(Vector3 p) => shape.AddVertex(p, normal, new(p.Y + p.X, p.Z + p.X, 0));
            shape.AddQuad(Corner(a), Corner(b), Corner(c), Corner(e), Role.Body);
        }
    }

    private static void AddSkirting(Shape shape, float length, IReadOnlyList<Opening> openings)
    {
        float from = 0;
        foreach (Opening door in openings.Where(o => o.Bottom <= 0).OrderBy(o => o.From))
        {
            shape.Box(Role.Second, new(0, -door.From, 0), new(SkirtingDepth, -from, SkirtingHeight));
            from = door.To;
        }

        shape.Box(Role.Second, new(0, -length, 0), new(SkirtingDepth, -from, SkirtingHeight));
    }
}
