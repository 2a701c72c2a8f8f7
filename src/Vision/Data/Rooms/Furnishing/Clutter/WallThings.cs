using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Clutter;

/// <summary>What hangs on walls: pictures, mirrors, whiteboards, boards with books, radiators. The wall is at x = 0.</summary>
internal static class WallThings
{
    public static Piece Picture(SeededRandom random)
    {
        float width = random.Between(0.3f, 0.95f), height = random.Pick(width * 0.75f, width * 1.3f, width);
        Shape shape = Framed(width, MathF.Min(height, 0.9f), random.Between(0.015f, 0.045f), 0.022f, mount: random.Chance(0.5), Role.Front);
        var frame = random.Chance(0.5)
            ? random.Paint(random.Pick(Colours.Black, Colours.White), 0.3f)
            : random.Wood(random.Pick(random.Pick(Colours.WarmWoods), random.Pick(Colours.DarkWoods)));
        Material print = random.Paint(random.Pick(Colours.BrightCloths), 0.1f) with
        {
            SecondColour = random.Near(random.Pick(random.Pick(Colours.BrightCloths), random.Pick(Colours.Bedding))),
            Pattern = random.Pick(Pattern.Noise, Pattern.Noise, Pattern.Stripes, Pattern.Checks, Pattern.Dots),
            Scale = random.Between(0.12f, 0.4f),
            PatternSeed = (uint)random.Next(int.MaxValue),
        };
        return new Piece("picture", shape, new Palette(frame) { [Role.Front] = print, [Role.Second] = random.Paint(Colours.White, 0) });
    }

    public static Piece Mirror(SeededRandom random, bool overSink)
    {
        float width = overSink ? random.Between(0.5f, 0.8f) : random.Between(0.4f, 0.6f),
            height = overSink ? random.Between(0.6f, 0.9f) : random.Between(1.1f, 1.6f);
        Shape shape = Framed(width, height, 0.03f, 0.025f, mount: false, Role.Glass);
        var frame = random.Chance(0.5) ? random.Metal(Colours.Chrome) : random.Wood(random.Pick(Colours.WarmWoods));
        return new Piece("mirror", shape, new Palette(frame) { [Role.Glass] = random.Mirror() });
    }

    public static Piece Whiteboard(SeededRandom random)
    {
        float width = random.Between(1.1f, 1.8f), height = random.Between(0.8f, 1.1f);
        Shape shape = Framed(width, height, 0.02f, 0.02f, mount: false, Role.Front);
        shape.Box(Role.Body, new(0.005f, -0.3f, 0), new(0.07f, 0.3f, 0.012f));
        return new Piece(
            "whiteboard", shape, new Palette(random.Metal(Colours.Steel)) { [Role.Front] = random.Plastic(Colours.Of(0xF2F4F4)) });
    }

    public static Piece Radiator(SeededRandom random)
    {
        Shape shape = new();
        float width = random.Between(0.7f, 1.3f);
        int ribs = (int)(width / 0.06f);
        shape.Box(Role.Body, new(0.04f, -width / 2, 0.13f), new(0.06f, width / 2, 0.65f));
        for (int i = 0; i < ribs; i++)
            shape.Box(Role.Body, 0.068f, -width / 2 + width * (i + 0.5f) / ribs, 0.018f, 0.04f, 0.15f, 0.63f);
        return new Piece("otherstructure", shape, new Palette(random.Paint(Colours.White, 0.3f)));
    }

    /// <summary>A board on brackets, with its place for books.</summary>
    public static Piece Board(SeededRandom random)
    {
        Shape shape = new();
        float width = random.Between(0.6f, 1.1f), depth = random.Between(0.2f, 0.27f);
        shape.Box(Role.Body, new(0, -width / 2, 0.1f), new(depth, width / 2, 0.125f));
        foreach (int sign in (int[])[1, -1])
            shape.Prism(
                Role.Handles, [new(0, 0), new(0.02f, 0), new(depth * 0.8f, 0.1f), new(0, 0.1f)], sign * width * 0.35f - 0.01f,
                sign * width * 0.35f + 0.01f);
        shape.Supports.Add(new(Use.Shelf, new(0.01f, -width / 2 + 0.04f), new(depth - 0.01f, width / 2 - 0.04f), 0.125f, 0.34f));
        return new Piece(
            "shelves", shape,
            new Palette(random.Wood(random.Pick(random.Pick(Colours.PaleWoods), random.Pick(Colours.DarkWoods))))
            {
                [Role.Handles] = random.Metal(Colours.Steel),
            });
    }

    private static Shape Framed(float width, float height, float frame, float thick, bool mount, Role front)
    {
        Shape shape = new();
        foreach (int sign in (int[])[1, -1])
            shape.Box(Role.Body, thick / 2 + 0.002f, sign * (width - frame) / 2, thick, frame, 0, height);
        shape.Box(Role.Body, thick / 2 + 0.002f, 0, thick, width - 2 * frame, 0, frame);
        shape.Box(Role.Body, thick / 2 + 0.002f, 0, thick, width - 2 * frame, height - frame, height);
        float inset = mount ? 0.12f * MathF.Min(width, height) : 0, x = thick * 0.6f;
        if (mount)
            shape.Box(Role.Second, x / 2, 0, x - 0.004f, width - 2 * frame, frame, height - frame);
        shape.Box(front, (x + 0.002f) / 2, 0, x, width - 2 * (frame + inset), frame + inset, height - frame - inset);
        return shape;
    }
}
