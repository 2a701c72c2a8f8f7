using System.Numerics;

namespace Fuse3D.Vision.Data.Rooms.Scenes;

/// <summary>A light with an extent, so that shadows are soft: a ceiling lamp, a floor lamp, a window by day.</summary>
/// <remarks>Without a direction it is a sphere, and nothing within it casts a shadow; with one it is a disc across it that shines by the cosine.</remarks>
/// <param name="Centre">world axes, metres</param>
/// <param name="Radius">of the sphere or disc that shines, metres; 0: a point</param>
/// <param name="Power">linear RGB that a perpendicular white surface one metre away would show; falls with the square of the distance</param>
/// <param name="Direction">where the light mostly goes, unit length (a window: into the room); zero: everywhere</param>
public readonly record struct Lamp(Vector3 Centre, float Radius, Vector3 Power, Vector3 Direction);
