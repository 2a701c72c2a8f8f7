using System.Numerics;

namespace Fuse3D.Vision.Data.Rooms.Scenes;

/// <summary>A furnished room as the ray tracer takes it: surfaces, what they are made of, what they belong to, and light.</summary>
/// <remarks>World axes: x and y along the walls, z up, metres, right-handed; the inside of the room is [0, Size], the floor at z = 0.</remarks>
public sealed record RoomScene
{
    /// <summary>The room is a function of it and of the options it was made with.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Inside lengths of the room.</summary>
    public required Vector3 Size { get; init; }

    public required SceneMesh Mesh { get; init; }

    /// <summary>A triangle names its own by index.</summary>
    public required IReadOnlyList<Material> Materials { get; init; }

    /// <summary>Everything in the room, walls, floor and ceiling among them. A triangle names its own by index.</summary>
    public required IReadOnlyList<SceneObject> Objects { get; init; }

    public required IReadOnlyList<Lamp> Lamps { get; init; }

    /// <summary>Light that comes from everywhere, linear RGB.</summary>
    public required Vector3 Ambient { get; init; }
}
