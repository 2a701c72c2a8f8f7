using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Clutter;

/// <summary>Small things on tables: vases, bowls, mugs, paper.</summary>
internal static class Tableware
{
    public static Piece Vase(SeededRandom random)
    {
        Shape shape = new();
        float wide = random.Between(0.05f, 0.09f), high = random.Between(0.16f, 0.32f);
        shape.Loft(
            Role.Body,
            [
                new(0, 0, 0), new(wide * 0.6f, wide * 0.6f, 0), new(wide, wide, high * 0.35f), new(wide * 0.8f, wide * 0.8f, high * 0.65f),
                new(wide * 0.4f, wide * 0.4f, high * 0.9f), new(wide * 0.5f, wide * 0.5f, high), new(0, 0, high * 0.97f),
            ],
            quarter: 4);
        return new Piece("otherprop", shape, new Palette(random.Ceramic(random.Pick(Colours.BrightCloths))));
    }

    public static Piece Bowl(SeededRandom random)
    {
        Shape shape = new();
        float wide = random.Between(0.08f, 0.16f), high = random.Between(0.04f, 0.09f);
        shape.Loft(
            Role.Body,
            [
                new(0, 0, 0), new(wide * 0.45f, wide * 0.45f, 0), new(wide, wide, high), new(wide - 0.006f, wide - 0.006f, high),
                new(wide * 0.4f, wide * 0.4f, 0.012f), new(0, 0, 0.01f),
            ],
            quarter: 5);
        return new Piece("otherprop", shape, new Palette(random.Ceramic(random.Pick(random.Pick(Colours.BrightCloths), Colours.White))));
    }

    public static Piece Mug(SeededRandom random)
    {
        Shape shape = new();
        shape.Loft(
            Role.Body,
            [
                new(0, 0, 0), new(0.036f, 0.036f, 0), new(0.041f, 0.041f, 0.095f), new(0.036f, 0.036f, 0.095f), new(0.033f, 0.033f, 0.012f),
                new(0, 0, 0.012f),
            ],
            quarter: 4);
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
            shape.Within(
                Matrix4x4.CreateRotationZ(0.3f * random.StandardNormal()),
                s => s.Box(Role.Body, 0.02f * i, 0, 0.297f, 0.21f, z, z + 0.002f));
        }

        Material sheet = random.Paint(Colours.White, 0) with
        {
            SecondColour = Colours.Of(0xA8ACB0),
            Pattern = Pattern.Stripes,
            Scale = 0.012f,
        };
        return new Piece("paper", shape, new Palette(sheet));
    }
}
