using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>Where a ray meets the scene.</summary>
internal readonly struct SurfacePoint
{
    /// <summary>World axes.</summary>
    public required Vector3 Position { get; init; }

    /// <summary>The triangle's normal, towards where the ray came from.</summary>
    public required Vector3 Facing { get; init; }

    /// <summary>The surface's normal, bent between the corners, towards where the ray came from.</summary>
    public required Vector3 Normal { get; init; }

    /// <summary>The object's own axes.</summary>
    public required Vector3 Place { get; init; }

    /// <summary>How flat patterns are laid on the face.</summary>
    public required PatternAxes PatternAxes { get; init; }

    public required Material Material { get; init; }

    /// <summary>Index into the scene's objects.</summary>
    public required int Thing { get; init; }

    /// <summary>Equal where light may be averaged: one flat face (positive), or the curved faces of one object (negative).</summary>
    public required int Key { get; init; }

    /// <summary>The material's colour here.</summary>
    /// <param name="footprint">metres of the surface that a pixel covers</param>
    public Vector3 Colour(float footprint) => SurfacePatterns.Colour(Material, Place, PatternAxes, footprint);
}
