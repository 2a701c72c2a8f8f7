using System.Numerics;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Placing;

/// <summary>What ground of a room is taken, and what is to stay free: before doors, windows and drawers.</summary>
internal sealed class FloorPlan(Vector3 room)
{
    private readonly List<Footprint> _taken = [];
    private readonly List<Footprint> _free = [];

    public Vector3 Room { get; } = room;

    public Wall[] Walls { get; } = Wall.Of(room);

    public void Take(Footprint ground) => _taken.Add(ground);

    public void KeepFree(Footprint ground) => _free.Add(ground);

    /// <summary>Whether a piece may stand there.</summary>
    /// <param name="gap">to other pieces</param>
    /// <param name="mayBlock">it may stand where ground is kept free, as a chair does</param>
    public bool Fits(Footprint ground, float gap, bool mayBlock = false)
    {
        if (!IsInside(ground) || _taken.Any(other => ground.Meets(other, gap)))
            return false;
        return mayBlock || !_free.Any(other => ground.Meets(other));
    }

    /// <summary>Whether nothing stands there: ground that is to become free.</summary>
    public bool IsEmpty(Footprint ground) => !_taken.Any(other => ground.Meets(other));

    public bool IsInside(Footprint ground)
    {
        Vector2 low = ground.Centre - ground.Reach, high = ground.Centre + ground.Reach;
        return low.X >= 0 && low.Y >= 0 && high.X <= Room.X && high.Y <= Room.Y && ground.Top <= Room.Z;
    }
}
