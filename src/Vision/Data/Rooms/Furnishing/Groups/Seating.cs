using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Clutter;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Placing;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Groups;

/// <summary>Sofas with their backs to walls, a low table before the first, armchairs that face it.</summary>
internal static class Seating
{
    public static Placed? Add(Furnisher f, int sofas, int armchairs, bool table)
    {
        Placed? first = null;
        for (int i = 0; i < sofas; i++)
        {
            Placed? sofa = f.Placer.AgainstWall(Sofas.Make(f.Random.Branch(), f.Hides()), access: 0.35f, inCorner: 0.25);
            first ??= sofa;
            if (sofa is not null)
                Soft.AddSofaPillows(f, sofa);
        }

        if (first is not null)
            Surround(f, first, table);
        for (int i = 0; i < armchairs; i++)
            AddArmchair(f, first);
        return first;
    }

    private static void Surround(Furnisher f, Placed sofa, bool table)
    {
        if (table)
            AddTable(f, sofa);
        if (f.Random.Chance(0.55))
            Soft.AddRug(f, sofa, f.Random.Between(1.3f, 1.9f), f.Random.Between(1.9f, 2.8f), ahead: 0.9f);
        if (f.Random.Chance(0.55))
            f.Placer.Above(sofa, WallThings.Picture(f.Random.Branch()), f.Random.Between(1.3f, 1.5f), f.Random.Between(-0.2f, 0.2f));
        if (f.Random.Chance(0.4))
            AddFloorLamp(f, sofa);
    }

    private static void AddFloorLamp(Furnisher f, Placed sofa)
    {
        Piece lamp = Lights.OnFloor(f.Random.Branch(), f.NextLamp());
        float side = f.Random.Chance(0.5) ? 1 : -1, aside = sofa.Piece.Shape.High.Y + lamp.Shape.Size.Y / 2 + 0.06f;
        float back = sofa.Piece.Shape.Low.X + lamp.Shape.Size.X / 2;
        _ = f.Placer.TryPut(lamp, sofa.ToWorld(new(back, side * aside, 0)), 0, mayBlock: true)
            ?? f.Placer.TryPut(lamp, sofa.ToWorld(new(back, -side * aside, 0)), 0, mayBlock: true);
    }

    private static void AddTable(Furnisher f, Placed sofa)
    {
        if (f.Random.Chance(f.Options.LookAlike))
        {
            if (f.Placer.AgainstWall(LookAlikes.TableOrDesk(f.Random.Branch(), f.Hides()), access: 0.5f) is { } other)
                Tops.OnMealTable(f, other);
            return;
        }

        Piece low = Tables.Coffee(f.Random.Branch(), f.Hides());
        for (int attempt = 0; attempt < 8; attempt++)
        {
            float away = sofa.Piece.Shape.High.X + low.Shape.Size.X / 2 + f.Random.Between(0.3f, 0.55f);
            float aside = f.Random.Between(-0.2f, 0.2f), yaw = sofa.Yaw + 0.05f * f.Random.StandardNormal();
            if (f.Placer.TryPut(low, sofa.ToWorld(new Vector3(away, aside, 0)), yaw, mayBlock: true) is { } placed)
            {
                Tops.OnLowTable(f, placed);
                return;
            }
        }
    }

    private static void AddArmchair(Furnisher f, Placed? sofa)
    {
        Piece chair = Chairs.Armchair(f.Random.Branch(), f.Hides());
        for (int attempt = 0; sofa is not null && attempt < 8; attempt++)
        {
            float around = f.Random.Between(-1.2f, 1.2f), away = sofa.Piece.Shape.High.X + f.Random.Between(1.3f, 1.9f);
            Vector3 own = new(away * MathF.Cos(around), away * MathF.Sin(around), 0);
            float yaw = sofa.Yaw + MathF.Atan2(-own.Y, -own.X + 0.6f) + 0.2f * f.Random.StandardNormal();
            if (f.Placer.TryPut(chair, sofa.ToWorld(own), yaw, gap: 0.1f) is not null)
                return;
        }

        f.Placer.AgainstWall(chair, access: 0.4f, inCorner: 0.6);
    }
}
