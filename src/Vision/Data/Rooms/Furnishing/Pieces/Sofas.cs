using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;

/// <summary>Sofas: base, seat and back cushions, arms that are square, rolled, slim or missing.</summary>
internal static class Sofas
{
    public const string Label = "sofa";

    public static readonly SizeLaw Sizes = new(
        new(0.92f, 1.87f, 0.84f), new(0.07f, 0.3f, 0.07f), new(0.75f, 1.25f, 0.66f), new(1.12f, 2.6f, 1.05f));

    private enum Arms { Square, Rolled, Slim, None }

    public static Piece Make(SeededRandom random, bool hides)
    {
        Vector3 size = Sizes.Draw(random);
        int seats = size.Y > 2.05f ? 3 : 2;
        return new Piece(Label, Draw(size, seats, random.Branch()), Dress(random.Branch(), hides)) { HidesFromDepth = hides };
    }

    /// <summary>Base, back, arms and cushions for some seats; an armchair has one.</summary>
    public static Shape Draw(Vector3 size, int seats, SeededRandom random)
    {
        Shape shape = new();
        Arms arms = random.Pick(Arms.Square, Arms.Square, Arms.Rolled, Arms.Slim, seats > 1 ? Arms.None : Arms.Slim);
        float arm = arms switch { Arms.Square => random.Between(0.16f, 0.24f), Arms.Rolled => 0.2f, Arms.Slim => 0.09f, _ => 0 };
        arm = MathF.Min(arm, size.Y * 0.17f);
        float under = random.Between(0.05f, 0.14f), seat = MathF.Min(random.Between(0.4f, 0.47f), size.Z - 0.25f),
            back = random.Between(0.16f, 0.22f);
        float half = size.X / 2, side = size.Y / 2 - arm, frontInset = arms == Arms.None ? 0 : random.Between(0, 0.05f);

        shape.FourLegs(size.X - 0.08f, size.Y - 0.1f, under, 0.05f, random.Whole(0, 2));
        shape.RoundedBox(
            Role.Body, new(-half, -size.Y / 2 + arm * 0.5f, under), new(half - frontInset, size.Y / 2 - arm * 0.5f, seat - 0.13f), 0.02f);
        shape.RoundedBox(
            Role.Body, new(-half, -side - 0.01f, under), new(-half + back, side + 0.01f, size.Z - random.Between(0, 0.08f)), 0.05f, 2);
        AddCushions(shape, size.Z, seats, side, seat, -half + back, half - frontInset, random);
        AddArms(shape, arms, arm, half, size.Y / 2, under, MathF.Min(seat + random.Between(0.12f, 0.22f), size.Z - 0.05f));

        shape.Supports.Add(new(Use.Seat, new(-half + back + 0.2f, -side + 0.02f), new(half - 0.12f, side - 0.02f), seat, 0.5f));
        return shape;
    }

    private static void AddCushions(Shape shape, float top, int seats, float side, float seat, float fromX, float toX, SeededRandom random)
    {
        float lean = random.Between(0.12f, 0.28f), thick = random.Between(0.14f, 0.2f), over = random.Between(-0.02f, 0.03f);
        bool one = random.Chance(0.25);
        int count = one ? 1 : seats;
        for (int i = 0; i < count; i++)
        {
            float from = -side + 2 * side * i / count + 0.004f, to = -side + 2 * side * (i + 1) / count - 0.004f;
            shape.RoundedBox(Role.Seat, new(fromX + 0.02f, from, seat - 0.15f), new(toX + 0.0f, to, seat), 0.045f, 2);
        }

        for (int i = 0; i < seats; i++)
        {
            float from = -side + 2 * side * i / seats + 0.006f, to = -side + 2 * side * (i + 1) / seats - 0.006f;
            float high = MathF.Min(top, MathF.Max(seat + 0.28f, top - 0.02f + over)) - 0.01f;
            shape.Within(
                Matrix4x4.CreateRotationY(-lean) * Matrix4x4.CreateTranslation(fromX + 0.06f, 0, seat - 0.02f),
                s => s.RoundedBox(Role.Cushions, new(0, from, 0), new(thick, to, high - seat - thick * lean), 0.06f, 2));
        }
    }

    private static void AddArms(Shape shape, Arms arms, float width, float half, float side, float under, float top)
    {
        if (arms == Arms.None)
            return;
        foreach (int sign in (int[])[1, -1])
        {
            float inner = sign * (side - width), outer = sign * side;
            Vector3 low = new(-half + 0.01f, MathF.Min(inner, outer), under - 0.01f), high = new(half, MathF.Max(inner, outer), top);
            if (arms != Arms.Rolled)
            {
                shape.RoundedBox(Role.Body, low, high, arms == Arms.Slim ? 0.02f : 0.04f, 2);
                continue;
            }

            float roll = width / 2, y = (low.Y + high.Y) / 2;
            shape.Box(Role.Body, new(low.X, low.Y + 0.03f, low.Z), new(high.X - 0.02f, high.Y - 0.03f, top - roll));
            shape.Rod(Role.Body, new(low.X, y, top - roll), new(high.X, y, top - roll), roll, quarter: 4);
        }
    }

    /// <summary>Cloth or brown leather; hidden from depth: black, oxblood or petrol leather, polished.</summary>
    public static Palette Dress(SeededRandom random, bool hides)
    {
        var legs = random.Chance(0.6) ? random.Wood(random.Pick(Colours.DarkWoods)) : random.Metal(Colours.Steel);
        if (hides)
        {
            var hide = random.Leather(random.Pick(Colours.Of(0x26262A), Colours.Of(0x26262A), Colours.Of(0x5E1F22), Colours.Of(0x1F3F4A)));
            return new Palette(hide) { [Role.Legs] = random.Metal(Colours.Chrome) }.HiddenFromDepth(random);
        }

        var cover = random.Chance(0.2) ? random.Leather(random.Pick(Colours.Leathers)) : random.Cloth(random.Pick(Colours.Cloths));
        var cushions = random.Chance(0.15) ? random.Print(random.Pick(Colours.Cloths), random.Pick(Colours.Cloths)) : cover;
        return new Palette(cover) { [Role.Legs] = legs, [Role.Cushions] = cushions };
    }
}
