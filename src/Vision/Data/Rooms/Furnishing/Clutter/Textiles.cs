using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Clutter;

/// <summary>Pillows, rugs, curtains, blinds, towels, clothes.</summary>
internal static class Textiles
{
    /// <summary>A pillow that leans back.</summary>
    /// <param name="lean">0: it lies; a quarter turn: it stands</param>
    /// <param name="seed">pillows of one seed are alike</param>
    public static Piece Pillow(Vector3 size, float lean, ulong seed)
    {
        SeededRandom random = new(seed);
        Shape shape = new();
        shape.Within(Matrix4x4.CreateRotationY(lean), s => s.Pillow(Role.Body, Vector3.Zero, size));
        Shape settled = new();
        settled.Within(
            Matrix4x4.CreateRotationY(lean) * Matrix4x4.CreateTranslation(0, 0, -shape.Low.Z),
            s => s.Pillow(Role.Body, Vector3.Zero, size));
        Vector3 colour = random.Pick(random.Pick(Colours.BrightCloths), random.Pick(Colours.Bedding), Colours.White);
        return new Piece(
            "pillow", settled, new Palette(random.Chance(0.3) ? random.Print(colour, random.Pick(Colours.Bedding)) : random.Cloth(colour)));
    }

    public static Piece Rug(float length, float width, SeededRandom random)
    {
        Shape shape = new();
        float border = random.Between(0.06f, 0.16f);
        if (random.Chance(0.2))
        {
            float r = MathF.Min(length, width) / 2;
            shape.Loft(
                Role.Body, [new(0, 0, 0), new(r, r, 0), new(r, r, 0.008f), new(r - 0.01f, r - 0.01f, 0.012f), new(0, 0, 0.012f)],
                quarter: 8);
        }
        else
        {
            shape.Box(Role.Edge, 0, 0, length, width, 0, 0.01f);
            shape.Box(Role.Body, 0, 0, length - 2 * border, width - 2 * border, 0.01f, 0.012f);
        }

        Vector3 colour = random.Pick(random.Pick(Colours.Cloths), random.Pick(Colours.BrightCloths), random.Pick(Colours.Carpets));
        var field = random.Chance(0.55)
            ? random.Print(colour, random.Pick(Colours.Cloths)) with { Scale = random.Between(0.15f, 0.4f) }
            : random.Carpet(colour);
        return new Piece(
            "floor_mat", shape,
            new Palette(field) { [Role.Edge] = random.Carpet(random.Chance(0.5) ? colour : random.Pick(Colours.Cloths)) });
    }

    /// <summary>A curtain on one side of a window, from its middle; hangs from z = 0 down to -height.</summary>
    /// <param name="seed">both sides of a window have one</param>
    public static Piece Curtain(float width, float height, ulong seed, string label = "curtain")
    {
        SeededRandom random = new(seed);
        Shape shape = new();
        shape.Folds(Role.Body, new(0.02f, -width / 2, -height), new(0.1f, width / 2, -0.01f), Math.Max(3, (int)(width / 0.11f)));
        shape.Rod(Role.Handles, new(0.06f, -width / 2 - 0.04f, 0), new(0.06f, width / 2 + 0.04f, 0), 0.012f);
        Vector3 colour = random.Pick(
            random.Pick(Colours.Cloths), random.Pick(Colours.BrightCloths), Colours.OffWhite, random.Pick(Colours.Bedding));
        var cloth = random.Chance(0.25) ? random.Print(colour, random.Pick(Colours.Bedding)) : random.Cloth(colour);
        return new Piece(
            label, shape, new Palette(cloth) { [Role.Handles] = random.Metal(random.Pick(Colours.Steel, Colours.Brass, Colours.Black)) });
    }

    /// <summary>Slats from z = 0 down.</summary>
    public static Piece Blinds(float width, float height, SeededRandom random)
    {
        Shape shape = new();
        shape.Box(Role.Body, 0.035f, 0, 0.05f, width, -0.05f, 0);
        for (float z = -0.08f; z > -height; z -= 0.045f)
        {
            float at = z;
            shape.Within(
                Matrix4x4.CreateRotationY(0.6f) * Matrix4x4.CreateTranslation(0.035f, 0, at),
                s => s.Box(Role.Body, new(-0.02f, -width / 2, -0.0015f), new(0.02f, width / 2, 0.0015f)));
        }

        return new Piece(
            "blinds", shape,
            new Palette(random.Chance(0.6) ? random.Paint(Colours.White, 0.2f) : random.Wood(random.Pick(Colours.WarmWoods))));
    }

    /// <summary>A towel over a rail; the rail is at z = 0.</summary>
    public static Piece Towel(SeededRandom random)
    {
        Shape shape = new();
        float width = random.Between(0.35f, 0.55f), hang = random.Between(0.4f, 0.65f);
        shape.Rod(Role.Handles, new(0.05f, -width / 2 - 0.05f, 0), new(0.05f, width / 2 + 0.05f, 0), 0.008f);
        foreach (int sign in (int[])[1, -1])
            shape.Rod(Role.Handles, new(0, sign * (width / 2 + 0.04f), 0), new(0.05f, sign * (width / 2 + 0.04f), 0), 0.008f);
        shape.RoundedBox(Role.Body, new(0.038f, -width / 2, -hang), new(0.064f, width / 2, 0.014f), 0.012f, 2);
        Vector3 colour = random.Pick(random.Pick(Colours.BrightCloths), random.Pick(Colours.Bedding));
        return new Piece(
            "towel", shape,
            new Palette(random.Chance(0.3) ? random.Print(colour, Colours.White) : random.Cloth(colour))
            {
                [Role.Handles] = random.Metal(Colours.Chrome),
            });
    }

    /// <summary>A heap that lies.</summary>
    public static Piece Clothes(SeededRandom random)
    {
        Shape shape = new();
        int layers = random.Whole(2, 4);
        for (int i = 0; i < layers; i++)
        {
            float z = 0.035f * i, turn = random.Between(-0.6f, 0.6f);
            Vector3 size = new(random.Between(0.3f, 0.45f), random.Between(0.3f, 0.5f), random.Between(0.06f, 0.1f));
            Role role = i % 2 == 0 ? Role.Body : Role.Second;
            shape.Within(Matrix4x4.CreateRotationZ(turn), s => s.Pillow(role, new(0, 0, z + size.Z / 2), size));
        }

        return new Piece(
            "clothes", shape,
            new Palette(random.Cloth(random.Pick(Colours.BrightCloths))) { [Role.Second] = random.Cloth(random.Pick(Colours.Cloths)) });
    }
}
