using System.Numerics;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Placing;

/// <summary>One of a room's four walls, seen from inside.</summary>
/// <param name="Start">the corner where it begins, world axes</param>
/// <param name="Along">unit length; the room lies to its left</param>
internal readonly record struct Wall(int Number, Vector2 Start, Vector2 Along, float Length)
{
    /// <summary>Into the room, unit length.</summary>
    public Vector2 Inward => new(-Along.Y, Along.X);

    /// <summary>The yaw of what has its back to the wall.</summary>
    public float Yaw => MathF.Atan2(Inward.Y, Inward.X);

    public Vector2 At(float along, float distance) => Start + along * Along + distance * Inward;

    public static Wall[] Of(Vector3 room) =>
    [
        new(0, new(0, 0), new(1, 0), room.X), new(1, new(room.X, 0), new(0, 1), room.Y),
        new(2, new(room.X, room.Y), new(-1, 0), room.X), new(3, new(0, room.Y), new(0, -1), room.Y),
    ];
}
