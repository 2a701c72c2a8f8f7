using System.Numerics;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>A half line, or a piece of it.</summary>
/// <param name="Direction">of any length; distances along the ray are multiples of it</param>
/// <param name="From">what is nearer is passed over</param>
/// <param name="To">what is not nearer is passed over</param>
internal readonly record struct Ray(Vector3 Origin, Vector3 Direction, float From, float To);

/// <summary>Where a ray meets a triangle.</summary>
/// <param name="Distance">in multiples of the ray's direction; the ray's end where it meets nothing</param>
/// <param name="Slot">the triangle's place in the tree; -1: none</param>
internal readonly record struct RayHit(float Distance, int Slot);
