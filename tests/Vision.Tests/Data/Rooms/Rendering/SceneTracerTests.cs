using System.Numerics;
using Fuse3D.Bench.Rooms;
using Fuse3D.Vision.Data.Rooms.Rendering;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Kernels;

namespace Fuse3D.Vision.Tests.Data.Rooms.Rendering;

public class SceneTracerTests
{
    private static readonly Distortion Lens = new(DistortionModel.PlumbBob, [0.12, -0.2, 0.001, -0.002, 0.05]);

    [Fact]
    public void Render_WallAcross_HasItsDepthEverywhere()
    {
        var scene = new SmallScene();
        scene.Wall(2.5f);
        RoomView view = SmallScene.View();

        RenderedView seen = scene.Render(view);

        Assert.All(seen.Depth, depth => Assert.Equal(2.5f, depth, 1e-6f));
        Assert.True(view.Camera.TryUnproject(0, 0, 2.5, out Point3D corner));       // the centre of the upper left pixel
        Assert.Equal(corner.Length, seen.EuclideanDepth[0], 1e-6);
        Assert.All(Enumerable.Range(0, seen.Depth.Length), pixel =>
        {
            Assert.Equal(new Vector3(0, 0, -1), Normal(seen, pixel));
            Assert.Equal((1, 40), (seen.Instance[pixel], seen.Nyu40[pixel]));
        });
    }

    // The box's front fills exactly the pixels whose centres it covers; its depth is the front's.
    [Fact]
    public void Render_BoxBeforeWall_IsSeenWhereItProjects()
    {
        var scene = new SmallScene();
        int wall = scene.Wall(4), box = scene.Box(new(-0.303f, 2, -0.203f), new(0.503f, 2.4f, 0.303f));
        RoomView view = SmallScene.View();

        RenderedView seen = scene.Render(view);

        for (int pixel = 0; pixel < seen.Depth.Length; pixel++)
        {
            Assert.True(view.Camera.TryUnproject(pixel % seen.Width, pixel / seen.Width, 2, out Point3D at));
            bool inside = at.X is > -0.303 and < 0.503 && -at.Y is > -0.203 and < 0.303;
            Assert.Equal(1 + (inside ? box : wall), seen.Instance[pixel]);
            Assert.Equal(inside ? 2 : 4, seen.Depth[pixel], 1e-6f);
        }
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void Render_MadeRoom_DepthUnprojectsOntoTheSurface(bool distorted)
    {
        RoomScene scene = MadeRoom.Create();
        RoomView view = MadeRoom.View(101, 77, distorted ? Lens : null);
        RenderedView seen = new SceneTracer(scene).Render(view, 1);
        Transform3D world = view.CameraFromWorld.Inverse();
        for (int pixel = 0; pixel < seen.Depth.Length; pixel++)
        {
            Assert.True(view.Camera.TryUnproject(pixel % seen.Width, pixel / seen.Width, seen.Depth[pixel], out Point3D inCamera));
            Point3D at = world.Apply(inCamera);
            Assert.InRange(DistanceToSurface(scene, seen.Instance[pixel] - 1, new((float)at.X, (float)at.Y, (float)at.Z)), 0, 1e-4);
            Assert.Equal(scene.Objects[seen.Instance[pixel] - 1].Nyu40, seen.Nyu40[pixel]);
        }
    }

    [Fact]
    public void Render_MadeRoom_NormalsHaveUnitLengthAndLookBack()
    {
        RoomView view = MadeRoom.View(160, 120);
        RenderedView seen = new SceneTracer(MadeRoom.Create()).Render(view, 1);
        for (int pixel = 0; pixel < seen.Depth.Length; pixel++)
        {
            Assert.True(view.Camera.TryUnproject(pixel % seen.Width, pixel / seen.Width, 1, out Point3D ray));
            Vector3 normal = Normal(seen, pixel);
            Assert.Equal(1, normal.Length(), 1e-5f);
            Assert.True(Vector3.Dot(normal, new((float)ray.X, (float)ray.Y, 1)) < 1e-5f);
        }
    }

    [Theory]
    [InlineData(1, 1), InlineData(3, 5), InlineData(321, 243), InlineData(8, 1), InlineData(1, 8)]
    public void Render_AnySize_SeesInEachPixelWhatOneRayMeets(int width, int height)
    {
        RoomScene scene = MadeRoom.Create(balls: 4);
        RoomView view = MadeRoom.View(width, height);
        var traced = new TracedScene(scene);
        var pose = new CameraPose(view);
        var rays = new PixelRays(view.Camera);

        RenderedView seen = new SceneTracer(scene).Render(view, 1);

        for (int pixel = 0; pixel < width * height; pixel++)
        {
            int at = pixel / width * rays.Stride + pixel % width;
            var ray = new Ray(pose.Origin, pose.ToWorld(rays.X[at], rays.Y[at]), 0, float.PositiveInfinity);
            RayHit expected = PlainTracer.Nearest(traced.Tree, ray);
            Assert.Equal(expected.Distance, seen.Depth[pixel]);
            Assert.Equal(scene.Mesh.Triangles[traced.Tree.Triangles[expected.Slot].Index].Thing + 1, seen.Instance[pixel]);
        }
    }

    [Fact]
    public void Render_TurnedAndMovedCamera_SeesTheSame()
    {
        SmallScene Build()
        {
            var scene = new SmallScene();
            scene.Wall(4);
            scene.Box(new(-0.3f, 2, -0.2f), new(0.5f, 2.4f, 0.3f));
            return scene;
        }

        RenderedView plain = Build().Render();
        Transform3D pose = Transform3D.FromQuaternion(0, 0, Math.Sin(0.4), Math.Cos(0.4), new(1, -2, 0.5));
        SmallScene moved = Build();
        Transform3D world = pose.Inverse();
        for (int i = 0; i < moved.Mesh.Positions.Count; i++)
        {
            Vector3 p = moved.Mesh.Positions[i];
            Point3D at = world.Apply(new Point3D(p.X, p.Y, p.Z));
            moved.Mesh.Positions[i] = new((float)at.X, (float)at.Y, (float)at.Z);
        }

        RenderedView turned = moved.Render(SmallScene.View(upright: pose));

        Assert.Equal(plain.Instance, turned.Instance);
        Assert.All(plain.Depth.Zip(turned.Depth), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Render_Nothing_HasZerosAndTheSky()
    {
        RenderedView seen = new SmallScene().Render();

        Assert.All(seen.Depth, depth => Assert.Equal(0, depth));
        Assert.All(seen.Instance, instance => Assert.Equal(0, instance));
        Assert.All(seen.Nyu40, nyu40 => Assert.Equal(0, nyu40));
        Assert.All(seen.Normals, part => Assert.Equal(0, part));
        Assert.All(seen.Shading, light => Assert.Equal(0, light));
        Assert.All(seen.Rgb, level => Assert.InRange(level, 60, 255));
    }

    [Fact]
    public void Render_AnyNumberOfThreads_IsTheSameToTheByte()
    {
        RoomScene scene = MadeRoom.Create();
        RoomView view = MadeRoom.View(160, 121, Lens);
        using Workers one = new(1), two = new(2), five = new(5);
        RenderOptions options = new() { ColourNoise = 2 };
        RenderedView expected = new SceneTracer(scene, options).Render(view, 7, one);
        foreach (Workers workers in (Workers[])[two, five, two])
            AssertSame(expected, new SceneTracer(scene, options).Render(view, 7, workers));
    }

    [Fact]
    public void Render_OtherSeed_ChangesGrainAndNothingElse()
    {
        var tracer = new SceneTracer(MadeRoom.Create());
        RoomView view = MadeRoom.View(160, 120);
        RenderedView a = tracer.Render(view, 1), b = tracer.Render(view, 2);

        Assert.NotEqual(a.Rgb, b.Rgb);
        Assert.True(a.Rgb.Zip(b.Rgb).Average(pair => Math.Abs(pair.First - pair.Second)) < 1.5);
        Assert.Equal(a.Depth, b.Depth);
        Assert.Equal(a.Instance, b.Instance);
        Assert.Equal(a.Normals, b.Normals);
    }

    [Fact]
    public void Render_PoseThatStretches_IsRefused()
    {
        RoomView view = SmallScene.View() with { CameraFromWorld = Transform3D.CameraFromUpright.Scaled(2) };
        var error = Assert.Throws<InvalidInputException>(() => new SmallScene().Render(view));
        Assert.Contains("rigid", error.Message, StringComparison.Ordinal);
    }

    private static Vector3 Normal(RenderedView seen, int pixel) => new(seen.Normals.AsSpan(3 * pixel, 3));

    private static void AssertSame(RenderedView expected, RenderedView actual)
    {
        Assert.Equal(expected.Rgb, actual.Rgb);
        Assert.Equal(expected.Depth, actual.Depth);
        Assert.Equal(expected.EuclideanDepth, actual.EuclideanDepth);
        Assert.Equal(expected.Instance, actual.Instance);
        Assert.Equal(expected.Nyu40, actual.Nyu40);
        Assert.Equal(expected.Normals, actual.Normals);
        Assert.Equal(expected.Shading, actual.Shading);
        Assert.Equal(expected.InfraredReturn, actual.InfraredReturn);
        Assert.Equal(expected.TextureEdges, actual.TextureEdges);
        Assert.Equal(expected.OcclusionEdges, actual.OcclusionEdges);
        Assert.Equal(expected.Curvature, actual.Curvature);
    }

    private static double DistanceToSurface(RoomScene scene, int thing, Vector3 point) =>
        scene.Mesh.Triangles.Where(triangle => triangle.Thing == thing).Min(triangle => DistanceToTriangle(scene.Mesh, triangle, point));

    // To the plane for points above the triangle, with a little room around it; far for others.
    private static double DistanceToTriangle(SceneMesh mesh, SceneTriangle triangle, Vector3 point)
    {
        Vector3 a = mesh.Positions[triangle.A], u = mesh.Positions[triangle.B] - a, v = mesh.Positions[triangle.C] - a;
        Vector3 normal = Vector3.Cross(u, v), from = point - a;
        float square = normal.LengthSquared(), b = Vector3.Dot(Vector3.Cross(from, v), normal) / square;
        float c = Vector3.Dot(Vector3.Cross(u, from), normal) / square;
        return MathF.Min(MathF.Min(b, c), 1 - b - c) > -1e-2f ? MathF.Abs(Vector3.Dot(from, normal)) / MathF.Sqrt(square) : double.PositiveInfinity;
    }
}
