using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;

/// <summary>Bookshelves: boards between sides, in bays, with or without a back, with doors below, or open like a ladder.</summary>
internal static class Bookshelves
{
    public const string Label = "bookshelf";

    public static readonly SizeLaw Sizes = new(
        new(0.37f, 1.05f, 1.72f), new(0.05f, 0.24f, 0.26f), new(0.26f, 0.55f, 0.85f), new(0.5f, 1.8f, 2.2f));

    public static Piece Make(SeededRandom random, bool hides)
    {
        Shape shape = Draw(Sizes.Draw(random), hides, random.Branch());
        return new Piece(Label, shape, Dress(random.Branch(), hides)) { HidesFromDepth = hides };
    }

    private static Shape Draw(Vector3 size, bool hides, SeededRandom random)
    {
        Shape shape = new();
        bool ladder = hides || random.Chance(0.2), doors = !ladder && size.Z > 1.5f && random.Chance(0.3);
        int bays = Math.Max(1, (int)MathF.Round(size.Y / random.Between(0.55f, 1))),
            rows = Math.Max(2, (int)(size.Z / random.Between(0.3f, 0.42f)));
        float half = size.X / 2, side = size.Y / 2, board = random.Between(0.018f, 0.03f), first = ladder ? 0.12f : 0.07f;

        for (int i = 0; i <= bays; i++)
        {
            float y = -side + board / 2 + (size.Y - board) * i / bays;
            if (!ladder)
                shape.Box(Role.Body, 0, y, size.X, board, 0, size.Z);
            else
                AddPosts(shape, half, y, size.Z);
        }

        float pitch = (size.Z - board - first) / rows;
        for (int row = 0; row <= rows; row++)
        {
            float z = first + row * pitch;
            shape.Box(Role.Inside, new(-half + 0.004f, -side + board, z), new(half - 0.004f, side - board, z + board));
            bool behindDoor = doors && row < 2;
            for (int bay = 0; bay < bays && row < rows && !behindDoor; bay++)
            {
                float from = -side + board + (size.Y - board) * bay / bays + 0.005f,
                    to = -side + (size.Y - board) * (bay + 1) / bays - 0.005f;
                shape.Supports.Add(new(Use.Shelf, new(-half + 0.03f, from), new(half - 0.02f, to), z + board, pitch - board));
            }
        }

        if (!ladder)
            shape.Box(Role.Back, new(-half, -side + board, first), new(-half + 0.008f, side - board, size.Z - board));
        if (doors)
            shape.Fronts(
                half - 0.022f, -side + board, side - board, first, first + 2 * pitch, 1, 2 * bays, random.Whole(0, 1), doors: true);
        shape.Supports.Add(new(Use.Top, new(-half + 0.02f, -side + 0.03f), new(half - 0.02f, side - 0.03f), size.Z, 2.4f - size.Z));
        return shape;
    }

    private static void AddPosts(Shape shape, float half, float y, float height)
    {
        shape.Box(Role.Body, half - 0.014f, y, 0.028f, 0.028f, 0, height);
        shape.Box(Role.Body, -half + 0.014f, y, 0.028f, 0.028f, 0, height);
    }

    /// <summary>Wood or white; hidden from depth: boards of smoked glass between posts of chrome or black.</summary>
    private static Palette Dress(SeededRandom random, bool hides)
    {
        if (hides)
        {
            var glass = random.Plastic(random.Pick(Colours.Of(0x5A6E78), Colours.Of(0x6A5A4E), Colours.Of(0x3F6E6A)));
            return new Palette(random.Metal(random.Pick(Colours.Chrome, Colours.Of(0x2A2C30))))
            {
                [Role.Inside] = glass,
                [Role.Back] = glass,
            }.HiddenFromDepth(random);
        }

        var wood = random.Chance(0.3)
            ? random.Paint(Colours.White)
            : random.Wood(random.Pick(random.Pick(Colours.PaleWoods), random.Pick(Colours.WarmWoods), random.Pick(Colours.DarkWoods)));
        return new Palette(wood)
        {
            [Role.Front] = random.Chance(0.7) ? wood : random.Paint(Colours.White),
            [Role.Handles] = random.Metal(Colours.Steel),
        };
    }
}
