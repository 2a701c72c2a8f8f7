using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Clutter;

/// <summary>Plants in pots.</summary>
internal static class Plants
{
    public static Piece Make(SeededRandom random, bool large)
    {
        Shape shape = new();
        float pot = large ? random.Between(0.14f, 0.2f) : random.Between(0.05f, 0.08f), high = pot * 1.7f,
            leaf = large ? random.Between(0.35f, 0.6f) : random.Between(0.12f, 0.2f);
        shape.Loft(
            Role.Body,
            [
                new(0, 0, 0), new(pot * 0.75f, pot * 0.75f, 0), new(pot, pot, high), new(pot * 0.88f, pot * 0.88f, high),
                new(pot * 0.86f, pot * 0.86f, high * 0.92f), new(0, 0, high * 0.92f),
            ],
            quarter: 4);
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

    // A bent blade: two quads up and one back down, seen from both sides.
    private static void AddLeaf(Shape shape, float around, float rise, float length, float from)
    {
        Matrix4x4 frame = Matrix4x4.CreateRotationZ(around) * Matrix4x4.CreateTranslation(0, 0, from);
        float reach = length * MathF.Cos(rise), high = length * MathF.Sin(rise), wide = length * 0.13f;
        Vector3[] spine =
        [
            new(0.005f, 0, 0), new(reach * 0.45f, 0, high * 0.7f), new(reach * 0.85f, 0, high * 0.85f), new(reach, 0, high * 0.7f),
        ];
        float[] half = [0.004f, wide, wide * 0.7f, 0.003f];
        Func<Vector3, Vector3> place = shape.NextPart(new(length, wide, 0.01f));
        shape.Within(frame, s =>
        {
            foreach (int side in (int[])[1, -1])
            {
                s.Grid(Role.Leaves, spine.Length, 2, (i, j) =>
                {
                    Vector3 along = spine[Math.Min(i + 1, 3)] - spine[Math.Max(i - 1, 0)],
                        p = spine[i] + new Vector3(0, (j == 0 ? -1 : 1) * side * half[i], 0);
                    return (p, side * Vector3.Normalize(Vector3.Cross(along, Vector3.UnitY)), place(p));
                });
            }
        });
    }
}
