using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Placing;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Groups;

/// <summary>A table in the room with chairs around it, each drawn out a little.</summary>
internal static class Eating
{
    public static Placed? Add(Furnisher f, int most)
    {
        Piece table = f.OneOrEither(Tables.Meal, LookAlikes.TableOrDesk);
        if (f.Placer.InTheRoom(table, turn: 0.06f, wallGap: 0.55f) is not { } placed)
            return null;
        Tops.OnMealTable(f, placed);
        if (f.Random.Chance(0.3))
            Soft.AddRug(f, placed, table.Shape.Size.X + 1.1f, table.Shape.Size.Y + 1, ahead: 0);
        bool hides = f.Hides();
        ulong seed = f.Random.Next();
        Vector3 size = table.Shape.Size;
        int alongside = size.Y > 1.5f ? 3 : 2, chairs = 0;
        foreach ((int front, int left) in Sides(f.Random))
        {
            int seats = front != 0 ? alongside : 1;
            float span = front != 0 ? size.Y : size.X;
            for (int i = 0; i < seats && chairs < most; i++)
            {
                float along = span * ((i + 0.5f) / seats - 0.5f);
                if (f.Random.Chance(0.8) && AddChair(f, placed, Chairs.ForTable(new SeededRandom(seed), hides), front, left, along))
                    chairs++;
            }
        }

        return placed;
    }

    private static bool AddChair(Furnisher f, Placed table, Piece chair, int front, int left, float along)
    {
        Vector3 size = table.Piece.Shape.Size;
        float reach = (front != 0 ? size.X : size.Y) / 2 + chair.Shape.Size.X / 2 + f.Random.Between(0.02f, 0.25f);
        Vector3 own = new(front * reach + (front == 0 ? along : 0), left * reach + (left == 0 ? along : 0), 0);
        float inwards = MathF.Atan2(-left, -front), yaw = table.Yaw + inwards + 0.12f * f.Random.StandardNormal();
        return f.Placer.TryPut(chair, table.ToWorld(own), yaw, gap: 0.01f, mayBlock: true) is not null;
    }

    private static (int Front, int Left)[] Sides(SeededRandom random) =>
        random.Chance(0.5) ? [(1, 0), (-1, 0), (0, 1), (0, -1)] : [(-1, 0), (1, 0), (0, -1), (0, 1)];
}
