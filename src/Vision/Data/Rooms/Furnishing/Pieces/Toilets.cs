using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;

/// <summary>Toilets: a bowl on a foot, seat and lid, a cistern at the back.</summary>
internal static class Toilets
{
    public const string Label = "toilet";

    public static readonly SizeLaw Sizes = new(
        new(0.7f, 0.45f, 0.76f), new(0.04f, 0.035f, 0.05f), new(0.6f, 0.37f, 0.64f), new(0.8f, 0.54f, 0.88f));

    public static Piece Make(SeededRandom random, bool hides) =>
        new(Label, Draw(Sizes.Draw(random), random.Branch()), Dress(random.Branch(), hides)) { HidesFromDepth = hides };

    private static Shape Draw(Vector3 size, SeededRandom random)
    {
        Shape shape = new();
        float half = size.X / 2, tank = random.Between(0.17f, 0.22f), rim = random.Between(0.38f, 0.42f),
            bowl = size.Y * random.Between(0.39f, 0.43f);
        float rear = -half + tank + 0.02f, middle = (half + rear) / 2, reach = (half - rear) / 2, foot = middle - 0.05f;
        shape.Loft(
            Role.Body,
            [
                new(0, 0, 0, foot), new(reach * 0.72f, bowl * 0.62f, 0, foot), new(reach * 0.62f, bowl * 0.52f, 0.1f, foot),
                new(reach * 0.78f, bowl * 0.75f, rim * 0.6f, middle - 0.02f),
                new(reach, bowl, rim - 0.05f, middle), new(reach, bowl, rim, middle), new(reach * 0.78f, bowl * 0.72f, rim, middle),
                new(reach * 0.7f, bowl * 0.62f, rim - 0.06f, middle), new(reach * 0.35f, bowl * 0.35f, rim - 0.18f, middle),
                new(0, 0, rim - 0.19f, middle),
            ],
            quarter: 6);
        shape.RoundedBox(Role.Body, new(-half + 0.02f, -bowl * 0.62f, 0), new(middle - reach * 0.3f, bowl * 0.62f, rim - 0.02f), 0.04f);
        shape.RoundedBox(Role.Body, new(-half, -size.Y / 2, rim - 0.01f), new(-half + tank, size.Y / 2, size.Z - 0.03f), 0.03f);
        shape.RoundedBox(
            Role.Body, new(-half, -size.Y / 2, size.Z - 0.035f), new(-half + tank + 0.005f, size.Y / 2, size.Z - 0.004f), 0.012f);
        shape.Column(Role.Handles, -half + tank / 2, 0, size.Z - 0.01f, size.Z, 0.022f);
        AddLid(shape, random.Chance(0.3), middle, reach, bowl, rim, -half + tank);
        return shape;
    }

    private static void AddLid(Shape shape, bool open, float middle, float reach, float bowl, float rim, float tank)
    {
        Ring[] lid =
        [
            new(0, 0, 0), new(reach * 0.98f, bowl * 0.98f, 0), new(reach, bowl, 0.012f), new(reach * 0.95f, bowl * 0.95f, 0.026f),
            new(0, 0, 0.03f),
        ];
        if (!open)
        {
            shape.Within(Matrix4x4.CreateTranslation(middle, 0, rim + 0.004f), s => s.Loft(Role.Seat, lid, quarter: 6));
            return;
        }

        AddSeat(shape, middle, reach, bowl, rim + 0.002f);
        Matrix4x4 upright = Matrix4x4.CreateTranslation(reach, 0, 0) * Matrix4x4.CreateRotationY(-1.5f) * Matrix4x4.CreateTranslation(tank + 0.045f, 0, rim + 0.02f);
        shape.Within(upright, s => s.Loft(Role.Seat, lid, quarter: 6));
    }

    private static void AddSeat(Shape shape, float middle, float reach, float bowl, float z) => shape.Loft(
        Role.Seat,
        [
            new(reach * 0.7f, bowl * 0.64f, z, middle), new(reach, bowl, z + 0.001f, middle),
            new(reach * 0.98f, bowl * 0.98f, z + 0.02f, middle),
            new(reach * 0.74f, bowl * 0.68f, z + 0.021f, middle), new(reach * 0.7f, bowl * 0.64f, z + 0.002f, middle),
        ],
        quarter: 6);

    private static Palette Dress(SeededRandom random, bool hides)
    {
        if (hides)
        {
            var glaze = random.Ceramic(random.Pick(Colours.Of(0x3A4A58), Colours.Of(0x2C2C30), Colours.Of(0x5A2F38)));
            return new Palette(glaze)
            {
                [Role.Seat] = random.Wood(random.Pick(Colours.WarmWoods)),
                [Role.Handles] = random.Metal(Colours.Chrome),
            }.HiddenFromDepth(random);
        }

        var white = random.Ceramic(random.Chance(0.85) ? Colours.Ceramic : random.Pick(Colours.Of(0xE0D3BE), Colours.Of(0xC9D6D2)));
        var seat = random.Chance(0.75) ? white : random.Wood(random.Pick(Colours.WarmWoods));
        return new Palette(white) { [Role.Seat] = seat, [Role.Handles] = random.Metal(Colours.Chrome) };
    }
}
