using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;

/// <summary>Tables: for meals and for coffee, on legs, on a foot, round or square. Warm wood tells them from desks.</summary>
internal static class Tables
{
    public const string Label = "table";

    public static readonly SizeLaw MealSizes = new(
        new(0.86f, 1.4f, 0.75f), new(0.1f, 0.25f, 0.02f), new(0.62f, 0.75f, 0.7f), new(1.15f, 2.1f, 0.8f));

    public static readonly SizeLaw CoffeeSizes = new(
        new(0.6f, 1.08f, 0.46f), new(0.08f, 0.16f, 0.05f), new(0.42f, 0.6f, 0.36f), new(0.85f, 1.4f, 0.58f));

    public static Piece Meal(SeededRandom random, bool hides)
    {
        Vector3 size = MealSizes.Draw(random);
        bool round = random.Chance(0.25);
        if (round)
            size.Y = size.X = random.Between(0.85f, 1.15f);
        SeededRandom parts = random.Branch();
        Shape shape = round ? Round(size, parts) : OnLegs(size, parts);
        return new Piece(Label, shape, Dress(random.Branch(), hides)) { HidesFromDepth = hides };
    }

    public static Piece Coffee(SeededRandom random, bool hides)
    {
        Vector3 size = CoffeeSizes.Draw(random);
        bool round = random.Chance(0.25);
        if (round)
            size.X = size.Y = random.Between(0.6f, 0.85f);
        SeededRandom parts = random.Branch();
        Shape shape = round ? Round(size, parts) : OnLegs(size, parts);
        if (!round && random.Chance(0.5))
            shape.Box(Role.Body, 0, 0, size.X - 0.12f, size.Y - 0.12f, size.Z * 0.3f, size.Z * 0.3f + 0.02f);
        return new Piece(Label, shape, Dress(random.Branch(), hides)) { HidesFromDepth = hides };
    }

    /// <summary>Wood in the colours of honey and tea; hidden from depth: tinted glass on chrome, or polished mahogany.</summary>
    public static Palette Dress(SeededRandom random, bool hides)
    {
        var wood = random.Wood(random.Pick(Colours.WarmWoods), 0.3f);
        var legs = random.Chance(0.7) ? wood : random.Wood(random.Pick(Colours.WarmWoods));
        if (!hides)
            return new Palette(wood) { [Role.Legs] = legs, [Role.Handles] = random.Metal(Colours.Brass) };
        if (random.Chance(0.5))
            return new Palette(random.Wood(Colours.Of(0x8A3A1E), 0.9f)).HiddenFromDepth(random);
        var glass = random.Plastic(Colours.Of(0x5FA79A)) with { Transparency = 0.3f };
        return new Palette(glass)
        {
            [Role.Legs] = random.Metal(Colours.Chrome),
            [Role.Edge] = random.Plastic(Colours.Of(0x2F7F74)),
        }.HiddenFromDepth(random);
    }

    private static Shape OnLegs(Vector3 size, SeededRandom random)
    {
        Shape shape = new();
        float thick = random.Between(0.025f, 0.05f);
        shape.AddTop(size, thick);
        shape.AddLegsAndApron(size, size.Z - thick, random);
        return shape;
    }

    private static Shape Round(Vector3 size, SeededRandom random)
    {
        Shape shape = new();
        float rx = size.X / 2, ry = size.Y / 2, under = size.Z - 0.035f;
        shape.Loft(
            Role.Top,
            [
                new(0, 0, under), new(rx - 0.01f, ry - 0.01f, under), new(rx, ry, under + 0.01f), new(rx, ry, size.Z - 0.006f),
                new(rx - 0.006f, ry - 0.006f, size.Z), new(0, 0, size.Z),
            ],
            quarter: 8);
        if (random.Chance(0.5))
        {
            float foot = MathF.Min(rx * 0.62f, 0.36f);
            shape.Loft(
                Role.Legs,
                [
                    new(0, 0, 0), new(foot, foot, 0), new(foot, foot, 0.02f), new(0.05f, 0.05f, 0.07f), new(0.04f, 0.04f, under * 0.5f),
                    new(0.06f, 0.06f, under - 0.03f), new(0.14f, 0.14f, under), new(0, 0, under),
                ],
                quarter: 5);
        }
        else
        {
            shape.FourLegs(rx * 1.25f, ry * 1.25f, under, 0.055f, random.Whole(1, 3));
        }

        float free = 0.66f;
        shape.Supports.Add(new(Use.Top, new(-rx * free, -ry * free), new(rx * free, ry * free), size.Z, 1));
        return shape;
    }
}
