using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Rooms.Furnishing;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Tests.Data.Rooms.Furnishing;

public sealed class RoomMakerTests
{
    private static readonly string[] Shell = ["wall", "floor", "ceiling", "door", "window"];

    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(0, 24).Select(i => (ulong)i)];

    [Fact]
    public void Make_SameSeedAndOptions_SameRoomToTheBit()
    {
        Assert.Equal(Hash(RoomMaker.Make(5, new())), Hash(RoomMaker.Make(5, new())));
        Assert.NotEqual(Hash(RoomMaker.Make(5, new())), Hash(RoomMaker.Make(6, new())));
        Assert.NotEqual(Hash(RoomMaker.Make(5, new())), Hash(RoomMaker.Make(5, new() { LookAlike = 1, DepthInvisible = 1 })));
    }

    [Fact]
    public void Make_ViewsTaken_RoomStaysAsItIs()
    {
        RoomScene scene = RoomMaker.Make(5, new());
        string before = Hash(scene);
        RoomViews.One(scene, 1, (320, 240));
        RoomViews.Path(scene, 1, 12, (320, 240));
        Assert.Equal(before, Hash(scene));
    }

    [Fact]
    public void Make_ShareOutOfRange_NamesIt()
    {
        InvalidInputException e = Assert.Throws<InvalidInputException>(() => RoomMaker.Make(0, new() { LookAlike = 1.5 }));
        Assert.Contains("LookAlike is 1.5", e.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Make_AnySeed_TrianglesAreSoundAndFaceOutwards(ulong seed)
    {
        RoomScene scene = RoomMaker.Make(seed, new());
        SceneMesh mesh = scene.Mesh;
        Assert.Equal(mesh.Positions.Count, mesh.Normals.Count);
        Assert.Equal(mesh.Positions.Count, mesh.PatternPlaces.Count);
        Assert.All(mesh.Positions, p => Assert.True(float.IsFinite(p.X + p.Y + p.Z)));
        Assert.All(mesh.PatternPlaces, p => Assert.True(float.IsFinite(p.X + p.Y + p.Z)));
        Assert.All(mesh.Normals, n => Assert.Equal(1, n.Length(), 1e-3f));
        foreach (SceneTriangle t in mesh.Triangles)
        {
            string of = scene.Objects[t.Thing].Label;
            Vector3 a = mesh.Positions[t.A], b = mesh.Positions[t.B], c = mesh.Positions[t.C], twice = Vector3.Cross(b - a, c - a);
            Assert.True(twice.Length() > 1e-9f, $"{of}: a triangle without area at {a}");
            Assert.InRange(t.Material, 0, scene.Materials.Count - 1);
            Vector3 meanNormal = mesh.Normals[t.A] + mesh.Normals[t.B] + mesh.Normals[t.C];
            Assert.True(Vector3.Dot(twice, meanNormal) > 0, $"{of}: normals of the triangle at {a} point to its back");
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Make_AnySeed_BoxesHoldTheirTrianglesTightly(ulong seed)
    {
        RoomScene scene = RoomMaker.Make(seed, new());
        for (int thing = 0; thing < scene.Objects.Count; thing++)
        {
            SceneObject of = scene.Objects[thing];
            (Vector3 low, Vector3 high) = Extent(scene, thing);
            Point3D half = of.Box.Size * 0.5;
            Assert.Equal(-half.X, low.X, 2e-4);
            Assert.Equal(-half.Y, low.Y, 2e-4);
            Assert.Equal(-half.Z, low.Z, 2e-4);
            Assert.Equal(half.X, high.X, 2e-4);
            Assert.Equal(half.Y, high.Y, 2e-4);
            Assert.Equal(half.Z, high.Z, 2e-4);
            Assert.Equal(Nyu40.NumberOf(of.Label), of.Nyu40);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Make_AnySeed_FurnitureStandsInsideAndApart(ulong seed)
    {
        RoomScene scene = RoomMaker.Make(seed, new());
        SceneObject[] found = [.. scene.Objects.Where(o => o.Detected)];
        foreach (SceneObject thing in scene.Objects.Where(o => !Shell.Contains(o.Label)))
        {
            foreach (Point3D corner in thing.Box.Corners())
            {
                Assert.InRange(corner.X, -1e-3, scene.Size.X + 1e-3);
                Assert.InRange(corner.Y, -1e-3, scene.Size.Y + 1e-3);
                Assert.InRange(corner.Z, -1e-3, scene.Size.Z + 1e-3);
            }
        }

        Assert.All(found, thing => Assert.Equal(0, thing.Box.Centre.Z - thing.Box.Size.Z / 2, 5e-3));
        for (int i = 0; i < found.Length; i++)
        {
            for (int j = 0; j < i; j++)
                Assert.True(
                    OrientedIou.Intersection(found[i].Box, found[j].Box) < 1e-6, $"{found[i].Label} and {found[j].Label} share room");
        }
    }

    private static (Vector3 Low, Vector3 High) Extent(RoomScene scene, int thing)
    {
        Box3D box = scene.Objects[thing].Box;
        (double sin, double cos) = Math.SinCos(box.Yaw);
        Vector3 low = new(float.MaxValue), high = new(float.MinValue);
        foreach (SceneTriangle t in scene.Mesh.Triangles.Where(t => t.Thing == thing))
        {
            foreach (int vertex in (int[])[t.A, t.B, t.C])
            {
                Vector3 p = scene.Mesh.Positions[vertex];
                double x = p.X - box.Centre.X, y = p.Y - box.Centre.Y;
                Vector3 own = new((float)(cos * x + sin * y), (float)(cos * y - sin * x), (float)(p.Z - box.Centre.Z));
                (low, high) = (Vector3.Min(low, own), Vector3.Max(high, own));
            }
        }

        return (low, high);
    }

    internal static string Hash(RoomScene scene)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (List<Vector3> list in (List<Vector3>[])[scene.Mesh.Positions, scene.Mesh.Normals, scene.Mesh.PatternPlaces])
            hash.AppendData(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(list)));
        hash.AppendData(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(scene.Mesh.Triangles)));
        object[] parts = [.. scene.Materials, .. scene.Objects, .. scene.Lamps, scene.Ambient];
        foreach (object part in parts)
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(part.ToString()!));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
