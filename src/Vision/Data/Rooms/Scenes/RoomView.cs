using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Rooms.Scenes;

/// <summary>One look into a room.</summary>
/// <param name="Camera">pinhole, or with distortion; its picture's size</param>
/// <param name="CameraFromWorld">camera axes: x right, y down, z forward (docs/coordinates.md)</param>
public sealed record RoomView(Camera Camera, Transform3D CameraFromWorld);
