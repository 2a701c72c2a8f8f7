using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Rendering;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Tests.Data.Rooms.Rendering;

/// <summary>A few sheets and boxes in front of a camera at the origin that looks along +y.</summary>
internal sealed class SmallScene
{
    private readonly List<Material> _materials = [];
    private readonly List<SceneObject> _objects = [];

    public static Material Grey { get; } = new() { Colour = new(0.5f) };

    public SceneMesh Mesh { get; } = new();

    public List<Lamp> Lamps { get; } = [];

    public Vector3 Ambient { get; set; } = new(0.3f);

    public RoomScene Scene => new()
    {
        Seed = 1,
        Size = new(5),
        Mesh = Mesh,
        Materials = _materials,
        Objects = _objects,
        Lamps = Lamps,
        Ambient = Ambient,
    };

    /// <summary>A look along +y; the upright axes' x is the picture's right.</summary>
    public static RoomView View(int width = 64, int height = 48, double focal = 60, Transform3D? upright = null, Distortion? lens = null) => new(
        new Camera(focal, focal, (width - 1) / 2.0, (height - 1) / 2.0, width, height) { Distortion = lens ?? Distortion.None },
        upright is null ? Transform3D.CameraFromUpright : Transform3D.CameraFromUpright.After(upright));

    /// <summary>A parallelogram as an object of its own.</summary>
    /// <returns>its index</returns>
    public int Sheet(Vector3 corner, Vector3 across, Vector3 along, Material? material = null)
    {
        int thing = Thing(material ?? Grey), first = Mesh.Positions.Count;
        Vector3 normal = Vector3.Normalize(Vector3.Cross(across, along));
        foreach (Vector3 place in (ReadOnlySpan<Vector3>)[corner, corner + across, corner + across + along, corner + along])
            Vertex(place, normal);
        Mesh.Triangles.Add(new(first, first + 1, first + 2, thing, thing));
        Mesh.Triangles.Add(new(first, first + 2, first + 3, thing, thing));
        return thing;
    }

    /// <summary>A wall across the look, 8 x 8 metres.</summary>
    public int Wall(float y, Material? material = null) => Sheet(new(-4, y, -4), new(8, 0, 0), new(0, 0, 8), material);

    /// <summary>An upright box, six sheets of one object.</summary>
    public int Box(Vector3 low, Vector3 high, Material? material = null)
    {
        int thing = _objects.Count;
        Vector3 x = new(high.X - low.X, 0, 0), y = new(0, high.Y - low.Y, 0), z = new(0, 0, high.Z - low.Z);
        foreach ((Vector3 corner, Vector3 across, Vector3 along) in
            (ReadOnlySpan<(Vector3, Vector3, Vector3)>)[(low, y, x), (low, x, z), (low, z, y), (high, -x, -y), (high, -z, -x), (high, -y, -z)])
        {
            Sheet(corner, across, along, material);
            Mesh.Triangles[^1] = Mesh.Triangles[^1] with { Thing = thing };
            Mesh.Triangles[^2] = Mesh.Triangles[^2] with { Thing = thing };
        }

        return thing;
    }

    /// <summary>A ball of small triangles with the ball's own normals at their corners.</summary>
    public int Ball(Vector3 centre, float radius, int around = 96)
    {
        int thing = Thing(Grey), first = Mesh.Positions.Count, up = around / 2;
        for (int i = 0; i <= up; i++)
        {
            for (int k = 0; k <= around; k++)
            {
                float tilt = MathF.PI * i / up, turn = MathF.Tau * (k % around) / around;
                float reach = i == up ? 0 : MathF.Sin(tilt);                       // one point at the pole, not a ring around it
                Vector3 n = new(reach * MathF.Cos(turn), reach * MathF.Sin(turn), -MathF.Cos(tilt));
                Vertex(centre + n * radius, n);
            }
        }

        for (int i = 0; i < up * around; i++)
        {
            int a = first + i / around * (around + 1) + i % around, b = a + around + 1;
            Mesh.Triangles.Add(new(a, b + 1, b, thing, thing));
            Mesh.Triangles.Add(new(a, a + 1, b + 1, thing, thing));
        }

        return thing;
    }

    public RenderedView Render(RoomView? view = null, RenderOptions? options = null) => new SceneTracer(Scene, options).Render(view ?? View(), 1);

    private int Thing(Material material)
    {
        _materials.Add(material);
        _objects.Add(new("otherprop", 40, default, Detected: false));
        return _objects.Count - 1;
    }

    private void Vertex(Vector3 position, Vector3 normal)
    {
        Mesh.Positions.Add(position);
        Mesh.Normals.Add(normal);
        Mesh.PatternPlaces.Add(position);
    }
}
