using Fuse3D.V1;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Cli;

/// <summary>Boxes of a reply as the core's.</summary>
internal static class Boxes
{
    public static Box3D Of(BoundingBox3D box)
    {
        Vector3 at = box.Center.Position, size = box.Size;
        Quaternion turn = box.Center.Orientation ?? new() { W = 1 };
        return new(new(at.X, at.Y, at.Z), new(size.X, size.Y, size.Z), 2 * Math.Atan2(turn.Z, turn.W));
    }
}
