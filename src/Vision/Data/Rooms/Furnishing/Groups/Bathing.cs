using Fuse3D.Vision.Data.Rooms.Furnishing.Clutter;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Placing;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Groups;

/// <summary>Bathtub, toilet and wash basin at the walls of a bathroom, towels, a mat.</summary>
internal static class Bathing
{
    public static void Add(Furnisher f)
    {
        if (f.Random.Chance(0.9))
            AddTub(f);
        if (f.Random.Chance(0.97))
            f.Placer.AgainstWall(Toilets.Make(f.Random.Branch(), f.Hides()), access: 0.45f);
        if (f.Placer.AgainstWall(Cupboards.Basin(f.Random.Branch()), access: 0.45f) is { } basin)
            f.Placer.Above(basin, WallThings.Mirror(f.Random.Branch(), overSink: true), f.Random.Between(1.12f, 1.25f));
        if (f.Random.Chance(0.3))
            Storing.AddWardrobe(f);
        int towels = f.Random.Whole(0, 2);
        for (int i = 0; i < towels; i++)
            f.Placer.OnWall(Textiles.Towel(f.Random.Branch()), f.Random.Between(1.15f, 1.4f));
    }

    private static void AddTub(Furnisher f)
    {
        if (f.Placer.AgainstWall(Bathtubs.Make(f.Random.Branch(), f.Hides()), access: 0.3f, inCorner: 0.8) is not { } tub)
            return;
        if (f.Random.Chance(0.35))
            HangCurtain(f, tub);
        if (f.Random.Chance(0.6))
            Soft.AddRug(f, tub, f.Random.Between(0.45f, 0.6f), f.Random.Between(0.7f, 0.95f), ahead: 0.4f);
    }

    // Drawn to one end of the tub, outside of it.
    private static void HangCurtain(Furnisher f, Placed tub)
    {
        float high = f.Random.Between(1.85f, 2.05f), width = f.Random.Between(0.4f, 0.7f);
        Piece curtain = Textiles.Curtain(width, high - 0.12f, f.Random.Next(), "shower_curtain");
        float side = (f.Random.Chance(0.5) ? 1 : -1) * (tub.Piece.Shape.High.Y - width / 2 - 0.05f);
        f.Placer.TryPut(curtain, tub.ToWorld(new(tub.Piece.Shape.High.X + 0.01f, side, high)), tub.Yaw, gap: 0, mayBlock: true);
    }
}
