using System.Numerics;
using System.Runtime.InteropServices;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>What is at a point of a scene's surface, looked up by the triangle's slot in the tree.</summary>
internal sealed class SceneSurfaces
{
    private const float FlatCosine = 0.99999f;          // corners' normals nearer to the triangle's own are equal to it
    private readonly TriangleTree _tree;
    private readonly Face[] _faces;
    private readonly Material[] _materials;

    public SceneSurfaces(RoomScene scene, TriangleTree tree)
    {
        _tree = tree;
        _materials = [.. scene.Materials];
        _faces = new Face[tree.Triangles.Length];
        for (int slot = 0; slot < _faces.Length; slot++)
            _faces[slot] = FaceOf(scene.Mesh, tree.Triangles[slot]);
    }

    /// <summary>The surface where a ray meets a triangle.</summary>
    public SurfacePoint At(int slot, Vector3 origin, Vector3 direction, float distance)
    {
        ref readonly TracedTriangle triangle = ref _tree.Triangles[slot];
        ref readonly Face face = ref _faces[slot];
        Vector3 shares = triangle.Shares(origin, direction);
        Vector3 facing = Vector3.Dot(triangle.Normal, direction) > 0 ? -triangle.Normal : triangle.Normal;
        return new SurfacePoint
        {
            Position = origin + direction * distance,
            Facing = facing,
            Normal = face.Flat ? facing : Bent(face, shares, facing, direction),
            Place = face.PlaceA * shares.X + face.PlaceB * shares.Y + face.PlaceC * shares.Z,
            PatternAxes = face.PatternAxes,
            Material = _materials[face.Material],
            Thing = face.Thing,
            Key = face.Key,
        };
    }

    // Corners' normals between them; the triangle's own where the bent one would look away from the ray.
    private static Vector3 Bent(in Face face, Vector3 shares, Vector3 facing, Vector3 direction)
    {
        Vector3 normal = Vector3.Normalize(face.NormalA * shares.X + face.NormalB * shares.Y + face.NormalC * shares.Z);
        if (Vector3.Dot(normal, facing) < 0)
            normal = -normal;
        return Vector3.Dot(normal, direction) < 0 ? normal : facing;
    }

    private static Face FaceOf(SceneMesh mesh, TracedTriangle traced)
    {
        SceneTriangle triangle = mesh.Triangles[traced.Index];
        ReadOnlySpan<Vector3> normals = CollectionsMarshal.AsSpan(mesh.Normals), places = CollectionsMarshal.AsSpan(mesh.PatternPlaces);
        Vector3 a = normals[triangle.A], b = normals[triangle.B], c = normals[triangle.C];
        Vector3 placeA = places[triangle.A], placeB = places[triangle.B], placeC = places[triangle.C];
        bool flat = IsFlat(a) && IsFlat(b) && IsFlat(c);
        return new Face
        {
            NormalA = a,
            NormalB = b,
            NormalC = c,
            PlaceA = placeA,
            PlaceB = placeB,
            PlaceC = placeC,
            PatternAxes = PatternAxes.Of(placeA, placeB, placeC),
            Material = triangle.Material,
            Thing = triangle.Thing,
            Flat = flat,
            Key = flat ? PlaneKey(triangle.Thing, traced.Normal, mesh.Positions[triangle.A]) : CurvedKey(triangle.Thing),
        };

        bool IsFlat(Vector3 normal) => !(MathF.Abs(Vector3.Dot(normal, traced.Normal)) < FlatCosine);
    }

    // Equal for triangles of one flat face. Steps are odd lengths, so that round sizes do not lie on a border between two.
    private static int PlaneKey(int thing, Vector3 normal, Vector3 point)
    {
        const float NormalStep = 0.0437f, OffsetStep = 0.01732f;
        int Steps(float x, float step) => (int)MathF.Round(x / step);
        uint key = (uint)Steps(normal.X, NormalStep) * 73 + (uint)Steps(normal.Y, NormalStep);
        key = key * 73 + (uint)Steps(normal.Z, NormalStep);
        key = HashNoise.Mix(key * 8191 + (uint)Steps(Vector3.Dot(normal, point), OffsetStep)) ^ (uint)thing;
        return (int)(HashNoise.Mix(key) & 0x7FFFFFFE) + 1;
    }

    // Negative: normals vary, and have to be looked at too.
    private static int CurvedKey(int thing) => -1 - thing;

    private struct Face
    {
        public Vector3 NormalA, NormalB, NormalC, PlaceA, PlaceB, PlaceC;
        public PatternAxes PatternAxes;
        public int Material, Thing, Key;
        public bool Flat;
    }
}
