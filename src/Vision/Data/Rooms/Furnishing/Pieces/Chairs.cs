using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;

/// <summary>Chairs: wooden with slats or spindles, upholstered, shells on legs, office chairs on castors, armchairs.</summary>
internal static class Chairs
{
    public const string Label = "chair";

    private static readonly SizeLaw Wooden = new(
        new(0.53f, 0.47f, 0.88f), new(0.04f, 0.03f, 0.05f), new(0.44f, 0.4f, 0.76f), new(0.62f, 0.55f, 1.05f));

    private static readonly SizeLaw Shells = new(
        new(0.56f, 0.54f, 0.81f), new(0.03f, 0.03f, 0.03f), new(0.48f, 0.46f, 0.72f), new(0.64f, 0.62f, 0.9f));

    private static readonly SizeLaw Office = new(
        new(0.62f, 0.61f, 0.94f), new(0.03f, 0.03f, 0.07f), new(0.54f, 0.54f, 0.8f), new(0.7f, 0.7f, 1.15f));

    private static readonly SizeLaw Armchairs = new(
        new(0.8f, 0.78f, 0.8f), new(0.05f, 0.06f, 0.06f), new(0.68f, 0.66f, 0.68f), new(0.92f, 0.95f, 0.98f));

    /// <summary>A chair for a meal; all chairs of one seed are alike.</summary>
    public static Piece ForTable(SeededRandom random, bool hides) => random.Next(3) switch
    {
        0 => OnLegs(random, hides, cushioned: true),
        1 => OnLegs(random, hides, cushioned: false),
        _ => Shell(random, hides),
    };

    public static Piece ForDesk(SeededRandom random, bool hides) => random.Chance(0.7) ? OnCastors(random, hides) : ForTable(random, hides);

    public static Piece Armchair(SeededRandom random, bool hides)
    {
        Vector3 size = Armchairs.Draw(random);
        return new Piece(Label, Sofas.Draw(size, 1, random.Branch()), Sofas.Dress(random.Branch(), hides)) { HidesFromDepth = hides };
    }

    private static Piece OnLegs(SeededRandom random, bool hides, bool cushioned)
    {
        Shape shape = ChairShapes.OnLegs(Wooden.Draw(random), cushioned, random.Branch());
        return new Piece(Label, shape, ChairLooks.Wood(random.Branch(), cushioned, hides)) { HidesFromDepth = hides };
    }

    private static Piece Shell(SeededRandom random, bool hides)
    {
        Shape shape = ChairShapes.Shell(Shells.Draw(random), random.Branch());
        return new Piece(Label, shape, ChairLooks.Plastic(random.Branch(), hides)) { HidesFromDepth = hides };
    }

    private static Piece OnCastors(SeededRandom random, bool hides)
    {
        Shape shape = ChairShapes.OnCastors(Office.Draw(random), random.Branch());
        return new Piece(Label, shape, ChairLooks.Office(random.Branch(), hides)) { HidesFromDepth = hides };
    }
}
