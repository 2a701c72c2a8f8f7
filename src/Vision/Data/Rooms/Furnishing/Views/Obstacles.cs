using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Views;

/// <summary>The boxes of what stands in a room: where a camera cannot be, and what hides what, roughly.</summary>
internal sealed class Obstacles
{
    private static readonly string[] Shell = ["wall", "floor", "ceiling"];

    private readonly Obstacle[] _all;
    private readonly Vector3 _room;

    public Obstacles(RoomScene scene)
    {
        _room = scene.Size;
        _all = [.. scene.Objects.Where(thing => !Shell.Contains(thing.Label)).Select(thing => new Obstacle(thing))];
        Detected = [.. _all.Where(thing => thing.Detected)];
    }

    public Obstacle[] Detected { get; }

    /// <summary>Whether a camera may be there: inside the room, away from everything.</summary>
    public bool IsClear(Vector3 place, float clearance)
    {
        Vector3 margin = new(clearance);
        return Vector3.Clamp(place, margin, _room - margin) == place && !_all.Any(thing => thing.Holds(place, clearance));
    }

    /// <summary>Share of an object that a place sees, walls and frames aside: whole boxes hide what is behind them.</summary>
    /// <param name="inPicture">whether a place lies inside the picture</param>
    public float SeenShare(Obstacle thing, Vector3 from, Func<Vector3, bool> inPicture)
    {
        int seen = 0;
        foreach (Vector3 sample in thing.Samples)
        {
            bool Hides(Obstacle other) => other != thing && other.IsBulky && !other.Holds(sample, 0) && other.Enters(from, sample - from) < 1;
            seen += inPicture(sample) && !_all.Any(Hides) ? 1 : 0;
        }

        return (float)seen / thing.Samples.Length;
    }

    /// <summary>How far a look goes before it meets a box or a wall.</summary>
    /// <param name="direction">unit length</param>
    public float Reach(Vector3 from, Vector3 direction)
    {
        float reach = 100;
        for (int axis = 0; axis < 3; axis++)
        {
            if (MathF.Abs(direction[axis]) > 1e-6f)
                reach = MathF.Min(reach, ((direction[axis] > 0 ? _room[axis] : 0) - from[axis]) / direction[axis]);
        }

        foreach (Obstacle thing in _all)
            reach = MathF.Min(reach, thing.Enters(from, direction));
        return reach;
    }
}

/// <summary>The box of one thing.</summary>
internal sealed class Obstacle
{
    private readonly Vector3 _centre, _half;
    private readonly float _sin, _cos;

    public Obstacle(SceneObject thing)
    {
        Box3D box = thing.Box;
        _centre = new((float)box.Centre.X, (float)box.Centre.Y, (float)box.Centre.Z);
        _half = new Vector3((float)box.Size.X, (float)box.Size.Y, (float)box.Size.Z) / 2;
        (_sin, _cos) = MathF.SinCos((float)box.Yaw);
        Detected = thing.Detected;
        IsBulky = _half.X * _half.Y * _half.Z > 0.005f;
        Samples = [.. Lattice().Select(share => _centre + ToWorld(share * _half))];
    }

    public bool Detected { get; }

    /// <summary>Large enough to hide furniture: 40 litres.</summary>
    public bool IsBulky { get; }

    /// <summary>Places inside it.</summary>
    public Vector3[] Samples { get; }

    public Vector3 Centre => _centre;

    public bool Holds(Vector3 place, float clearance)
    {
        Vector3 own = Vector3.Abs(ToOwn(place - _centre)) - new Vector3(clearance);
        return own.X < _half.X && own.Y < _half.Y && own.Z < _half.Z;
    }

    /// <summary>Where a ray enters the box, in lengths of its direction; infinity where it misses.</summary>
    public float Enters(Vector3 from, Vector3 direction)
    {
        Vector3 origin = ToOwn(from - _centre), along = ToOwn(direction);
        float enters = 0, leaves = float.PositiveInfinity;
        for (int axis = 0; axis < 3; axis++)
        {
            float step = MathF.Abs(along[axis]) < 1e-9f ? 1e-9f : along[axis];
            float a = (-_half[axis] - origin[axis]) / step, b = (_half[axis] - origin[axis]) / step;
            (enters, leaves) = (MathF.Max(enters, MathF.Min(a, b)), MathF.Min(leaves, MathF.Max(a, b)));
        }

        return enters <= leaves ? enters : float.PositiveInfinity;
    }

    private static IEnumerable<Vector3> Lattice()
    {
        yield return Vector3.Zero;
        for (int corner = 0; corner < 8; corner++)
            yield return 0.6f * new Vector3((corner & 1) == 0 ? 1 : -1, (corner & 2) == 0 ? 1 : -1, (corner & 4) == 0 ? 1 : -1);
    }

    private Vector3 ToOwn(Vector3 v) => new(_cos * v.X + _sin * v.Y, _cos * v.Y - _sin * v.X, v.Z);

    private Vector3 ToWorld(Vector3 v) => new(_cos * v.X - _sin * v.Y, _sin * v.X + _cos * v.Y, v.Z);
}
