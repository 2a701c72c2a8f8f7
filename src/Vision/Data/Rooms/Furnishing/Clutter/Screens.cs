using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Clutter;

/// <summary>Monitors, laptops, keyboards and televisions.</summary>
internal static class Screens
{
    public static Piece Monitor(SeededRandom random)
    {
        Shape shape = new();
        float width = random.Between(0.46f, 0.62f), height = width * 0.6f, above = random.Between(0.08f, 0.14f);
        shape.RoundedBox(Role.Body, new(-0.1f, -0.12f, 0), new(0.1f, 0.12f, 0.014f), 0.006f);
        shape.Box(Role.Body, -0.04f, 0, 0.03f, 0.06f, 0.014f, above + height * 0.5f);
        AddPanel(shape, -0.02f, width, above, above + height, 0.035f);
        return new Piece("otherprop", shape, Dress(random.Branch(), 0.6));
    }

    public static Piece Laptop(SeededRandom random)
    {
        Shape shape = new();
        float width = random.Between(0.31f, 0.36f), length = width * 0.68f;
        shape.RoundedBox(Role.Second, new(-length / 2, -width / 2, 0), new(length / 2, width / 2, 0.018f), 0.006f);
        shape.Box(Role.Third, 0.03f - length * 0.08f, 0, length * 0.5f, width * 0.9f, 0.018f, 0.02f);
        Matrix4x4 lid = Matrix4x4.CreateRotationY(-0.35f) * Matrix4x4.CreateTranslation(-length / 2, 0, 0.016f);
        shape.Within(lid, s =>
        {
            s.Box(Role.Second, new(-0.008f, -width / 2, 0), new(0, width / 2, length));
            s.Box(Role.Screen, new(0, -width / 2 + 0.01f, 0.012f), new(0.001f, width / 2 - 0.01f, length - 0.01f));
        });
        return new Piece("otherprop", shape, Dress(random.Branch(), 0.7));
    }

    public static Piece Keyboard(SeededRandom random)
    {
        Shape shape = new();
        shape.Box(Role.Body, 0, 0, 0.14f, 0.43f, 0, 0.018f);
        for (int row = 0; row < 4; row++)
            shape.Box(Role.Third, -0.048f + 0.032f * row, 0, 0.026f, 0.4f, 0.018f, 0.024f);
        return new Piece("otherprop", shape, Dress(random.Branch(), 0));
    }

    /// <summary>On a foot, for a sideboard; flat, for a wall.</summary>
    public static Piece Television(SeededRandom random, bool onWall)
    {
        Shape shape = new();
        float width = random.Between(0.9f, 1.35f), height = width * 0.58f, above = onWall ? 0 : 0.07f;
        if (!onWall)
        {
            shape.Box(Role.Body, 0, 0, 0.24f, 0.5f, 0, 0.012f);
            shape.Box(Role.Body, 0, 0, 0.04f, 0.16f, 0.012f, above + 0.05f);
        }

        AddPanel(shape, 0, width, above, above + height, 0.05f);
        return new Piece("television", shape, Dress(random.Branch(), 0.3));
    }

    private static void AddPanel(Shape shape, float x, float width, float bottom, float top, float thick)
    {
        shape.RoundedBox(Role.Body, new(x - thick / 2, -width / 2, bottom), new(x + thick / 2, width / 2, top), 0.006f);
        shape.Box(
            Role.Screen, new(x + thick / 2 - 0.001f, -width / 2 + 0.012f, bottom + 0.016f),
            new(x + thick / 2 + 0.001f, width / 2 - 0.012f, top - 0.012f));
    }

    private static Palette Dress(SeededRandom random, double on)
    {
        var black = random.Plastic(Colours.Of(0x202226));
        var body = random.Chance(0.7) ? black : random.Plastic(Colours.Of(0xC8CACC));
        return new Palette(body)
        {
            [Role.Second] = random.Metal(random.Pick(Colours.Steel, Colours.Of(0x3A3C40))),
            [Role.Third] = black,
            [Role.Screen] = random.Screen(random.Chance(on)),
        };
    }
}
