using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Clutter;

/// <summary>Boxes, bags, waste bins.</summary>
internal static class Containers
{
    public static Piece Box(SeededRandom random, float most)
    {
        Shape shape = new();
        Vector3 size = new(random.Between(0.18f, most), random.Between(0.2f, most * 1.2f), random.Between(0.12f, most * 0.8f));
        shape.Box(Role.Body, 0, 0, size.X, size.Y, 0, size.Z);
        if (random.Chance(0.6))
            shape.Box(Role.Second, 0, 0, size.X + 0.002f, 0.05f, size.Z * 0.75f, size.Z + 0.001f);
        else
            shape.Box(Role.Second, 0, 0, size.X + 0.012f, size.Y + 0.012f, size.Z - 0.06f, size.Z + 0.004f);
        Vector3 colour = random.Chance(0.6) ? Colours.Cardboard : random.Pick(Colours.BrightCloths);
        return new Piece("box", shape, new Palette(random.Paint(colour, 0)) { [Role.Second] = random.Paint(colour * 0.8f, 0.1f) });
    }

    public static Piece Bag(SeededRandom random)
    {
        Shape shape = new();
        float length = random.Between(0.16f, 0.24f), width = random.Between(0.3f, 0.42f), height = random.Between(0.34f, 0.46f);
        shape.Loft(
            Role.Body,
            [
                new(0, 0, 0), new(length * 0.45f, width * 0.47f, 0), new(length / 2, width / 2, 0.04f),
                new(length * 0.46f, width * 0.48f, height * 0.55f), new(length * 0.3f, width * 0.36f, height * 0.92f), new(0, 0, height),
            ],
            quarter: 3,
            roundness: 0.6f);
        shape.RoundedBox(Role.Second, new(length * 0.3f, -width * 0.3f, 0.06f), new(length * 0.62f, width * 0.3f, height * 0.5f), 0.03f);
        return new Piece(
            "bag", shape,
            new Palette(random.Cloth(random.Pick(random.Pick(Colours.BrightCloths), Colours.Of(0x2E3440))))
            {
                [Role.Second] = random.Cloth(random.Pick(Colours.Cloths)),
            });
    }

    /// <summary>NYUv2's "otherfurniture", which ScanNet's labels read as a waste bin.</summary>
    public static Piece Bin(SeededRandom random)
    {
        Shape shape = new();
        float radius = random.Between(0.12f, 0.17f), height = random.Between(0.28f, 0.42f), foot = radius * random.Between(0.75f, 0.95f);
        float round = random.Chance(0.6) ? 1 : 0.3f;
        shape.Loft(
            Role.Body,
            [
                new(0, 0, 0), new(foot, foot, 0), new(radius, radius, height), new(radius - 0.008f, radius - 0.008f, height),
                new(foot - 0.008f, foot - 0.008f, 0.02f), new(0, 0, 0.02f),
            ],
            quarter: 4, roundness: round);
        if (random.Chance(0.5))
            shape.Loft(
                Role.Second,
                [
                    new(0, 0, height * 0.55f), new(foot * 0.9f, foot * 0.9f, height * 0.55f), new(foot * 0.6f, foot * 0.6f, height * 0.72f),
                    new(0, 0, height * 0.76f),
                ],
                quarter: 3);
        var body = random.Chance(0.4)
            ? random.Metal(Colours.Steel)
            : random.Plastic(random.Pick(Colours.Of(0x44474C), Colours.White, Colours.Of(0x3A6EA5), Colours.Of(0x8A8C90)));
        return new Piece("otherfurniture", shape, new Palette(body) { [Role.Second] = random.Paint(Colours.OffWhite, 0) });
    }
}
