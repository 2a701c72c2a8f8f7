using System.Numerics;
using System.Runtime.Intrinsics;
using Fuse3D.Bench.Rooms;
using Fuse3D.Vision.Data.Rooms.Rendering;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Tests.Data.Rooms.Rendering;

public class TriangleTreeTests
{
    [Theory]
    [InlineData(1), InlineData(2), InlineData(5), InlineData(40), InlineData(700), InlineData(3000)]
    public void Nearest_SoupOfTriangles_EqualsEveryTriangleTriedToTheLastBit(int triangles)
    {
        var random = new Random(triangles);
        TriangleTree tree = Soup(triangles, random);
        for (int round = 0; round < 300; round++)
        {
            RayPacket packet = Packet(random, spread: round % 3 == 0 ? 0.05f : 2);
            tree.Nearest(packet, out PacketHits hits);
            for (int lane = 0; lane < RayPacket.Lanes; lane++)
            {
                RayHit expected = tree.NearestScalar(packet[lane]);
                Assert.Equal((expected.Slot, expected.Distance), (hits.Slot[lane], hits.Distance[lane]));
            }
        }
    }

    [Theory]
    [InlineData(60), InlineData(200), InlineData(2000)]
    public void Blocked_SoupOfTriangles_EqualsEveryTriangleTried(int triangles)
    {
        var random = new Random(triangles);
        TriangleTree tree = Soup(triangles, random);
        int blocked = 0;
        for (int round = 0; round < 300; round++)
        {
            RayPacket packet = Packet(random, spread: 0.3f, to: 3 * random.NextSingle());
            uint bits = tree.Blocked(packet);
            for (int lane = 0; lane < RayPacket.Lanes; lane++)
                Assert.Equal(tree.BlockedScalar(packet[lane]), ((bits >> lane) & 1) != 0);
            blocked += BitOperations.PopCount(bits);
        }

        Assert.InRange(blocked, 1, 300 * RayPacket.Lanes - 1);      // both answers came up
    }

    [Fact]
    public void Nearest_MadeRoom_EqualsRaysFollowedOneByOne()
    {
        TriangleTree tree = new TracedScene(MadeRoom.Create()).Tree;
        var random = new Random(5);
        for (int round = 0; round < 2000; round++)
        {
            Vector3 origin = new Vector3(0.3f) + 0.8f * MadeRoom.Size * new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle());
            RayPacket packet = Packet(random, spread: 0.1f, origin: origin);
            tree.Nearest(packet, out PacketHits hits);
            for (int lane = 0; lane < RayPacket.Lanes; lane++)
                Assert.Equal(PlainTracer.Nearest(tree, packet[lane]), new RayHit(hits.Distance[lane], hits.Slot[lane]));
        }
    }

    [Fact]
    public void Nearest_SoupOfTriangles_AgreesWithDoublePrecision()
    {
        var random = new Random(9);
        (SceneMesh mesh, TriangleTree tree) = MeshAndTree(500, random);
        for (int round = 0; round < 200; round++)
        {
            RayPacket packet = Packet(random, spread: 1);
            tree.Nearest(packet, out PacketHits hits);
            for (int lane = 0; lane < RayPacket.Lanes; lane++)
            {
                double expected = NearestInDouble(mesh, packet[lane], out double margin);
                if (margin > 1e-4)                                  // not on an edge to the last digits
                    Assert.Equal(expected, hits.Distance[lane], 1e-4 * Math.Min(expected, 10));
            }
        }
    }

    // A closed surface of many triangles: whatever is aimed at from inside, corners and edges above all, is met.
    [Fact]
    public void Nearest_AimedAtCornersAndEdgesOfClosedSurface_NeverSlipsThrough()
    {
        var scene = new SmallScene();
        scene.Ball(new(0.3f, -0.2f, 0.1f), 1.7f, around: 32);
        TriangleTree tree = new TracedScene(scene.Scene).Tree;
        var random = new Random(3);
        foreach (SceneTriangle triangle in scene.Mesh.Triangles)
        {
            Vector3 a = scene.Mesh.Positions[triangle.A], b = scene.Mesh.Positions[triangle.B], c = scene.Mesh.Positions[triangle.C];
            Vector3[] aims = [a, b, c, (a + b) / 2, (b + c) / 2, (c + a) / 2, Vector3.Lerp(a, b, 0.3f), Vector3.Lerp(b, c, 0.77f)];
            Vector3 origin = new(random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, random.NextSingle() - 0.5f);
            var packet = new RayPacket(
                Vector3x8.Create(origin), Lanes([.. aims.Select(aim => aim - origin)]), Vector256<float>.Zero, Vector256.Create(float.PositiveInfinity));
            tree.Nearest(packet, out PacketHits hits);
            for (int lane = 0; lane < RayPacket.Lanes; lane++)
                Assert.Equal(1, hits.Distance[lane], 1e-4f);
        }
    }

    [Fact]
    public void Nearest_EmptyScene_MeetsNothing()
    {
        TriangleTree tree = new TracedScene(new SmallScene().Scene).Tree;
        RayPacket packet = Packet(new Random(1), spread: 1);

        tree.Nearest(packet, out PacketHits hits);

        Assert.Equal(Vector256.Create(-1), hits.Slot);
        Assert.Equal(0u, tree.Blocked(packet));
    }

    [Fact]
    public void Nearest_TrianglesWithoutArea_AreNotMet()
    {
        var scene = new SmallScene();
        scene.Sheet(new(-1, 2, 0), new(2, 0, 0), new(4, 0, 0));      // a line
        scene.Sheet(new(0, 1, 0), Vector3.Zero, Vector3.Zero);       // a point
        int wall = scene.Wall(3);
        TriangleTree tree = new TracedScene(scene.Scene).Tree;
        var packet = new RayPacket(default, Vector3x8.Create(Vector3.UnitY), Vector256<float>.Zero, Vector256.Create(float.PositiveInfinity));

        tree.Nearest(packet, out PacketHits hits);

        Assert.Equal(Vector256.Create(3f), hits.Distance);
        Assert.Equal(wall, scene.Mesh.Triangles[tree.Triangles[hits.Slot[0]].Index].Thing);
    }

    [Fact]
    public void Nearest_LanesThatEndBeforeTheyStart_TakeNoPart()
    {
        var scene = new SmallScene();
        scene.Wall(2);
        TriangleTree tree = new TracedScene(scene.Scene).Tree;
        Vector256<float> to = Vector256.Create(9, -1, 1.9f, 2.1f, -1, 9, -1, -1f);
        var packet = new RayPacket(default, Vector3x8.Create(Vector3.UnitY), Vector256<float>.Zero, to);

        tree.Nearest(packet, out PacketHits hits);

        Assert.Equal([true, false, false, true, false, true, false, false], Enumerable.Range(0, 8).Select(lane => hits.Slot[lane] >= 0));
        Assert.Equal(0b101001u, tree.Blocked(packet));
    }

    [Fact]
    public void Build_ThousandsOfTriangles_NamesEachOnceWithinItsBoxes()
    {
        (SceneMesh mesh, TriangleTree tree) = MeshAndTree(3000, new Random(4));
        Assert.Equal(Enumerable.Range(0, 3000), tree.Triangles.ToArray().Select(triangle => triangle.Index).Order());
        int seen = 0;
        foreach (TreeNode node in tree.Nodes)
        {
            for (int slot = node.Link; node.IsLeaf && slot < node.Link + node.Kind; slot++, seen++)
            {
                Vector3 corner = mesh.Positions[mesh.Triangles[tree.Triangles[slot].Index].B];
                Assert.Equal(corner, Vector3.Clamp(corner, node.Low, node.High));
            }
        }

        Assert.Equal(3000, seen);
    }

    private static TriangleTree Soup(int triangles, Random random) => MeshAndTree(triangles, random).Tree;

    private static (SceneMesh Mesh, TriangleTree Tree) MeshAndTree(int triangles, Random random)
    {
        var mesh = new SceneMesh();
        Vector3 Draw(float size) => size * new Vector3(random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, random.NextSingle() - 0.5f);
        for (int i = 0; i < triangles; i++)
        {
            Vector3 centre = Draw(6);
            for (int corner = 0; corner < 3; corner++)
                mesh.Positions.Add(centre + Draw(random.NextSingle() < 0.1f ? 4 : 0.8f));
            mesh.Triangles.Add(new(3 * i, 3 * i + 1, 3 * i + 2, i % 2, 0));
        }

        return (mesh, new TriangleTree(mesh, [true, false]));
    }

    private static RayPacket Packet(Random random, float spread, float to = float.PositiveInfinity, Vector3? origin = null)
    {
        Vector3 Draw(float size) => size * new Vector3(random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, random.NextSingle() - 0.5f);
        Vector3 from = origin ?? Draw(8), towards = Draw(2);
        Vector3[] directions = [.. Enumerable.Range(0, RayPacket.Lanes).Select(_ => towards + Draw(spread))];
        if (random.Next(10) == 0)
            directions[0] = Vector3.UnitX;                          // along an axis: 0 in two parts
        return new RayPacket(Vector3x8.Create(from), Lanes(directions), Vector256<float>.Zero, Vector256.Create(to));
    }

    private static Vector3x8 Lanes(Vector3[] vectors)
    {
        Vector256<float> Part(Func<Vector3, float> part) => Vector256.Create([.. vectors.Select(part)]);
        return new(Part(v => v.X), Part(v => v.Y), Part(v => v.Z));
    }

    /// <param name="margin">least distance, in shares of a corner, between the ray and any edge that would change the answer</param>
    private static double NearestInDouble(SceneMesh mesh, Ray ray, out double margin)
    {
        double nearest = double.PositiveInfinity;
        margin = double.PositiveInfinity;
        foreach (SceneTriangle triangle in mesh.Triangles)
        {
            double[] a = Parts(mesh.Positions[triangle.A]), u = Minus(mesh.Positions[triangle.B], a), v = Minus(mesh.Positions[triangle.C], a);
            double[] d = Parts(ray.Direction), o = Minus(ray.Origin, a), p = Cross(d, v), q = Cross(o, u);
            double scale = 1 / Dot(p, u), b = Dot(p, o) * scale, c = Dot(q, d) * scale, distance = Dot(q, v) * scale;
            if (distance <= 0)
                continue;
            double inside = Math.Min(Math.Min(b, c), 1 - b - c);
            margin = Math.Min(margin, Math.Abs(inside));
            if (inside >= 0)
                nearest = Math.Min(nearest, distance);
        }

        return nearest;
    }

    private static double[] Parts(Vector3 v) => [v.X, v.Y, v.Z];

    private static double[] Minus(Vector3 v, double[] from) => [v.X - from[0], v.Y - from[1], v.Z - from[2]];

    private static double[] Cross(double[] a, double[] b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

    private static double Dot(double[] a, double[] b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
