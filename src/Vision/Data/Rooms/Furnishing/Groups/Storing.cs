using Fuse3D.Vision.Data.Rooms.Furnishing.Clutter;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Placing;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Groups;

/// <summary>What stands along walls: dressers, bookshelves, and cupboards that nobody is asked to find.</summary>
internal static class Storing
{
    public static void AddDresser(Furnisher f)
    {
        if (f.Placer.AgainstWall(f.OneOrEither(Dressers.Make, LookAlikes.DresserOrNightStand), access: 0.4f) is not { } placed)
            return;
        Tops.OnChest(f, placed);
        if (f.Random.Chance(0.3))
            f.Placer.Above(placed, WallThings.Picture(f.Random.Branch()), MathF.Max(1.35f, placed.Footprint.Top + 0.35f));
    }

    public static void AddBookshelf(Furnisher f)
    {
        if (f.Placer.AgainstWall(Bookshelves.Make(f.Random.Branch(), f.Hides()), access: 0.4f) is { } placed)
            Tops.Books(f, placed, f.Random.Between(0.7f, 1));
    }

    public static void AddWardrobe(Furnisher f) =>
        f.Placer.AgainstWall(Cupboards.Wardrobe(f.Random.Branch()), access: 0.45f, inCorner: 0.7);

    /// <summary>A sideboard with a television on it or above it.</summary>
    public static void AddTelevision(Furnisher f)
    {
        if (f.Placer.AgainstWall(Cupboards.Sideboard(f.Random.Branch()), access: 0.4f, inCorner: 0.1) is not { } placed)
            return;
        bool onWall = f.Random.Chance(0.3);
        Piece television = Screens.Television(f.Random.Branch(), onWall);
        if (onWall)
            f.Placer.Above(placed, television, f.Random.Between(0.85f, 1.05f));
        foreach (Tabletop top in f.Placer.Tabletops(placed, Use.Top).Where(_ => !onWall))
            top.TryPut(television, 0, 0.6f, (0, 0.05f));
    }

    /// <summary>A counter, and a refrigerator.</summary>
    public static void AddKitchen(Furnisher f)
    {
        if (f.Placer.AgainstWall(Cupboards.Counter(f.Random.Branch()), access: 0.5f, inCorner: 0.6) is { } counter)
            Tops.OnLowTable(f, counter);
        f.Placer.AgainstWall(Cupboards.Refrigerator(f.Random.Branch()), access: 0.5f, inCorner: 0.7);
    }
}
