using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Clutter;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Placing;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Groups;

/// <summary>A bed with its head at a wall, and night stands beside its head.</summary>
internal static class Sleeping
{
    public static Placed? Add(Furnisher f)
    {
        Piece bed = Beds.Make(f.Random.Branch(), f.Hides());
        if (f.Placer.AgainstWall(bed, access: 0.3f, inCorner: 0.2) is not { } placed)
            return null;
        Soft.AddBedPillows(f, placed);
        int stands = f.Random.Pick(1, 1, 2, 2, 2);
        int first = f.Random.Chance(0.5) ? 1 : -1;
        AddNightStand(f, placed, first);
        if (stands == 2)
            AddNightStand(f, placed, -first);
        if (f.Random.Chance(0.4))
            Soft.AddRug(f, placed, f.Random.Between(1.2f, 1.8f), f.Random.Between(1.8f, 2.6f), ahead: -0.2f);
        if (f.Random.Chance(0.45))
            f.Placer.Above(placed, WallThings.Picture(f.Random.Branch()), f.Random.Between(1.42f, 1.55f));
        return placed;
    }

    private static void AddNightStand(Furnisher f, Placed bed, int side)
    {
        Piece stand = f.OneOrEither(NightStands.Make, LookAlikes.DresserOrNightStand);
        float beside = bed.Piece.Shape.High.Y + stand.Shape.Size.Y / 2 + f.Random.Between(0.05f, 0.16f);
        float back = bed.Piece.Shape.Low.X - stand.Shape.Low.X + f.Random.Between(0, 0.05f);
        Placed? placed = f.Placer.TryPut(stand, bed.ToWorld(new Vector3(back, side * beside, 0)), bed.Yaw, access: 0.25f)
            ?? f.Placer.TryPut(stand, bed.ToWorld(new Vector3(back, -side * beside, 0)), bed.Yaw, access: 0.25f)
            ?? f.Placer.AgainstWall(stand, access: 0.3f);
        if (placed is not null)
            Tops.OnNightStand(f, placed);
    }
}
