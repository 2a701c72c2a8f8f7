using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Rooms.Scenes;

/// <summary>One thing of a room, with what there is to know about it.</summary>
/// <param name="Label">a class of NYUv2's 40 in the spelling of SUN RGB-D (bed, night_stand, wall, ...)</param>
/// <param name="Nyu40">its number among them, 1..40</param>
/// <param name="Box">the tightest box in the object's own axes that holds all of its triangles, in world axes; yaw 0 along +x is the object's front</param>
/// <param name="Detected">whether it counts as an object to find: furniture, not walls or clutter</param>
public sealed record SceneObject(string Label, int Nyu40, Box3D Box, bool Detected)
{
    /// <summary>Its class cannot be told from its shape, only from its looks.</summary>
    public bool LooksDecide { get; init; }

    /// <summary>Made of what a depth sensor hardly sees.</summary>
    public bool HidesFromDepth { get; init; }
}
