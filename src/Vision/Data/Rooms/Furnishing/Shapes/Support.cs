using System.Numerics;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

/// <summary>What may be put on a place of a piece.</summary>
internal enum Use
{
    /// <summary>The top of a table, a desk, a chest.</summary>
    Top,

    /// <summary>A board of a shelf.</summary>
    Shelf,

    /// <summary>The head of a bed: pillows.</summary>
    BedHead,

    /// <summary>The seat of a sofa: pillows.</summary>
    Seat,
}

/// <summary>A level place of a piece on which other things may lie, in the piece's own axes.</summary>
/// <param name="Low">of the free rectangle: x to the piece's front, y across</param>
/// <param name="High">its opposite corner</param>
/// <param name="Z">its height</param>
/// <param name="Room">free height above it</param>
internal readonly record struct Support(Use Use, Vector2 Low, Vector2 High, float Z, float Room);
