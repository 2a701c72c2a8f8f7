using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>A room made ready for rays; the same for every look into it.</summary>
internal sealed class TracedScene
{
    private static readonly Vector3 SkyTint = new(0.85f, 1f, 1.2f);
    private const float SkyBrightness = 4;              // times the room's ambient light

    public TracedScene(RoomScene scene)
    {
        Tree = new TriangleTree(scene.Mesh, [.. scene.Materials.Select(BlocksLight)]);
        Surfaces = new SceneSurfaces(scene, Tree);
        Nyu40 = [.. scene.Objects.Select(thing => (byte)thing.Nyu40)];
        Sky = SkyTint * (SkyBrightness * LampLight.Luminance(scene.Ambient));
        Scene = scene;
    }

    public RoomScene Scene { get; }

    public TriangleTree Tree { get; }

    public SceneSurfaces Surfaces { get; }

    /// <summary>Classes by object.</summary>
    public byte[] Nyu40 { get; }

    /// <summary>What is seen where there is nothing.</summary>
    public Vector3 Sky { get; }

    private static bool BlocksLight(Material material) => material.Transparency <= 0 && material.Glow == Vector3.Zero;
}
