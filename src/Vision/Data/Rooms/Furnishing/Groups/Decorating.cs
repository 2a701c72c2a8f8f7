using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Clutter;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Placing;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shell;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Groups;

/// <summary>What belongs to no group: curtains and ceiling lamps before the furniture, pictures, plants and bins after it.</summary>
internal static class Decorating
{
    public static void Before(Furnisher f, RoomShell shell)
    {
        AddCeilingLamps(f);
        foreach ((Wall wall, Opening window) in shell.WindowsOf)
            Dress(f, wall, window);
    }

    public static void After(Furnisher f, RoomShell shell)
    {
        foreach ((Wall wall, Opening window) in shell.WindowsOf)
        {
            if (f.Random.Chance(0.5))
                f.Placer.TryPut(WallThings.Radiator(f.Random.Branch()), new(wall.At((window.From + window.To) / 2, 0.002f), 0), wall.Yaw);
        }

        bool bath = f.Kind == RoomKind.Bathroom;
        for (int i = bath ? f.Random.Whole(0, 1) : f.Random.Whole(1, 3); i > 0; i--)
            f.Placer.OnWall(WallThings.Picture(f.Random.Branch()), f.Random.Between(1.25f, 1.5f));
        if (!bath && f.Random.Chance(0.3))
            f.Placer.OnWall(WallThings.Mirror(f.Random.Branch(), overSink: false), f.Random.Between(0.3f, 0.5f));
        if (f.Kind == RoomKind.Study && f.Random.Chance(0.4))
            f.Placer.OnWall(WallThings.Whiteboard(f.Random.Branch()), f.Random.Between(0.95f, 1.1f));
        for (int i = bath ? f.Random.Whole(0, 2) : f.Random.Whole(1, 4); i > 0; i--)
            OnFloor(f);
    }

    private static void OnFloor(Furnisher f)
    {
        SeededRandom random = f.Random.Branch();
        Piece thing = (f.Kind == RoomKind.Bathroom ? f.Random.Pick(0, 6) : f.Random.Next(7)) switch
        {
            0 or 1 => Containers.Bin(random),
            2 => Containers.Bag(random),
            3 => Containers.Box(random, 0.45f),
            4 or 5 => Plants.Make(random, large: true),
            _ => Textiles.Clothes(random),
        };
        if (f.Random.Chance(0.7))
            f.Placer.AgainstWall(thing, access: 0, inCorner: 0.6);
        else
            f.Placer.InTheRoom(thing, turn: 0.8f, wallGap: 0.1f);
    }

    private static void AddCeilingLamps(Furnisher f)
    {
        Vector3 size = f.Placer.Plan.Room;
        int lamps = size.X * size.Y > 20 ? 2 : 1;
        bool alongX = size.X > size.Y;
        SeededRandom make = f.Random.Branch();
        ulong seed = make.Next();
        for (int i = 0; i < lamps; i++)
        {
            float share = (i + 0.5f) / lamps;
            Vector3 at = new(alongX ? size.X * share : size.X / 2, alongX ? size.Y / 2 : size.Y * share, size.Z - 0.001f);
            Piece lamp = Lights.OnCeiling(new SeededRandom(seed), f.Kind, lamps == 1 ? f.Lit : 0.65f * f.Lit);
            f.Placer.Put(new Placed(lamp, at, alongX ? MathF.PI / 2 : 0));
        }
    }

    private static void Dress(Furnisher f, Wall wall, Opening window)
    {
        float width = window.To - window.From, middle = (window.From + window.To) / 2,
            top = MathF.Min(window.Top + 0.12f, f.Placer.Plan.Room.Z - 0.03f);
        if (f.Kind == RoomKind.Bathroom || f.Random.Chance(0.3))
        {
            if (f.Random.Chance(0.6))
                f.Placer.Put(
                    new(
                        Textiles.Blinds(width + 0.06f, f.Random.Between(0.25f, 0.8f) * (window.Top - window.Bottom), f.Random.Branch()),
                        new(wall.At(middle, 0.055f), window.Top + 0.05f), wall.Yaw));
            return;
        }

        if (!f.Random.Chance(0.8))
            return;
        ulong seed = f.Random.Next();
        float one = f.Random.Between(0.3f, 0.5f), height = f.Random.Chance(0.6) ? top - 0.02f : top - window.Bottom + 0.12f;
        foreach (int side in (int[])[1, -1])
        {
            float along = middle + side * (width / 2 + one * 0.25f);
            if (along > one / 2 + 0.08f && along < wall.Length - one / 2 - 0.08f)
                f.Placer.Put(new(Textiles.Curtain(one, height, seed), new(wall.At(along, 0.02f), top), wall.Yaw));
        }
    }
}
