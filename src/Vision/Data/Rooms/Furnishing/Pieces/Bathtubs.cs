using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;

/// <summary>Bathtubs along a wall: set in an apron, or free with rounded ends; a tap at one end.</summary>
internal static class Bathtubs
{
    public const string Label = "bathtub";

    public static readonly SizeLaw Sizes = new(
        new(0.76f, 1.42f, 0.47f), new(0.05f, 0.11f, 0.04f), new(0.64f, 1.2f, 0.38f), new(0.9f, 1.75f, 0.6f));

    public static Piece Make(SeededRandom random, bool hides) =>
        new(Label, Draw(Sizes.Draw(random), random.Branch()), Dress(random.Branch(), hides)) { HidesFromDepth = hides };

    private static Shape Draw(Vector3 size, SeededRandom random)
    {
        Shape shape = new();
        bool free = random.Chance(0.35);
        float tap = random.Between(0.1f, 0.16f), rim = size.Z - tap, x = size.X / 2, y = size.Y / 2;
        float foot = free ? 0.72f : 1, roundness = free ? 0.9f : 0.3f, lip = free ? 0.04f : 0.07f;
        rim = MathF.Max(rim, size.Z * 0.78f);
        shape.Loft(
            Role.Body,
            [
                new(0, 0, 0), new(x * foot, y * foot, 0), new(x * (free ? 0.93f : 1), y * (free ? 0.95f : 1), rim * 0.5f),
                new(x, y, rim - 0.03f), new(x, y, rim),
                new(x - lip, y - lip, rim), new(x - lip - 0.02f, y - lip - 0.03f, rim - 0.03f), new(x * 0.62f, y * 0.74f, 0.14f),
                new(x * 0.5f, y * 0.62f, 0.09f), new(0, 0, 0.085f),
            ],
            quarter: 5,
            roundness);
        float end = (random.Chance(0.5) ? 1 : -1) * (y - lip * 0.5f - 0.01f);
        shape.Column(Role.Handles, 0, end, rim - 0.01f, size.Z, 0.018f);
        shape.Rod(Role.Handles, new(0, end, size.Z - 0.03f), new(0, end - MathF.Sign(end) * 0.14f, size.Z - 0.04f), 0.014f);
        shape.Column(Role.Handles, 0.1f, end, rim - 0.01f, rim + 0.05f, 0.022f);
        shape.Column(Role.Handles, -0.1f, end, rim - 0.01f, rim + 0.05f, 0.022f);
        return shape;
    }

    private static Palette Dress(SeededRandom random, bool hides)
    {
        var chrome = random.Metal(Colours.Chrome);
        if (hides)
            return new Palette(random.Ceramic(random.Pick(Colours.Of(0x26424E), Colours.Of(0x2C2C30), Colours.Of(0x6A3A2A))))
            {
                [Role.Handles] = chrome,
            }.HiddenFromDepth(random);
        return new Palette(random.Ceramic(random.Chance(0.85) ? Colours.Ceramic : random.Pick(Colours.Of(0xE0D3BE), Colours.Of(0xC4D4D8))))
        {
            [Role.Handles] = chrome,
        };
    }
}
