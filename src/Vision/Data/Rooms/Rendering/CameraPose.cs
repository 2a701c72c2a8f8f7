using System.Numerics;
using System.Runtime.CompilerServices;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>Where a camera stands and how it is turned, as the tracer needs it.</summary>
internal readonly struct CameraPose
{
    /// <exception cref="InvalidInputException">the view's pose does more than turn and shift</exception>
    public CameraPose(RoomView view)
    {
        if (!view.CameraFromWorld.IsRigid())
            throw new InvalidInputException("view.CameraFromWorld is not rigid: a camera's pose only turns and shifts", "view.CameraFromWorld");
        Transform3D world = view.CameraFromWorld.Inverse("view.CameraFromWorld");
        Vector3 Column(int column) => new((float)world[0, column], (float)world[1, column], (float)world[2, column]);
        (Right, Down, Forward, Origin) = (Column(0), Column(1), Column(2), Column(3));
    }

    /// <summary>World axes, as all of these.</summary>
    public Vector3 Origin { get; }

    public Vector3 Right { get; }

    public Vector3 Down { get; }

    public Vector3 Forward { get; }

    /// <summary>The directions in world axes of rays given per unit of the camera's z, whose own z is 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector3x8 ToWorld(Vector3x8 ray) =>
        Vector3x8.Create(Right) * ray.X + Vector3x8.Create(Down) * ray.Y + Vector3x8.Create(Forward);

    /// <summary>The same for one ray, to the last bit.</summary>
    public Vector3 ToWorld(float x, float y) => Right * x + Down * y + Forward;

    /// <summary>A direction in camera axes.</summary>
    public Vector3 ToCamera(Vector3 world) => new(Vector3.Dot(Right, world), Vector3.Dot(Down, world), Vector3.Dot(Forward, world));
}
