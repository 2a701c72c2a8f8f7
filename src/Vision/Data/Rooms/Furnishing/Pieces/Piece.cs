using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;

/// <summary>A thing before it has a place.</summary>
/// <param name="Label">a class of <see cref="Nyu40"/></param>
internal sealed record Piece(string Label, Shape Shape, Palette Looks)
{
    /// <summary>Its class cannot be told from its shape.</summary>
    public bool LooksDecide { get; init; }

    public bool HidesFromDepth { get; init; }

    /// <summary>Light that it gives, in its own axes.</summary>
    public Lamp? Lamp { get; init; }

    public bool Detected => ObjectClasses.SunRgbd.IndexOf(Label) >= 0;
}
