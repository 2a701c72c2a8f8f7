using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Placing;

/// <summary>A piece where it stands.</summary>
internal sealed record Placed(Piece Piece, Vector3 Place, float Yaw)
{
    public Footprint Footprint { get; } = Footprint.Of(Piece.Shape, Place, Yaw);

    /// <summary>From the piece's own axes to the world's.</summary>
    public Vector3 ToWorld(Vector3 own)
    {
        (float sin, float cos) = MathF.SinCos(Yaw);
        return Place + new Vector3(cos * own.X - sin * own.Y, sin * own.X + cos * own.Y, own.Z);
    }

    /// <summary>Its places of one use.</summary>
    public IEnumerable<Support> Supports(Use use) => Piece.Shape.Supports.Where(support => support.Use == use);
}
