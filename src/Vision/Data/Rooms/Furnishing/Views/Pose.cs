using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Views;

/// <summary>Where a camera is and looks.</summary>
/// <param name="Yaw">of the look, from +x towards +y</param>
/// <param name="Down">tilt below the horizon</param>
/// <param name="Roll">clockwise, as the camera's holder sees it</param>
internal readonly record struct Pose(Vector3 Place, float Yaw, float Down, float Roll)
{
    public RoomView With(Camera camera)
    {
        (Vector3 right, Vector3 down, Vector3 forward) = Axes();
        Transform3D turn = Transform3D.FromLinear([right.X, right.Y, right.Z, down.X, down.Y, down.Z, forward.X, forward.Y, forward.Z]);
        Transform3D shift = Transform3D.FromLinear([1, 0, 0, 0, 1, 0, 0, 0, 1], new Point3D(-Place.X, -Place.Y, -Place.Z));
        return new RoomView(camera, turn.After(shift));
    }

    /// <summary>The camera's axes in the world.</summary>
    public (Vector3 Right, Vector3 Down, Vector3 Forward) Axes()
    {
        (float sin, float cos) = MathF.SinCos(Yaw);
        (float sinDown, float cosDown) = MathF.SinCos(Down);
        (float sinRoll, float cosRoll) = MathF.SinCos(Roll);
        Vector3 forward = new(cos * cosDown, sin * cosDown, -sinDown), level = new(sin, -cos, 0), below = Vector3.Cross(forward, level);
        return (cosRoll * level + sinRoll * below, cosRoll * below - sinRoll * level, forward);
    }
}
