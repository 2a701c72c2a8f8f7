using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;

/// <summary>Pieces of two classes with one law for their shapes: first the shape, then a fair coin for the class, then its colours.</summary>
internal static class LookAlikes
{
    public static Piece TableOrDesk(SeededRandom random, bool hides) =>
        Either(
            Worktops.DrawCommon(Worktops.CommonSizes.Draw(random), random.Branch()), random, hides, (Tables.Label, Tables.Dress),
            (Desks.Label, Desks.Dress));

    public static Piece DresserOrNightStand(SeededRandom random, bool hides) =>
        Either(
            Chests.DrawCommon(Chests.CommonSizes.Draw(random), random.Branch()), random, hides, (Dressers.Label, Dressers.Dress),
            (NightStands.Label, NightStands.Dress));

    /// <summary>The shape as one class or the other.</summary>
    public static Piece Either(
        Shape shape, SeededRandom random, bool hides, (string Label, Func<SeededRandom, bool, Palette> Dress) one,
        (string Label, Func<SeededRandom, bool, Palette> Dress) other)
    {
        (string label, Func<SeededRandom, bool, Palette> dress) = random.Chance(0.5) ? one : other;
        return new Piece(label, shape, dress(random.Branch(), hides)) { LooksDecide = true, HidesFromDepth = hides };
    }
}
