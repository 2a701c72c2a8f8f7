using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Rooms.Furnishing;

/// <summary>Puts pieces into a scene: their triangles where they stand, their materials, the boxes around them, their light.</summary>
internal sealed class SceneBuilder(Vector3 roomSize)
{
    private readonly List<Material> _materials = [];
    private readonly List<SceneObject> _objects = [];
    private readonly List<Lamp> _lamps = [];
    private readonly SceneMesh _mesh = new();

    public Vector3 RoomSize { get; } = roomSize;

    public void Add(Lamp lamp) => _lamps.Add(lamp);

    /// <param name="place">of the piece's origin, world axes</param>
    /// <param name="yaw">turns the piece's front from +x towards +y</param>
    public void Add(Piece piece, Vector3 place, float yaw)
    {
        (float sin, float cos) = MathF.SinCos(yaw);
        Vector3 Turned(Vector3 v) => new(cos * v.X - sin * v.Y, sin * v.X + cos * v.Y, v.Z);
        int first = _mesh.Positions.Count, thing = _objects.Count;
        Shape shape = piece.Shape;
        for (int i = 0; i < shape.Positions.Count; i++)
        {
            _mesh.Positions.Add(place + Turned(shape.Positions[i]));
            _mesh.Normals.Add(Turned(shape.Normals[i]));
            _mesh.PatternPlaces.Add(shape.PatternPlaces[i]);
        }

        Dictionary<Role, int> materials = [];
        foreach ((int a, int b, int c, Role role) in shape.Triangles)
        {
            if (!materials.TryGetValue(role, out int material))
            {
                materials.Add(role, material = _materials.Count);
                _materials.Add(piece.Looks[role]);
            }

            _mesh.Triangles.Add(new(first + a, first + b, first + c, material, thing));
        }

        Vector3 centre = place + Turned((shape.Low + shape.High) / 2), size = shape.Size;
        Box3D box = new(new(centre.X, centre.Y, centre.Z), new(size.X, size.Y, size.Z), yaw);
        _objects.Add(new SceneObject(piece.Label, Nyu40.NumberOf(piece.Label), box.WithYawInRange(), piece.Detected)
        {
            LooksDecide = piece.LooksDecide,
            HidesFromDepth = piece.HidesFromDepth,
        });
        if (piece.Lamp is { } lamp)
            Add(lamp with { Centre = place + Turned(lamp.Centre), Direction = Turned(lamp.Direction) });
    }

    public RoomScene Build(ulong seed, Vector3 ambient) => new()
    {
        Seed = seed,
        Size = RoomSize,
        Mesh = _mesh,
        Materials = _materials,
        Objects = _objects,
        Lamps = _lamps,
        Ambient = ambient,
    };
}
