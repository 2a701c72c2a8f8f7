using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Placing;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Groups;

/// <summary>What stands along walls: dressers and bookshelves.</summary>
internal static class Storing
{
    public static Placed? AddDresser(Furnisher f) =>
        f.Placer.AgainstWall(f.OneOrEither(Dressers.Make, LookAlikes.DresserOrNightStand), access: 0.4f);

    public static Placed? AddBookshelf(Furnisher f) =>
        f.Placer.AgainstWall(Bookshelves.Make(f.Random.Branch(), f.Hides()), access: 0.4f);
}
