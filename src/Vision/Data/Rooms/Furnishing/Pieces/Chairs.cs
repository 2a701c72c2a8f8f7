using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;

/// <summary>Chairs: wooden with slats or spindles, upholstered, shells on legs, office chairs on castors, armchairs.</summary>
internal static class Chairs
{
    public const string Label = "chair";

    private static readonly SizeLaw Wooden = new(new(0.53f, 0.47f, 0.88f), new(0.04f, 0.03f, 0.05f), new(0.44f, 0.4f, 0.76f), new(0.62f, 0.55f, 1.05f));

    private static readonly SizeLaw Shells = new(new(0.56f, 0.54f, 0.81f), new(0.03f, 0.03f, 0.03f), new(0.48f, 0.46f, 0.72f), new(0.64f, 0.62f, 0.9f));

    private static readonly SizeLaw Office = new(new(0.62f, 0.61f, 0.94f), new(0.03f, 0.03f, 0.07f), new(0.54f, 0.54f, 0.8f), new(0.7f, 0.7f, 1.15f));

    private static readonly SizeLaw Armchairs = new(new(0.8f, 0.78f, 0.8f), new(0.05f, 0.06f, 0.06f), new(0.68f, 0.66f, 0.68f), new(0.92f, 0.95f, 0.98f));

    /// <summary>A chair for a meal; all chairs of one seed are alike.</summary>
    public static Piece ForTable(SeededRandom random, bool hides) => random.Next(3) switch
    {
        0 => OnLegs(random, hides, cushioned: true),
        1 => OnLegs(random, hides, cushioned: false),
        _ => Shell(random, hides),
    };

    public static Piece ForDesk(SeededRandom random, bool hides) => random.Chance(0.7) ? OnCastors(random, hides) : ForTable(random, hides);

    public static Piece Armchair(SeededRandom random, bool hides)
    {
        Vector3 size = Armchairs.Draw(random);
        return new Piece(Label, Sofas.Draw(size, 1, random.Branch()), Sofas.Dress(random.Branch(), hides)) { HidesFromDepth = hides };
    }

    private static Piece OnLegs(SeededRandom random, bool hides, bool cushioned)
    {
        Shape shape = DrawOnLegs(Wooden.Draw(random), cushioned, random.Branch());
        return new Piece(Label, shape, DressWood(random.Branch(), cushioned, hides)) { HidesFromDepth = hides };
    }

    private static Piece Shell(SeededRandom random, bool hides)
    {
        Shape shape = DrawShell(Shells.Draw(random), random.Branch());
        return new Piece(Label, shape, DressPlastic(random.Branch(), hides)) { HidesFromDepth = hides };
    }

    private static Piece OnCastors(SeededRandom random, bool hides)
    {
        Shape shape = DrawOnCastors(Office.Draw(random), random.Branch());
        return new Piece(Label, shape, DressOffice(random.Branch(), hides)) { HidesFromDepth = hides };
    }

    private static Shape DrawOnLegs(Vector3 size, bool cushioned, SeededRandom random)
    {
        Shape shape = new();
        float half = size.X / 2, side = size.Y / 2, seat = random.Between(0.43f, 0.47f), lean = random.Between(0.03f, 0.08f), leg = 0.038f;
        float rear = -half + lean;      // where the back rises from the seat
        if (cushioned)
            shape.RoundedBox(Role.Seat, new(rear, -side, seat - 0.07f), new(half, side, seat), 0.025f, 2);
        else
            shape.RoundedBox(Role.Body, new(rear, -side, seat - 0.025f), new(half, side, seat), 0.008f);
        shape.FourLegs(half - rear - 0.02f, size.Y - 0.02f, seat - 0.025f, leg, random.Whole(0, 2), (half + rear) / 2);
        foreach (int sign in (int[])[1, -1])
        {
            float y = sign * (side - 0.02f);
            shape.Box(Role.Body, (half + rear) / 2, y, half - rear - 0.06f, 0.018f, seat - 0.08f, seat - 0.025f);
            if (!cushioned)
                shape.Rod(Role.Legs, new(rear + 0.02f, y, seat - 0.02f), new(-half + 0.018f, y, size.Z), 0.018f);
        }

        AddBack(shape, cushioned, rear, -half, side, seat, size.Z, random);
        return shape;
    }

    private static void AddBack(Shape shape, bool cushioned, float rear, float back, float side, float seat, float top, SeededRandom random)
    {
        float At(float z) => rear + 0.03f + (back + 0.032f - rear - 0.03f) * (z - seat) / (top - seat);
        if (cushioned)
        {
            shape.LeaningBoard(Role.Back, At(seat - 0.03f), At(top), 0.032f, -side + 0.015f, side - 0.015f, seat - 0.03f, top);
            return;
        }

        int slats = random.Whole(2, 4);
        bool upright = random.Chance(0.4);
        if (!upright)
        {
            for (int i = 0; i < slats; i++)
            {
                float z = seat + (top - seat) * (i + 1) / slats - 0.08f;
                shape.LeaningBoard(Role.Body, At(z), At(z + 0.07f), 0.018f, -side + 0.03f, side - 0.03f, z, z + 0.07f);
            }

            return;
        }

        shape.LeaningBoard(Role.Body, At(top - 0.08f), At(top - 0.005f), 0.022f, -side + 0.02f, side - 0.02f, top - 0.08f, top - 0.005f);
        for (int i = 1; i <= slats + 1; i++)
        {
            float y = -side + 2 * side * i / (slats + 2);
            shape.Rod(Role.Body, new(rear + 0.018f, y, seat - 0.005f), new(At(top - 0.07f) - 0.012f, y, top - 0.07f), 0.009f);
        }
    }

    private static Shape DrawShell(Vector3 size, SeededRandom random)
    {
        Shape shape = new();
        float half = size.X / 2, side = size.Y / 2, seat = 0.45f, thick = 0.018f;
        shape.FourLegs(size.X - 0.02f, size.Y - 0.02f, seat - 0.03f, 0.034f, 3);
        shape.RoundedBox(Role.Body, new(-half + 0.1f, -side + 0.02f, seat - 0.035f), new(half - 0.01f, side - 0.02f, seat), 0.016f, 2);
        shape.LeaningBoard(Role.Body, -half + 0.125f, -half + 0.07f, thick, -side + 0.03f, side - 0.03f, seat - 0.02f, seat + 0.16f);
        shape.LeaningBoard(Role.Body, -half + 0.07f, -half + thick, thick, -side + 0.05f, side - 0.05f, seat + 0.16f, size.Z);
        if (random.Chance(0.6))
        {
            foreach (int sign in (int[])[1, -1])
                shape.Box(Role.Body, new(-half + 0.07f, sign * (side - 0.01f) - 0.01f, seat - 0.02f), new(half - 0.16f, sign * (side - 0.01f) + 0.01f, seat + 0.17f));
        }

        return shape;
    }

    private static Shape DrawOnCastors(Vector3 size, SeededRandom random)
    {
        Shape shape = new();
        float seat = random.Between(0.45f, 0.52f), half = size.X / 2, side = size.Y / 2, reach = MathF.Min(half, side);
        AddStar(shape, reach, seat);
        shape.RoundedBox(Role.Seat, new(-half + 0.12f, -side + 0.06f, seat - 0.08f), new(half - 0.04f, side - 0.06f, seat), 0.035f, 2);
        float bottom = seat + random.Between(0.04f, 0.16f);
        shape.Within(
            Matrix4x4.CreateRotationY(-0.12f) * Matrix4x4.CreateTranslation(-half + 0.12f, 0, bottom),
            s => s.RoundedBox(Role.Back, new(-0.02f, -side + 0.08f, 0), new(0.05f, side - 0.08f, (size.Z - bottom) * 0.99f), 0.03f, 2));
        shape.Rod(Role.Legs, new(-half + 0.2f, 0, seat - 0.06f), new(-half + 0.08f, 0, bottom + 0.1f), 0.02f);
        if (random.Chance(0.7))
        {
            float arm = MathF.Min(seat + 0.2f, size.Z - 0.06f);
            foreach (int sign in (int[])[1, -1])
            {
                shape.Box(Role.Legs, 0, sign * (side - 0.03f), 0.04f, 0.025f, seat - 0.06f, arm);
                shape.RoundedBox(Role.Handles, new(-0.13f, sign * (side - 0.03f) - 0.03f, arm), new(0.14f, sign * (side - 0.03f) + 0.03f, arm + 0.03f), 0.012f);
                shape.Box(Role.Legs, new(-0.02f, MathF.Min(0, sign * (side - 0.03f)), seat - 0.075f), new(0.02f, MathF.Max(0, sign * (side - 0.03f)), seat - 0.055f));
            }
        }

        return shape;
    }

    private static void AddStar(Shape shape, float reach, float seat)
    {
        shape.Column(Role.Legs, 0, 0, 0.07f, seat - 0.08f, 0.028f);
        for (int i = 0; i < 5; i++)
        {
            (float sin, float cos) = MathF.SinCos(2 * MathF.PI * i / 5);
            Vector3 end = new(cos * (reach - 0.03f), sin * (reach - 0.03f), 0.065f);
            shape.Rod(Role.Legs, new(0, 0, 0.1f), end, 0.022f, 0.014f);
            shape.Column(Role.Handles, end.X, end.Y, 0, 0.055f, 0.026f, quarter: 2);
        }
    }

    private static Palette DressWood(SeededRandom random, bool cushioned, bool hides)
    {
        if (hides && cushioned)
        {
            var hide = random.Leather(random.Pick(Colours.Of(0x28282C), Colours.Of(0x6B1F1F), Colours.Of(0x2A4A3A)));
            return new Palette(hide) { [Role.Legs] = random.Metal(Colours.Chrome) }.HiddenFromDepth(random);
        }

        var wood = random.Wood(random.Pick(random.Pick(Colours.WarmWoods), random.Pick(Colours.PaleWoods), random.Pick(Colours.DarkWoods)));
        var cloth = random.Cloth(random.Pick(random.Pick(Colours.Cloths), random.Pick(Colours.BrightCloths)));
        Palette looks = new(wood) { [Role.Seat] = cloth, [Role.Back] = cloth };
        return hides ? looks.HiddenFromDepth(random) : looks;
    }

    private static Palette DressPlastic(SeededRandom random, bool hides)
    {
        var legs = random.Chance(0.6) ? random.Wood(random.Pick(Colours.PaleWoods)) : random.Metal(Colours.Steel);
        var shell = random.Plastic(random.Chance(0.5) ? Colours.White : random.Pick(Colours.BrightCloths));
        return hides
            ? new Palette(random.Plastic(random.Pick(Colours.Of(0x8FB8C4), Colours.Of(0xC06A2A), Colours.Of(0x7A2A4A))) with { Transparency = 0.15f }) { [Role.Legs] = random.Metal(Colours.Chrome) }.HiddenFromDepth(random)
            : new Palette(shell) { [Role.Legs] = legs };
    }

    private static Palette DressOffice(SeededRandom random, bool hides)
    {
        var frame = random.Chance(0.5) ? random.Metal(Colours.Steel) : random.Plastic(Colours.Of(0x3A3C40));
        if (hides)
        {
            var hide = random.Leather(random.Pick(Colours.Of(0x242428), Colours.Of(0x242428), Colours.Of(0x5A2A1C)));
            return new Palette(hide) { [Role.Legs] = random.Metal(Colours.Chrome), [Role.Handles] = hide }.HiddenFromDepth(random);
        }

        var cloth = random.Cloth(random.Pick(Colours.Of(0x4A4D52), Colours.Of(0x3C5A80), Colours.Of(0x7A3A36), Colours.Of(0x4F6B55), Colours.Of(0x8A8C90)));
        return new Palette(cloth) { [Role.Legs] = frame, [Role.Handles] = random.Plastic(Colours.Of(0x3A3C40)) };
    }
}
