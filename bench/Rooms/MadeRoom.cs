using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Bench.Rooms;

/// <summary>A room made by hand, with one of everything that a ray tracer has to cope with.</summary>
/// <remarks>5 x 4 x 2.6 m; the window is in the wall x = 0, and the camera looks along +y.</remarks>
internal sealed class MadeRoom
{
    private readonly List<Material> _materials = [];
    private readonly List<SceneObject> _objects = [];
    private readonly SceneMesh _mesh = new();

    public static Vector3 Size { get; } = new(5, 4, 2.6f);

    /// <param name="balls">on the floor and the table; each has 960 triangles</param>
    public static RoomScene Create(int balls = 10)
    {
        var room = new MadeRoom();
        room.Shell();
        room.Furniture();
        var random = new Random(1);
        float Between(float low, float high) => low + (high - low) * random.NextSingle();
        for (int i = 0; i < balls; i++)
        {
            float radius = Between(0.07f, 0.16f);
            Vector3 colour = new(Between(0.1f, 0.8f), Between(0.1f, 0.8f), Between(0.1f, 0.8f));
            Material material = new() { Colour = colour, SecondColour = colour * 0.5f, Gloss = random.NextSingle(), Pattern = (Pattern)(i % 9), Scale = 0.06f };
            room.Ball("otherprop", 40, new(Between(0.4f, 4.6f), Between(1.2f, 2.6f), radius), radius, material);
        }

        return new RoomScene
        {
            Seed = 1,
            Size = Size,
            Mesh = room._mesh,
            Materials = room._materials,
            Objects = room._objects,
            Ambient = new(0.22f, 0.22f, 0.23f),
            Lamps =
            [
                new(new(2.5f, 2f, 2.35f), 0.12f, new(1.5f, 1.35f, 1.1f), Vector3.Zero),
                new(new(0.05f, 2.4f, 1.5f), 0.5f, new(2.2f, 2.4f, 2.7f), Vector3.UnitX),
                new(new(4.6f, 3.55f, 1.5f), 0.1f, new(0.5f, 0.4f, 0.25f), Vector3.Zero),
            ],
        };
    }

    /// <summary>A look from the wall y = 0 into the room, a little downwards.</summary>
    public static RoomView View(int width = 320, int height = 240, Distortion? lens = null)
    {
        double focal = 0.9 * width, tilt = 0.22, c = Math.Cos(tilt), s = Math.Sin(tilt);
        Camera camera = new(focal, focal, (width - 1) / 2.0, (height - 1) / 2.0, width, height) { Distortion = lens ?? Distortion.None };
        Transform3D turned = Transform3D.FromLinear([1, 0, 0, 0, -s, -c, 0, c, -s]);
        return new RoomView(camera, turned.After(Transform3D.FromLinear([1, 0, 0, 0, 1, 0, 0, 0, 1], new Point3D(-2.4, -0.1, -1.45))));
    }

    private void Shell()
    {
        Material paint = new() { Colour = new(0.72f, 0.68f, 0.6f) };
        Box("floor", 2, new(2.5f, 2, -0.05f), new(5.2f, 4.2f, 0.1f), 0, new()
        {
            Colour = new(0.42f, 0.25f, 0.13f),
            SecondColour = new(0.22f, 0.12f, 0.06f),
            Pattern = Pattern.Wood,
            Scale = 0.16f,
            Gloss = 0.35f,
        });
        Box("ceiling", 22, new(2.5f, 2, 2.65f), new(5.2f, 4.2f, 0.1f), 0, new() { Colour = new(0.85f) });
        Box("wall", 1, new(2.5f, 4.05f, 1.3f), new(5.2f, 0.1f, 2.6f), 0, new()
        {
            Colour = new(0.5f, 0.2f, 0.14f),
            SecondColour = new(0.55f, 0.53f, 0.5f),
            Pattern = Pattern.Bricks,
            Scale = 0.25f,
        });
        Box("wall", 1, new(2.5f, -0.05f, 1.3f), new(5.2f, 0.1f, 2.6f), 0, paint);
        Box("wall", 1, new(5.05f, 2, 1.3f), new(0.1f, 4.2f, 2.6f), 0, new()
        {
            Colour = new(0.55f, 0.62f, 0.66f),
            SecondColour = new(0.5f, 0.57f, 0.62f),
            Pattern = Pattern.Stripes,
            Scale = 0.3f,
        });
        Box("wall", 1, new(-0.05f, 2, 0.5f), new(0.1f, 4.2f, 1f), 0, paint);                // around the window
        Box("wall", 1, new(-0.05f, 2, 2.3f), new(0.1f, 4.2f, 0.6f), 0, paint);
        Box("wall", 1, new(-0.05f, 0.9f, 1.5f), new(0.1f, 2, 1), 0, paint);
        Box("wall", 1, new(-0.05f, 3.5f, 1.5f), new(0.1f, 1.2f, 1), 0, paint);
        Box("window", 9, new(-0.05f, 2.4f, 1.5f), new(0.01f, 1, 1), 0, new() { Colour = new(0.9f), Transparency = 0.9f, Gloss = 0.9f, InfraredReturn = 0.03f });
    }

    private void Furniture()
    {
        Material wood = new() { Colour = new(0.55f, 0.36f, 0.2f), SecondColour = new(0.36f, 0.21f, 0.1f), Pattern = Pattern.Wood, Scale = 0.12f, Gloss = 0.5f };
        Table(new(3.2f, 2.6f, 0), 0.35f, wood);
        Box("box", 29, new(1.2f, 3f, 0.3f), new(0.7f, 0.6f, 0.6f), 0.4f, new() { Colour = new(0.2f, 0.35f, 0.55f), SecondColour = new(0.6f), Pattern = Pattern.Cloth, Scale = 0.05f });
        Box("box", 29, new(1.25f, 3f, 0.75f), new(0.3f, 0.3f, 0.3f), 0.1f, new() { Colour = new(0.75f, 0.7f, 0.2f), SecondColour = new(0.7f, 0.1f, 0.1f), Pattern = Pattern.Dots, Scale = 0.08f });
        Box("cabinet", 3, new(4.6f, 3.5f, 0.45f), new(0.7f, 0.5f, 0.9f), 0, new() { Colour = new(0.03f), Gloss = 0.8f, InfraredReturn = 0.05f });
        Box("lamp", 35, new(4.6f, 3.55f, 1.15f), new(0.04f, 0.04f, 0.5f), 0, new() { Colour = new(0.3f), Gloss = 0.7f });
        Ball("lamp", 35, new(4.6f, 3.55f, 1.5f), 0.12f, new() { Colour = new(0.9f, 0.8f, 0.6f), Glow = new(1.6f, 1.3f, 0.8f) });
        Box("door", 8, new(2.2f, 3.2f, 0.8f), new(0.9f, 0.02f, 1.6f), 0.3f, new() { Colour = new(0.7f, 0.95f, 0.85f), Transparency = 0.85f, Gloss = 0.9f, InfraredReturn = 0.05f });
        Box("floormat", 20, new(2.5f, 1.6f, 0.005f), new(1.6f, 1.1f, 0.01f), 0.1f, new() { Colour = new(0.5f, 0.1f, 0.12f), SecondColour = new(0.7f, 0.6f, 0.4f), Pattern = Pattern.Noise, Scale = 0.1f });
        Box("picture", 11, new(3f, 3.985f, 1.6f), new(0.8f, 0.03f, 0.5f), 0, new() { Colour = new(0.8f, 0.8f, 0.75f), SecondColour = new(0.1f, 0.15f, 0.4f), Pattern = Pattern.Checks, Scale = 0.2f });
    }

    private void Table(Vector3 at, float yaw, Material material)
    {
        int thing = Thing("table", 7, at + new Vector3(0, 0, 0.375f), new(1.2f, 0.7f, 0.75f), yaw), paint = Paint(material);
        Slab(thing, paint, at + new Vector3(0, 0, 0.73f), new(1.2f, 0.7f, 0.04f), yaw);
        foreach ((float x, float y) in (ReadOnlySpan<(float, float)>)[(-1, -1), (1, -1), (-1, 1), (1, 1)])
            Slab(thing, paint, at + Turned(new(0.55f * x, 0.3f * y, 0.355f), yaw), new(0.06f, 0.06f, 0.71f), yaw);
    }

    private void Box(string label, int nyu40, Vector3 centre, Vector3 size, float yaw, Material material) =>
        Slab(Thing(label, nyu40, centre, size, yaw), Paint(material), centre, size, yaw);

    private int Thing(string label, int nyu40, Vector3 centre, Vector3 size, float yaw)
    {
        _objects.Add(new(label, nyu40, new Box3D(new(centre.X, centre.Y, centre.Z), new(size.X, size.Y, size.Z), yaw), Detected: false));
        return _objects.Count - 1;
    }

    private int Paint(Material material)
    {
        _materials.Add(material);
        return _materials.Count - 1;
    }

    private void Slab(int thing, int material, Vector3 centre, Vector3 size, float yaw)
    {
        for (int face = 0; face < 6; face++)
        {
            int axis = face / 2;
            Vector3 normal = Vector3.Zero, across = Vector3.Zero;
            normal[axis] = face % 2 == 0 ? 1 : -1;
            across[(axis + 1) % 3] = 1;
            Vector3 along = Vector3.Cross(normal, across);
            int first = _mesh.Positions.Count;
            foreach ((float a, float b) in (ReadOnlySpan<(float, float)>)[(-1, -1), (1, -1), (1, 1), (-1, 1)])
            {
                Vector3 place = (normal + a * across + b * along) * size / 2;
                Vertex(centre + Turned(place, yaw), Turned(normal, yaw), place);
            }

            _mesh.Triangles.Add(new(first, first + 1, first + 2, material, thing));
            _mesh.Triangles.Add(new(first, first + 2, first + 3, material, thing));
        }
    }

    private void Ball(string label, int nyu40, Vector3 centre, float radius, Material material)
    {
        const int Around = 32, Up = 16;
        int thing = Thing(label, nyu40, centre, new(2 * radius), 0), paint = Paint(material), first = _mesh.Positions.Count;
        for (int i = 0; i <= Up; i++)
        {
            for (int k = 0; k <= Around; k++)
            {
                float tilt = MathF.PI * i / Up, turn = MathF.Tau * (k % Around) / Around;
                Vector3 n = new(MathF.Sin(tilt) * MathF.Cos(turn), MathF.Sin(tilt) * MathF.Sin(turn), -MathF.Cos(tilt));
                Vertex(centre + n * radius, n, n * radius);
            }
        }

        for (int i = 0; i < Up; i++)
        {
            for (int k = 0; k < Around; k++)
            {
                int a = first + i * (Around + 1) + k, b = a + Around + 1;
                if (i < Up - 1)
                    _mesh.Triangles.Add(new(a, b + 1, b, paint, thing));
                if (i > 0)
                    _mesh.Triangles.Add(new(a, a + 1, b + 1, paint, thing));
            }
        }
    }

    private void Vertex(Vector3 position, Vector3 normal, Vector3 place)
    {
        _mesh.Positions.Add(position);
        _mesh.Normals.Add(normal);
        _mesh.PatternPlaces.Add(place);
    }

    private static Vector3 Turned(Vector3 v, float yaw)
    {
        (float sin, float cos) = MathF.SinCos(yaw);
        return new(cos * v.X - sin * v.Y, sin * v.X + cos * v.Y, v.Z);
    }
}
