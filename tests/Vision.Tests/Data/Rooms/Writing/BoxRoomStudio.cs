using System.Numerics;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Data.Rooms.Writing;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Tests.Data.Rooms.Writing;

/// <summary>
/// Rooms of a few boxes, seen by trying every triangle for every pixel: what is written of them can be told without the ray tracer.
/// </summary>
internal sealed class BoxRoomStudio(int width = 96, int height = 72) : IRoomStudio
{
    private static readonly Vector3 Room = new(5, 6, 2.5f);

    private int _furnished;

    /// <summary>Rooms asked for so far.</summary>
    public int Furnished => _furnished;

    /// <summary>Called before every room.</summary>
    public Action<int>? Before { get; init; }

    /// <summary>A bed, a turned chair, a night stand of glass, a lamp that is clutter, a chair behind the camera.</summary>
    public RoomScene Furnish(ulong seed)
    {
        int room = Interlocked.Increment(ref _furnished);
        Before?.Invoke(room);
        var random = new SeededRandom(seed);
        float Between(float low, float high) => low + (high - low) * (float)random.NextDouble();
        var scene = new Builder(seed);
        scene.Shell(Room);
        scene.Add("bed", 4, new(Between(1.2f, 2), 4.4f, 0.3f), new(2, 1.5f, 0.6f), Between(1.4f, 1.7f));
        scene.Add("chair", 5, new(Between(3.2f, 3.6f), 3.6f, 0.45f), new(0.5f, 0.6f, 0.9f), Between(-3, 3));
        scene.Add("night_stand", 32, new(3.4f, 5.2f, 0.3f), new(0.5f, 0.5f, 0.6f), 0, hides: true);
        scene.Add("lamp", 35, new(2, 3.1f, 0.2f), new(0.2f, 0.2f, 0.4f), 0.3f, detected: false);
        scene.Add("chair", 5, new(2.5f, 0.3f, 0.45f), new(0.5f, 0.5f, 0.9f), 0);
        return scene.Done(Room);
    }

    public RoomLook Look(RoomScene scene) => Look(scene, new(2.5f, 0.8f, 1.3f), yaw: 1.5f);

    public IReadOnlyList<RoomLook> Walk(RoomScene scene, int looks) =>
        [.. Enumerable.Range(0, looks).Select(i => Look(scene, new(1.5f + 2f * i / looks, 0.9f, 1.4f), yaw: 1.75f - 0.4f * i / looks))];

    private RoomLook Look(RoomScene scene, Vector3 eye, double yaw)
    {
        const double tilt = 0.25, roll = 0.04;
        (double sy, double cy) = Math.SinCos(yaw);
        (double st, double ct) = Math.SinCos(tilt);
        (double sr, double cr) = Math.SinCos(roll);
        Point3D forward = new(cy * ct, sy * ct, -st), level = new(sy, -cy, 0), under = new(-cy * st, -sy * st, -ct);
        Point3D right = level * cr + under * sr, down = under * cr - level * sr;
        var worldFromCamera = Transform3D.FromLinear(
            [right.X, down.X, forward.X, right.Y, down.Y, forward.Y, right.Z, down.Z, forward.Z], new(eye.X, eye.Y, eye.Z));
        var view = new RoomView(new Camera(0.9 * width, 0.9 * width, width / 2.0 - 0.5, height / 2.0 - 0.5, width, height), worldFromCamera.Inverse());
        RenderedView seen = Render(scene, view);
        return new RoomLook(scene, view, seen, Sense(scene, seen));
    }

    private static RenderedView Render(RoomScene scene, RoomView view)
    {
        var seen = new RenderedView(view.Camera.Width, view.Camera.Height);
        Transform3D worldFromCamera = view.CameraFromWorld.Inverse();
        Vector3 eye = Single(worldFromCamera.Apply(new Point3D()));
        for (int i = 0; i < seen.Depth.Length; i++)
        {
            view.Camera.TryUnproject(i % seen.Width, i / seen.Width, 1, out Point3D ray);
            Vector3 direction = Single(worldFromCamera.Apply(ray)) - eye;       // as long as the depth is 1
            (float depth, SceneTriangle hit) = Nearest(scene.Mesh, eye, direction);
            (seen.Depth[i], seen.EuclideanDepth[i], seen.Shading[i]) = (depth, depth * direction.Length(), 0.5f);
            (seen.Instance[i], seen.Nyu40[i]) = ((ushort)(hit.Thing + 1), (byte)scene.Objects[hit.Thing].Nyu40);
            (seen.Normals[3 * i + 2], seen.TextureEdges[i], seen.OcclusionEdges[i], seen.Curvature[2 * i]) = (-1, i % 3 / 2f, 1, 5);
            (seen.Rgb[3 * i], seen.Rgb[3 * i + 1], seen.Rgb[3 * i + 2]) = ((byte)(40 + 20 * hit.Thing), (byte)(i % seen.Width), 90);
        }

        return seen;
    }

    private static (float Depth, SceneTriangle Hit) Nearest(SceneMesh mesh, Vector3 eye, Vector3 direction)
    {
        (float nearest, SceneTriangle hit) = (float.PositiveInfinity, default);
        foreach (SceneTriangle t in mesh.Triangles)
        {
            Vector3 a = mesh.Positions[t.A], ab = mesh.Positions[t.B] - a, ac = mesh.Positions[t.C] - a;
            Vector3 p = Vector3.Cross(direction, ac);
            float determinant = Vector3.Dot(ab, p);
            if (MathF.Abs(determinant) < 1e-12f)
                continue;
            Vector3 from = eye - a, q = Vector3.Cross(from, ab);
            float u = Vector3.Dot(from, p) / determinant, v = Vector3.Dot(direction, q) / determinant, depth = Vector3.Dot(ac, q) / determinant;
            if (u >= 0 && v >= 0 && u + v <= 1 && depth > 1e-4f && depth < nearest)
                (nearest, hit) = (depth, t);
        }

        return (nearest, hit);
    }

    // Whole millimetres; of what hides, one pixel in fifty.
    private static DepthImage Sense(RoomScene scene, RenderedView seen) => new(seen.Width, seen.Height, [.. seen.Depth.Select((d, i) =>
        scene.Objects[seen.Instance[i] - 1].HidesFromDepth && i % 50 != 0 ? (ushort)0 : (ushort)MathF.Round(d * 1000))]);

    private static Vector3 Single(Point3D p) => new((float)p.X, (float)p.Y, (float)p.Z);

    private sealed class Builder(ulong seed)
    {
        private readonly SceneMesh _mesh = new();
        private readonly List<SceneObject> _objects = [];

        public void Shell(Vector3 size)
        {
            Point3D centre = new(size.X / 2, size.Y / 2, size.Z / 2);
            Boxed(new Box3D(centre, new(size.X, size.Y, size.Z), 0), "wall", 1, detected: false, hides: false);
        }

        public void Add(string label, int nyu40, Vector3 centre, Vector3 size, float yaw, bool detected = true, bool hides = false) =>
            Boxed(new Box3D(new(centre.X, centre.Y, centre.Z), new(size.X, size.Y, size.Z), yaw), label, nyu40, detected, hides);

        public RoomScene Done(Vector3 size) => new()
        {
            Seed = seed,
            Size = size,
            Mesh = _mesh,
            Materials = [new Material { Colour = new(0.5f) }],
            Objects = _objects,
            Lamps = [],
            Ambient = Vector3.One,
        };

        private void Boxed(Box3D box, string label, int nyu40, bool detected, bool hides)
        {
            int first = _mesh.Positions.Count, thing = _objects.Count;
            _objects.Add(new SceneObject(label, nyu40, box, detected) { HidesFromDepth = hides });
            foreach (Point3D corner in box.Corners())
            {
                _mesh.Positions.Add(Single(corner));
                _mesh.Normals.Add(Vector3.UnitZ);
                _mesh.PatternPlaces.Add(Vector3.Zero);
            }

            foreach (int[] face in (int[][])[[0, 1, 2, 3], [4, 5, 6, 7], [0, 1, 5, 4], [1, 2, 6, 5], [2, 3, 7, 6], [3, 0, 4, 7]])
            {
                _mesh.Triangles.Add(new(first + face[0], first + face[1], first + face[2], 0, thing));
                _mesh.Triangles.Add(new(first + face[0], first + face[2], first + face[3], 0, thing));
            }
        }
    }
}
