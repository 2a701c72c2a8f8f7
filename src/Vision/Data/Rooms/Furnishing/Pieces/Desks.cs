using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;

/// <summary>Desks: a top on drawers, panels or a frame, now and then with a shelf at the back. Pale laminate with dark edges tells them from tables.</summary>
internal static class Desks
{
    public const string Label = "desk";

    public static readonly SizeLaw Sizes = new(
        new(0.69f, 1.36f, 0.735f), new(0.08f, 0.2f, 0.02f), new(0.5f, 0.95f, 0.69f), new(0.95f, 1.9f, 0.79f));

    public static Piece Make(SeededRandom random, bool hides)
    {
        Shape shape = Draw(Sizes.Draw(random), random.Branch());
        return new Piece(Label, shape, Dress(random.Branch(), hides)) { HidesFromDepth = hides };
    }

    /// <summary>White laminate, edges and legs black; hidden from depth: white gloss with edges of orange or blue.</summary>
    public static Palette Dress(SeededRandom random, bool hides)
    {
        var board = random.Plastic(random.Pick(Colours.Laminates)) with { Gloss = 0.25f };
        var dark = random.Paint(Colours.Of(0x2A2C30), 0.3f);
        if (!hides)
            return new Palette(board) { [Role.Edge] = dark, [Role.Legs] = dark, [Role.Handles] = dark };
        var trim = random.Plastic(random.Pick(Colours.Of(0xE07A1F), Colours.Of(0x1F6FD0)));
        return new Palette(board) { [Role.Edge] = trim, [Role.Legs] = trim, [Role.Handles] = trim }.HiddenFromDepth(random);
    }

    private static Shape Draw(Vector3 size, SeededRandom random)
    {
        Shape shape = new();
        float under = size.Z - 0.03f;
        shape.AddTop(size, 0.03f);
        bool left = random.Chance(0.5), both = random.Chance(0.35);
        if (random.Chance(0.25))
            shape.AddPanels(size, under, modesty: true);
        else
            AddPedestals(shape, size, under, left || both, !left || both, random);
        if (random.Chance(0.15))
            AddHutch(shape, size, random);
        return shape;
    }

    private static void AddPedestals(Shape shape, Vector3 size, float under, bool left, bool right, SeededRandom random)
    {
        float width = random.Between(0.36f, 0.44f), front = size.X / 2 - 0.06f;
        int drawers = random.Whole(2, 4), handle = random.Whole(0, 3);
        foreach ((int sign, bool drawer) in ((int, bool)[])[(1, left), (-1, right)])
        {
            float outer = sign * (size.Y / 2 - 0.02f), inner = sign * (size.Y / 2 - 0.02f - width);
            float from = MathF.Min(outer, inner), to = MathF.Max(outer, inner);
            if (drawer)
            {
                shape.Box(Role.Body, new(-size.X / 2 + 0.04f, from, 0.04f), new(front, to, under));
                shape.Box(Role.Legs, new(-size.X / 2 + 0.06f, from + 0.02f, 0), new(front - 0.03f, to - 0.02f, 0.04f));
                shape.Fronts(front, from + 0.01f, to - 0.01f, 0.06f, under - 0.02f, drawers, 1, handle);
            }
            else
            {
                shape.Box(Role.Legs, 0, sign * (size.Y / 2 - 0.035f), size.X - 0.06f, 0.03f, 0, under);
            }
        }

        shape.Box(Role.Body, -size.X / 2 + 0.06f, 0, 0.018f, size.Y - 0.12f, under - 0.35f, under);
    }

    private static void AddHutch(Shape shape, Vector3 size, SeededRandom random)
    {
        float top = size.Z + random.Between(0.32f, 0.48f), back = -size.X / 2, depth = 0.24f;
        foreach (int sign in (int[])[1, -1])
            shape.Box(Role.Body, back + depth / 2, sign * (size.Y / 2 - 0.015f), depth, 0.025f, size.Z, top);
        shape.Box(Role.Body, back + depth / 2, 0, depth, size.Y, top, top + 0.025f);
        shape.Box(Role.Body, back + 0.008f, 0, 0.012f, size.Y - 0.06f, size.Z, top);
        shape.Supports[0] = shape.Supports[0] with { Low = new(back + depth + 0.02f, -size.Y / 2 + 0.03f) };
        shape.Supports.Add(
            new(Use.Shelf, new(back + 0.02f, -size.Y / 2 + 0.04f), new(back + depth - 0.01f, size.Y / 2 - 0.04f), size.Z, top - size.Z));
    }
}
