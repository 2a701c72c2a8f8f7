using System.Numerics;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;

/// <summary>How large the pieces of a class or style are: normal along each axis, within limits.</summary>
/// <param name="Mean">length (front to back; of a bed, head to foot), width, height in metres</param>
/// <param name="Deviation">likewise</param>
internal sealed record SizeLaw(Vector3 Mean, Vector3 Deviation, Vector3 Low, Vector3 High)
{
    public Vector3 Draw(SeededRandom random) => new(
        random.Normal(Mean.X, Deviation.X, Low.X, High.X),
        random.Normal(Mean.Y, Deviation.Y, Low.Y, High.Y),
        random.Normal(Mean.Z, Deviation.Z, Low.Z, High.Z));
}
