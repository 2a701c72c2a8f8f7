using System.Numerics;

namespace Fuse3D.Vision.Data.Rooms.Scenes;

/// <summary>Triangles of a scene. A face's front is where its corners run anticlockwise; both sides are seen.</summary>
/// <remarks>V vertices, T triangles.</remarks>
public sealed class SceneMesh
{
    /// <summary>[V] world axes, metres</summary>
    public List<Vector3> Positions { get; } = [];

    /// <summary>[V] unit length, outwards; equal on all corners of a flat face</summary>
    public List<Vector3> Normals { get; } = [];

    /// <summary>[V] the place in the object's own axes, metres: where a material's pattern is looked up, so that it turns with the object</summary>
    public List<Vector3> PatternPlaces { get; } = [];

    /// <summary>[T]</summary>
    public List<SceneTriangle> Triangles { get; } = [];
}

/// <param name="A">index of a vertex; likewise B and C</param>
/// <param name="Material">index into the scene's materials</param>
/// <param name="Thing">index into the scene's objects</param>
public readonly record struct SceneTriangle(int A, int B, int C, int Material, int Thing);
