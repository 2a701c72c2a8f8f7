using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;

/// <summary>Shapes with a level top to sit at: what tables and desks have in common.</summary>
internal static class Worktops
{
    /// <summary>Between tables and desks, within the limits of both: pieces of this law and of <see cref="DrawCommon"/> may be either.</summary>
    public static readonly SizeLaw CommonSizes = new(
        new(0.74f, 1.31f, 0.735f), new(0.09f, 0.2f, 0.02f), new(0.55f, 0.95f, 0.69f), new(0.95f, 1.85f, 0.79f));

    /// <summary>A top on four legs, on panels, on trestles or on frames, now and then with a drawer.</summary>
    public static Shape DrawCommon(Vector3 size, SeededRandom random)
    {
        Shape shape = new();
        float thick = random.Between(0.025f, 0.045f), under = size.Z - thick;
        shape.AddTop(size, thick);
        switch (random.Next(4))
        {
            case 0:
                shape.AddLegsAndApron(size, under, random);
                break;
            case 1:
                shape.AddPanels(size, under, modesty: random.Chance(0.6));
                break;
            case 2:
                shape.AddTrestles(size, under);
                break;
            default:
                shape.AddFrames(size, under);
                break;
        }

        if (random.Chance(0.3))
        {
            shape.Box(Role.Body, new(-size.X * 0.3f, -size.Y * 0.2f, under - 0.11f), new(size.X / 2 - 0.06f, size.Y * 0.2f, under));
            shape.Fronts(size.X / 2 - 0.06f, -size.Y * 0.2f, size.Y * 0.2f, under - 0.11f, under - 0.004f, 1, 1, random.Whole(0, 2));
        }

        return shape;
    }

    /// <summary>A board with an edge of its own colour, and the place on it.</summary>
    public static Shape AddTop(this Shape shape, Vector3 size, float thick)
    {
        Vector3 low = new(-size.X / 2, -size.Y / 2, size.Z - thick), high = new(size.X / 2, size.Y / 2, size.Z);
        shape.Box(Role.Edge, low, high - new Vector3(0, 0, 0.004f));
        shape.Box(Role.Top, low + new Vector3(0.004f, 0.004f, thick - 0.004f), high - new Vector3(0.004f, 0.004f, 0));
        shape.Supports.Add(new(Use.Top, new(low.X + 0.03f, low.Y + 0.03f), new(high.X - 0.03f, high.Y - 0.03f), size.Z, 1));
        return shape;
    }

    public static void AddLegsAndApron(this Shape shape, Vector3 size, float under, SeededRandom random)
    {
        float inset = random.Between(0.01f, 0.06f), thick = random.Between(0.045f, 0.08f);
        int style = random.Whole(0, 3);
        shape.FourLegs(size.X - 2 * inset, size.Y - 2 * inset, under, thick, style);
        float x = size.X / 2 - inset - thick / 2, y = size.Y / 2 - inset - thick / 2;
        if (style == 3)
            (x, y) = (x - 0.07f, y - 0.07f);
        foreach (int sign in (int[])[1, -1])
        {
            shape.Box(Role.Body, sign * x, 0, 0.02f, 2 * y, under - 0.08f, under);
            shape.Box(Role.Body, 0, sign * y, 2 * x, 0.02f, under - 0.08f, under);
        }
    }

    public static void AddPanels(this Shape shape, Vector3 size, float under, bool modesty)
    {
        foreach (int sign in (int[])[1, -1])
            shape.Box(Role.Body, 0, sign * (size.Y / 2 - 0.04f), size.X - 0.06f, 0.03f, 0, under);
        if (modesty)
            shape.Box(Role.Body, -size.X / 2 + 0.1f, 0, 0.02f, size.Y - 0.11f, 0.3f, under);
    }

    private static void AddTrestles(this Shape shape, Vector3 size, float under)
    {
        float reach = size.X / 2 - 0.06f;
        foreach (int sign in (int[])[1, -1])
        {
            float y = sign * (size.Y / 2 - 0.2f);
            foreach (int front in (int[])[1, -1])
            {
                foreach (int outer in (int[])[1, -1])
                    shape.LeaningLeg(
                        new(front * reach, y + outer * 0.12f, 0), new(front * reach * 0.8f, y + outer * 0.01f, under - 0.03f), 0.018f,
                        0.018f);
            }

            shape.Box(Role.Legs, 0, y, size.X - 0.12f, 0.05f, under - 0.05f, under);
            shape.Box(Role.Legs, 0, y, size.X - 0.16f, 0.03f, under * 0.35f, under * 0.35f + 0.03f);
        }
    }

    private static void AddFrames(this Shape shape, Vector3 size, float under)
    {
        float length = size.X - 0.06f;
        foreach (int sign in (int[])[1, -1])
        {
            float y = sign * (size.Y / 2 - 0.08f);
            shape.Box(Role.Legs, 0, y, length, 0.04f, 0, 0.03f);
            shape.Box(Role.Legs, 0, y, length, 0.04f, under - 0.03f, under);
            shape.Box(Role.Legs, length / 2 - 0.02f, y, 0.04f, 0.04f, 0.03f, under - 0.03f);
            shape.Box(Role.Legs, -length / 2 + 0.02f, y, 0.04f, 0.04f, 0.03f, under - 0.03f);
        }

        shape.Box(Role.Legs, -length / 2 + 0.1f, 0, 0.03f, size.Y - 0.2f, under - 0.03f, under);
    }
}
