using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Groups;

/// <summary>Bathtub and toilet at the walls of a bathroom.</summary>
internal static class Bathing
{
    public static void Add(Furnisher f)
    {
        if (f.Random.Chance(0.85))
            f.Placer.AgainstWall(Bathtubs.Make(f.Random.Branch(), f.Hides()), access: 0.3f, inCorner: 0.8);
        if (f.Random.Chance(0.95))
            f.Placer.AgainstWall(Toilets.Make(f.Random.Branch(), f.Hides()), access: 0.45f);
    }
}
