using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Clutter;

/// <summary>Boxes, bags, waste bins, plants in pots, and what stands on tables: mugs, vases, bowls, paper.</summary>
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
            [new(0, 0, 0), new(length * 0.45f, width * 0.47f, 0), new(length / 2, width / 2, 0.04f), new(length * 0.46f, width * 0.48f, height * 0.55f), new(length * 0.3f, width * 0.36f, height * 0.92f), new(0, 0, height)],
            quarter: 3,
            roundness: 0.6f);
        shape.RoundedBox(Role.Second, new(length * 0.3f, -width * 0.3f, 0.06f), new(length * 0.62f, width * 0.3f, height * 0.5f), 0.03f);
        return new Piece("bag", shape, new Palette(random.Cloth(random.Pick(random.Pick(Colours.BrightCloths), Colours.Of(0x2E3440)))) { [Role.Second] = random.Cloth(random.Pick(Colours.Cloths)) });
    }

    /// <summary>NYUv2's "otherfurniture", which ScanNet's labels read as a waste bin.</summary>
    public static Piece Bin(SeededRandom random)
    {
        Shape shape = new();
        float radius = random.Between(0.12f, 0.17f), height = random.Between(0.28f, 0.42f), foot = radius * random.Between(0.75f, 0.95f);
        float round = random.Chance(0.6) ? 1 : 0.3f;
        shape.Loft(Role.Body, [new(0, 0, 0), new(foot, foot, 0), new(radius, radius, height), new(radius - 0.008f, radius - 0.008f, height), new(foot - 0.008f, foot - 0.008f, 0.02f), new(0, 0, 0.02f)], quarter: 4, roundness: round);
        if (random.Chance(0.5))
            shape.Loft(Role.Second, [new(0, 0, height * 0.55f), new(foot * 0.9f, foot * 0.9f, height * 0.55f), new(foot * 0.6f, foot * 0.6f, height * 0.72f), new(0, 0, height * 0.76f)], quarter: 3);
        var body = random.Chance(0.4) ? random.Metal(Colours.Steel) : random.Plastic(random.Pick(Colours.Of(0x44474C), Colours.White, Colours.Of(0x3A6EA5), Colours.Of(0x8A8C90)));
        return new Piece("otherfurniture", shape, new Palette(body) { [Role.Second] = random.Paint(Colours.OffWhite, 0) });
    }

    public static Piece Plant(SeededRandom random, bool large)
    {
        Shape shape = new();
        float pot = large ? random.Between(0.14f, 0.2f) : random.Between(0.05f, 0.08f), high = pot * 1.7f, leaf = large ? random.Between(0.35f, 0.6f) : random.Between(0.12f, 0.2f);
        shape.Loft(Role.Body, [new(0, 0, 0), new(pot * 0.75f, pot * 0.75f, 0), new(pot, pot, high), new(pot * 0.88f, pot * 0.88f, high), new(pot * 0.86f, pot * 0.86f, high * 0.92f), new(0, 0, high * 0.92f)], quarter: 4);
        shape.Loft(Role.Soil, [new(pot * 0.87f, pot * 0.87f, high * 0.925f), new(0, 0, high * 0.95f)], quarter: 4);
        int leaves = large ? random.Whole(14, 22) : random.Whole(8, 14);
        float stem = large ? random.Between(0.2f, 0.5f) : 0.02f;
        for (int i = 0; i < leaves; i++)
        {
            float around = 2.4f * i, rise = random.Between(0.25f, 1.25f), at = high + stem * i / leaves;
            AddLeaf(shape, around, rise, leaf * random.Between(0.7f, 1.1f), at);
        }

        if (large)
            shape.Column(Role.Soil, 0, 0, high * 0.9f, high + stem, 0.015f, 0.008f, quarter: 2);
        Vector3 green = random.Pick(Colours.Of(0x3E6B35), Colours.Of(0x5A8A45), Colours.Of(0x2F5A3A), Colours.Of(0x7A9A4F));
        return new Piece("otherprop", shape, new Palette(random.Ceramic(random.Pick(random.Pick(Colours.BrightCloths), Colours.Of(0xB5653C), Colours.White)))
        {
            [Role.Leaves] = random.Paint(green, 0.25f),
            [Role.Soil] = random.Carpet(Colours.Of(0x4A382A)),
        });
    }

    public static Piece Vase(SeededRandom random)
    {
        Shape shape = new();
        float wide = random.Between(0.05f, 0.09f), high = random.Between(0.16f, 0.32f);
        shape.Loft(Role.Body, [new(0, 0, 0), new(wide * 0.6f, wide * 0.6f, 0), new(wide, wide, high * 0.35f), new(wide * 0.8f, wide * 0.8f, high * 0.65f), new(wide * 0.4f, wide * 0.4f, high * 0.9f), new(wide * 0.5f, wide * 0.5f, high), new(0, 0, high * 0.97f)], quarter: 4);
        return new Piece("otherprop", shape, new Palette(random.Ceramic(random.Pick(Colours.BrightCloths))));
    }

    public static Piece Bowl(SeededRandom random)
    {
        Shape shape = new();
        float wide = random.Between(0.08f, 0.16f), high = random.Between(0.04f, 0.09f);
        shape.Loft(Role.Body, [new(0, 0, 0), new(wide * 0.45f, wide * 0.45f, 0), new(wide, wide, high), new(wide - 0.006f, wide - 0.006f, high), new(wide * 0.4f, wide * 0.4f, 0.012f), new(0, 0, 0.01f)], quarter: 5);
        return new Piece("otherprop", shape, new Palette(random.Ceramic(random.Pick(random.Pick(Colours.BrightCloths), Colours.White))));
    }

    public static Piece Mug(SeededRandom random)
    {
        Shape shape = new();
        shape.Loft(Role.Body, [new(0, 0, 0), new(0.036f, 0.036f, 0), new(0.041f, 0.041f, 0.095f), new(0.036f, 0.036f, 0.095f), new(0.033f, 0.033f, 0.012f), new(0, 0, 0.012f)], quarter: 4);
        shape.Rod(Role.Body, new(0, 0.038f, 0.075f), new(0, 0.062f, 0.055f), 0.005f);
        shape.Rod(Role.Body, new(0, 0.062f, 0.057f), new(0, 0.037f, 0.025f), 0.005f);
        return new Piece("otherprop", shape, new Palette(random.Ceramic(random.Pick(random.Pick(Colours.BrightCloths), Colours.White))));
    }

    public static Piece Paper(SeededRandom random)
    {
        Shape shape = new();
        int sheets = random.Whole(1, 3);
        for (int i = 0; i < sheets; i++)
        {
            float z = 0.003f * i;
            shape.Within(Matrix4x4.CreateRotationZ(0.3f * random.StandardNormal()), s => s.Box(Role.Body, 0.02f * i, 0, 0.297f, 0.21f, z, z + 0.002f));
        }

        Material sheet = random.Paint(Colours.White, 0) with { SecondColour = Colours.Of(0xA8ACB0), Pattern = Pattern.Stripes, Scale = 0.012f };
        return new Piece("paper", shape, new Palette(sheet));
    }

    // A bent blade: two quads up and one back down, seen from both sides.
    private static void AddLeaf(Shape shape, float around, float rise, float length, float from)
    {
        Matrix4x4 frame = Matrix4x4.CreateRotationZ(around) * Matrix4x4.CreateTranslation(0, 0, from);
        float reach = length * MathF.Cos(rise), high = length * MathF.Sin(rise), wide = length * 0.13f;
        Vector3[] spine = [new(0.005f, 0, 0), new(reach * 0.45f, 0, high * 0.7f), new(reach * 0.85f, 0, high * 0.85f), new(reach, 0, high * 0.7f)];
        float[] half = [0.004f, wide, wide * 0.7f, 0.003f];
        Func<Vector3, Vector3> place = shape.NextPart(new(length, wide, 0.01f));
        shape.Within(frame, s =>
        {
            foreach (int side in (int[])[1, -1])
            {
                s.Grid(Role.Leaves, spine.Length, 2, (i, j) =>
                {
                    Vector3 along = spine[Math.Min(i + 1, 3)] - spine[Math.Max(i - 1, 0)], p = spine[i] + new Vector3(0, (j == 0 ? -1 : 1) * side * half[i], 0);
                    return (p, side * Vector3.Normalize(Vector3.Cross(along, Vector3.UnitY)), place(p));
                });
            }
        });
    }
}
