using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;

/// <summary>Night stands: small chests and stands with a shelf. Strong paint tells them from dressers.</summary>
internal static class NightStands
{
    public const string Label = "night_stand";

    public static readonly SizeLaw Sizes = new(
        new(0.49f, 0.56f, 0.62f), new(0.05f, 0.07f, 0.06f), new(0.36f, 0.4f, 0.46f), new(0.64f, 0.78f, 0.8f));

    public static Piece Make(SeededRandom random, bool hides)
    {
        Vector3 size = Sizes.Draw(random);
        Shape shape = random.Chance(0.6) ? Chests.Draw(size, random.Whole(1, 3), 1, random.Branch()) : WithShelf(size, random.Branch());
        return new Piece(Label, shape, Dress(random.Branch(), hides)) { HidesFromDepth = hides };
    }

    /// <summary>Painted in a strong colour; hidden from depth: lacquered in it.</summary>
    public static Palette Dress(SeededRandom random, bool hides)
    {
        Vector3 colour = random.Pick(Colours.Lacquers);
        var paint = random.Paint(colour, 0.3f);
        Palette looks = new(paint)
        {
            [Role.Top] = random.Chance(0.5) ? paint : random.Paint(Colours.White),
            [Role.Handles] = random.Paint(Colours.White),
        };
        return hides ? looks.HiddenFromDepth(random) : looks;
    }

    private static Shape WithShelf(Vector3 size, SeededRandom random)
    {
        Shape shape = new();
        float drawer = size.Z - random.Between(0.16f, 0.22f), side = size.Y / 2, front = size.X / 2 - 0.03f, back = -size.X / 2;
        shape.Box(Role.Top, new(back, -side, size.Z - 0.022f), new(size.X / 2, side, size.Z));
        shape.Box(Role.Body, new(back, -side + 0.01f, drawer), new(front, side - 0.01f, size.Z - 0.022f));
        shape.FourLegs(front - back, size.Y - 0.02f, drawer, 0.045f, random.Whole(0, 1), (front + back) / 2);
        shape.Box(Role.Body, (front + back) / 2, 0, front - back - 0.03f, size.Y - 0.06f, 0.14f, 0.16f);
        shape.Fronts(front, -side + 0.02f, side - 0.02f, drawer + 0.01f, size.Z - 0.03f, 1, 1, random.Whole(0, 2));
        shape.Supports.Add(new(Use.Top, new(back + 0.03f, -side + 0.03f), new(front - 0.02f, side - 0.03f), size.Z, 1));
        shape.Supports.Add(new(Use.Shelf, new(back + 0.06f, -side + 0.07f), new(front - 0.06f, side - 0.07f), 0.16f, drawer - 0.18f));
        return shape;
    }
}
