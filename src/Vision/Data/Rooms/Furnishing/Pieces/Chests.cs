using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;

/// <summary>Carcasses with drawers: what dressers and night stands have in common.</summary>
internal static class Chests
{
    /// <summary>Between dressers and night stands, within the limits of both: pieces of this law and of <see cref="Draw"/> may be either.</summary>
    public static readonly SizeLaw CommonSizes = new(
        new(0.51f, 0.76f, 0.84f), new(0.05f, 0.08f, 0.08f), new(0.4f, 0.62f, 0.7f), new(0.64f, 0.95f, 1.02f));

    /// <summary>A chest of the common law: three or four rows of drawers.</summary>
    public static Shape DrawCommon(Vector3 size, SeededRandom random) => Draw(size, random.Whole(2, 4), random.Chance(0.3) ? 2 : 1, random);

    /// <param name="rows">of drawers</param>
    public static Shape Draw(Vector3 size, int rows, int columns, SeededRandom random)
    {
        Shape shape = new();
        bool legs = random.Chance(0.55);
        float under = legs ? random.Between(0.08f, 0.18f) : 0.06f, thick = random.Between(0.018f, 0.03f), top = size.Z - thick;
        float over = random.Between(0, 0.015f), front = size.X / 2 - 0.03f - over, back = -size.X / 2, side = size.Y / 2 - over;

        shape.Box(Role.Top, new(back, -size.Y / 2, top), new(size.X / 2, size.Y / 2, size.Z));
        shape.Box(Role.Body, new(back, -side, under), new(front, side, top));
        if (legs)
            shape.FourLegs(front - back, 2 * side, under, 0.05f, random.Whole(0, 3), (front + back) / 2);
        else
            shape.Box(Role.Body, (front + back) / 2, 0, front - back - 0.06f, 2 * side - 0.04f, 0, under);
        shape.Fronts(front, -side + 0.012f, side - 0.012f, under + 0.012f, top - 0.008f, rows, columns, random.Whole(0, 3));

        shape.Supports.Add(new(Use.Top, new(back + 0.03f, -side + 0.03f), new(front - 0.02f, side - 0.03f), size.Z, 1));
        return shape;
    }
}
