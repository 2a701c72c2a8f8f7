using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Clutter;

/// <summary>Large things that nobody is asked to find: wardrobes, sideboards, counters, refrigerators, wash basins.</summary>
internal static class Cupboards
{
    public static Piece Wardrobe(SeededRandom random)
    {
        Vector3 size = new(random.Between(0.54f, 0.64f), random.Between(0.9f, 1.9f), random.Between(1.85f, 2.25f));
        Shape shape = new();
        float front = size.X / 2 - 0.02f;
        shape.Box(Role.Body, new(-size.X / 2, -size.Y / 2, 0), new(front, size.Y / 2, size.Z));
        shape.Fronts(front, -size.Y / 2 + 0.01f, size.Y / 2 - 0.01f, 0.08f, size.Z - 0.02f, 1, size.Y > 1.3f ? 3 : 2, 1, doors: true);
        return new Piece("cabinet", shape, Dress(random.Branch()));
    }

    /// <summary>Low and wide, for a television.</summary>
    public static Piece Sideboard(SeededRandom random)
    {
        Vector3 size = new(random.Between(0.38f, 0.46f), random.Between(1.2f, 1.8f), random.Between(0.42f, 0.56f));
        Shape shape = new();
        float under = random.Between(0.06f, 0.14f), front = size.X / 2 - 0.02f;
        shape.Box(Role.Body, new(-size.X / 2, -size.Y / 2, under), new(front, size.Y / 2, size.Z));
        shape.FourLegs(size.X - 0.06f, size.Y - 0.1f, under, 0.04f, random.Whole(0, 2));
        shape.Fronts(front, -size.Y / 2 + 0.02f, size.Y / 2 - 0.02f, under + 0.02f, size.Z - 0.02f, 1, 3, random.Whole(0, 3), doors: true);
        shape.Supports.Add(new(Use.Top, new(-size.X / 2 + 0.02f, -size.Y / 2 + 0.03f), new(front, size.Y / 2 - 0.03f), size.Z, 1.3f));
        return new Piece("cabinet", shape, Dress(random.Branch()));
    }

    public static Piece Counter(SeededRandom random)
    {
        Vector3 size = new(0.6f, random.Between(1.2f, 2.2f), 0.9f);
        Shape shape = new();
        shape.Box(Role.Body, new(-0.3f, -size.Y / 2, 0.1f), new(0.26f, size.Y / 2, size.Z - 0.04f));
        shape.Box(Role.Second, new(-0.3f, -size.Y / 2 + 0.02f, 0), new(0.22f, size.Y / 2 - 0.02f, 0.1f));
        shape.Box(Role.Top, new(-0.3f, -size.Y / 2, size.Z - 0.04f), new(0.3f, size.Y / 2, size.Z));
        shape.Fronts(0.26f, -size.Y / 2 + 0.01f, size.Y / 2 - 0.01f, 0.12f, size.Z - 0.05f, 1, (int)(size.Y / 0.5f), 1, doors: true);
        shape.Supports.Add(new(Use.Top, new(-0.27f, -size.Y / 2 + 0.03f), new(0.27f, size.Y / 2 - 0.03f), size.Z, 0.6f));
        Palette looks = new(random.Paint(random.Pick(Colours.White, random.Pick(Colours.AccentWalls)), 0.25f))
        {
            [Role.Top] = random.Chance(0.5)
                ? random.Wood(random.Pick(Colours.PaleWoods))
                : random.Carpet(Colours.Of(0x55585C)) with { Gloss = 0.5f, Scale = 0.03f },
            [Role.Second] = random.Paint(Colours.Of(0x3A3A3C)),
            [Role.Handles] = random.Metal(Colours.Steel),
        };
        return new Piece("counter", shape, looks);
    }

    public static Piece Refrigerator(SeededRandom random)
    {
        Shape shape = new();
        float height = random.Between(1.3f, 1.9f), split = height * random.Between(0.3f, 0.4f);
        shape.Box(Role.Body, new(-0.32f, -0.3f, 0.03f), new(0.27f, 0.3f, height));
        shape.RoundedBox(Role.Front, new(0.26f, -0.3f, 0.05f), new(0.32f, 0.3f, split - 0.005f), 0.015f);
        shape.RoundedBox(Role.Front, new(0.26f, -0.3f, split + 0.005f), new(0.32f, 0.3f, height), 0.015f);
        shape.Rod(Role.Handles, new(0.345f, 0.24f, split - 0.3f), new(0.345f, 0.24f, split - 0.08f), 0.01f);
        shape.Rod(Role.Handles, new(0.345f, 0.24f, split + 0.08f), new(0.345f, 0.24f, split + 0.4f), 0.01f);
        shape.Box(Role.Handles, 0, 0, 0.5f, 0.5f, 0, 0.03f);
        var body = random.Chance(0.5) ? random.Paint(Colours.White, 0.35f) : random.Metal(Colours.Steel);
        return new Piece("refridgerator", shape, new Palette(body) { [Role.Handles] = random.Metal(Colours.Of(0x5A5C60)) });
    }

    /// <summary>A basin on a column or in a cupboard, with a tap.</summary>
    public static Piece Basin(SeededRandom random)
    {
        Shape shape = new();
        float width = random.Between(0.46f, 0.66f), length = random.Between(0.4f, 0.48f), rim = random.Between(0.82f, 0.88f),
            x = length / 2, y = width / 2;
        shape.Loft(
            Role.Body,
            [
                new(0, 0, rim - 0.16f), new(x * 0.5f, y * 0.5f, rim - 0.16f), new(x, y, rim - 0.05f), new(x, y, rim),
                new(x - 0.05f, y - 0.05f, rim), new(x * 0.4f, y * 0.4f, rim - 0.1f), new(0, 0, rim - 0.11f),
            ],
            quarter: 5,
            roundness: random.Pick(0.5f, 0.95f));
        if (random.Chance(0.5))
            shape.Loft(
                Role.Body,
                [new(0, 0, 0), new(0.1f, 0.11f, 0), new(0.08f, 0.08f, 0.1f), new(0.08f, 0.09f, rim - 0.15f), new(0, 0, rim - 0.15f)],
                quarter: 4);
        else
            shape.Box(Role.Second, 0, 0, length * 0.8f, width * 0.9f, 0.12f, rim - 0.1f).Fronts(
                length * 0.4f, -width * 0.44f, width * 0.44f, 0.14f, rim - 0.12f, 1, 2, 0, doors: true);
        shape.Column(Role.Handles, -x + 0.03f, 0, rim - 0.005f, rim + 0.12f, 0.012f);
        shape.Rod(Role.Handles, new(-x + 0.03f, 0, rim + 0.11f), new(-x + 0.14f, 0, rim + 0.09f), 0.01f);
        var wood = random.Chance(0.5) ? random.Paint(Colours.White, 0.3f) : random.Wood(random.Pick(Colours.PaleWoods));
        return new Piece(
            "sink", shape,
            new Palette(random.Ceramic(Colours.Ceramic))
            {
                [Role.Second] = wood,
                [Role.Front] = wood,
                [Role.Handles] = random.Metal(Colours.Chrome),
            });
    }

    private static Palette Dress(SeededRandom random)
    {
        var wood = random.Pick(
            random.Paint(Colours.White, 0.2f), random.Wood(random.Pick(Colours.PaleWoods)),
            random.Paint(random.Pick(Colours.Of(0xB9BCB8), Colours.Of(0xCFC6B4)), 0.2f));
        return new Palette(wood)
        {
            [Role.Front] = random.Chance(0.6) ? wood : random.Paint(Colours.White, 0.25f),
            [Role.Handles] = random.Metal(Colours.Steel),
        };
    }
}
