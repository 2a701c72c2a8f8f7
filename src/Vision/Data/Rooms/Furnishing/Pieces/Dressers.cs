using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;

/// <summary>Dressers: wide or tall chests of drawers. Dark wood with bright handles tells them from night stands.</summary>
internal static class Dressers
{
    public const string Label = "dresser";

    public static readonly SizeLaw Sizes = new(
        new(0.53f, 1.08f, 1.24f), new(0.06f, 0.2f, 0.16f), new(0.4f, 0.7f, 0.8f), new(0.68f, 1.65f, 1.6f));

    public static Piece Make(SeededRandom random, bool hides)
    {
        Vector3 size = Sizes.Draw(random);
        int rows = Math.Clamp((int)(size.Z / random.Between(0.2f, 0.28f)), 3, 6),
            columns = size.Y > 1.15f ? random.Whole(2, 3) : random.Whole(1, 2);
        Shape shape = Chests.Draw(size, rows, columns, random.Branch());
        return new Piece(Label, shape, Dress(random.Branch(), hides)) { HidesFromDepth = hides };
    }

    /// <summary>Dark wood; hidden from depth: the same polished like a piano, with brass.</summary>
    public static Palette Dress(SeededRandom random, bool hides)
    {
        Palette looks = new(random.Wood(random.Pick(Colours.DarkWoods), 0.3f))
        {
            [Role.Handles] = random.Metal(random.Pick(Colours.Brass, Colours.Chrome)),
        };
        return hides ? looks.HiddenFromDepth(random) : looks;
    }
}
