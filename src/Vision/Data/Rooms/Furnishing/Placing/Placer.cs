using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Placing;

/// <summary>Finds places for pieces: a bounded number of tries, then the piece stays away.</summary>
internal sealed class Placer(FloorPlan plan, SceneBuilder scene, SeededRandom random)
{
    private const int Tries = 40;
    private const float Gap = 0.03f;

    public FloorPlan Plan => plan;

    /// <summary>With its back to a wall.</summary>
    /// <param name="access">metres before it that stay free</param>
    /// <param name="inCorner">share of the tries at an end of the wall</param>
    /// <param name="only">the walls that will do; all when there is none</param>
    public Placed? AgainstWall(Piece piece, float access, double inCorner = 0.35, Func<Wall, bool>? only = null)
    {
        float across = piece.Shape.Size.Y / 2;
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            Wall wall = random.Pick<Wall>(plan.Walls);
            float tilt = 0.012f * random.StandardNormal(), room = wall.Length / 2 - across - 0.02f;
            if (room < 0 || !(only?.Invoke(wall) ?? true))
                continue;
            float along = random.Between(-room, room);
            if (random.Chance(inCorner))
                along = MathF.CopySign(room - random.Between(0, MathF.Min(room, 0.12f)), along);
            float distance = random.Between(0.01f, 0.06f) + across * MathF.Abs(MathF.Sin(tilt)) - piece.Shape.Low.X;
            Vector2 at = wall.At(wall.Length / 2 + along - (piece.Shape.Low.Y + piece.Shape.High.Y) / 2, distance);
            if (TryPut(piece, new(at, 0), wall.Yaw + tilt, access) is { } placed)
                return placed;
        }

        return null;
    }

    /// <summary>Somewhere in the room, along the walls or a little turned.</summary>
    /// <param name="turn">deviation from the walls' directions</param>
    /// <param name="wallGap">metres to the walls</param>
    public Placed? InTheRoom(Piece piece, float turn, float wallGap, float access = 0)
    {
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            float yaw = random.Next(4) * MathF.PI / 2 + turn * random.StandardNormal();
            Vector2 reach = Footprint.Of(piece.Shape, Vector3.Zero, yaw).Reach + new Vector2(wallGap);
            if (2 * reach.X >= plan.Room.X || 2 * reach.Y >= plan.Room.Y)
                continue;
            Vector2 at = new(random.Between(reach.X, plan.Room.X - reach.X), random.Between(reach.Y, plan.Room.Y - reach.Y));
            if (TryPut(piece, new(at, 0), yaw, access) is { } placed)
                return placed;
        }

        return null;
    }

    /// <summary>On a wall, at a height; the piece's back is at x = 0 in its own axes.</summary>
    public Placed? OnWall(Piece piece, float height, Func<Wall, bool>? only = null)
    {
        float across = piece.Shape.Size.Y / 2 + 0.03f;
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            Wall wall = random.Pick<Wall>(plan.Walls);
            float room = wall.Length / 2 - across;
            if (room < 0 || !(only?.Invoke(wall) ?? true))
                continue;
            Vector2 at = wall.At(wall.Length / 2 + random.Between(-room, room), 0.003f);
            if (TryPut(piece, new(at, height), wall.Yaw) is { } placed)
                return placed;
        }

        return null;
    }

    /// <summary>On a wall above a piece that stands at it.</summary>
    public Placed? Above(Placed below, Piece piece, float height, float aside = 0)
    {
        foreach (Wall wall in plan.Walls)
        {
            float along = Vector2.Dot(below.Footprint.Centre - wall.Start, wall.Along) + aside,
                away = Vector2.Dot(below.Footprint.Centre - wall.Start, wall.Inward);
            bool stands = MathF.Cos(below.Yaw - wall.Yaw) > 0.99f && away < below.Footprint.Half.X + 0.12f;
            if (stands && TryPut(piece, new(wall.At(along, 0.003f), height), wall.Yaw) is { } placed)
                return placed;
        }

        return null;
    }

    /// <summary>What lies on the floor and may lie under furniture: a rug.</summary>
    public Placed? OnFloor(Piece flat, Vector3 place, float yaw)
    {
        Placed placed = new(flat, place, yaw);
        return plan.IsInside(placed.Footprint) ? Put(placed, takes: false) : null;
    }

    /// <summary>A place of a piece, to put things on.</summary>
    public IEnumerable<Tabletop> Tabletops(Placed host, Use use) =>
        host.Supports(use).Select(support => new Tabletop(host, support, this, random));

    /// <summary>At one place, or nowhere.</summary>
    /// <param name="access">metres before it that stay free</param>
    /// <param name="gap">to other pieces</param>
    /// <param name="mayBlock">it may stand before drawers and doors</param>
    public Placed? TryPut(Piece piece, Vector3 place, float yaw, float access = 0, float gap = Gap, bool mayBlock = false)
    {
        Placed placed = new(piece, place, yaw);
        Footprint before = placed.Footprint.InFront(access, 1);
        if (!plan.Fits(placed.Footprint, gap, mayBlock) || (access > 0 && !plan.IsEmpty(before)))
            return null;
        if (access > 0)
            plan.KeepFree(before);
        return Put(placed);
    }

    /// <summary>At a place that is known to be right: on a wall, on or below another piece.</summary>
    /// <param name="takes">whether nothing else may be there</param>
    public Placed Put(Placed placed, bool takes = true)
    {
        if (takes)
            plan.Take(placed.Footprint);
        scene.Add(placed.Piece, placed.Place, placed.Yaw);
        return placed;
    }
}
