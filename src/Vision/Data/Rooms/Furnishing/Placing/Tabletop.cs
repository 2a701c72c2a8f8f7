using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Placing;

/// <summary>A level place of a piece, and what was put on it so far.</summary>
internal sealed class Tabletop(Placed host, Support support, Placer placer, SeededRandom random)
{
    private readonly List<Footprint> _taken = [];

    public Support Support => support;

    /// <summary>Puts a thing down where there is room; a bounded number of tries.</summary>
    /// <param name="from">share of the way from the back to the front where it may stand; likewise to where</param>
    /// <param name="turn">its yaw against the host's, and the deviation from that</param>
    public Placed? TryPut(Piece thing, float from, float to, (float Mean, float Deviation) turn)
    {
        Vector2 size = support.High - support.Low;
        for (int attempt = 0; attempt < 10; attempt++)
        {
            float yaw = turn.Mean + turn.Deviation * random.StandardNormal();
            Footprint ground = Footprint.Of(thing.Shape, Vector3.Zero, yaw);
            Vector2 free = size - 2 * ground.Reach;
            if (free.X < 0 || free.Y < 0 || thing.Shape.Size.Z > support.Room)
                continue;
            Vector2 at = support.Low + ground.Reach + free * new Vector2(random.Between(from, to), random.Between(0, 1));
            if (TryPutAt(thing, at - ground.Centre, yaw) is { } placed)
                return placed;
        }

        return null;
    }

    /// <summary>Puts a thing's origin at a place in the host's own axes, unless another thing is there.</summary>
    public Placed? TryPutAt(Piece thing, Vector2 at, float yaw)
    {
        Footprint ground = Footprint.Of(thing.Shape, new(at, support.Z), yaw);
        if (_taken.Any(other => ground.Meets(other, 0.012f)))
            return null;
        Placed placed = new(thing, host.ToWorld(new(at, support.Z)), host.Yaw + yaw);
        if (!placer.Plan.IsInside(placed.Footprint))
            return null;
        _taken.Add(ground);
        return placer.Put(placed, takes: support.Use != Use.Shelf);
    }
}
