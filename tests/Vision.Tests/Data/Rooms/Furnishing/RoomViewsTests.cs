using Fuse3D.Vision.Data.Rooms.Furnishing;
using Fuse3D.Vision.Data.Rooms.Rendering;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Geometry;
using Xunit.Abstractions;

namespace Fuse3D.Vision.Tests.Data.Rooms.Furnishing;

public sealed class RoomViewsTests(ITestOutputHelper output)
{
    private static readonly (int, int) Size = (320, 240);
    private static readonly string[] Shell = ["wall", "floor", "ceiling"];

    [Fact]
    public void One_ManyRooms_CameraIsAPersonsAndInNothing()
    {
        for (ulong seed = 0; seed < 120; seed++)
        {
            RoomScene scene = RoomMaker.Make(seed, new());
            RoomView view = RoomViews.One(scene, seed, Size);
            Point3D place = CheckPlace(scene, view, clearance: 0.19);
            Assert.InRange(place.Z, 0.9, 1.71);
            Assert.InRange(Down(view), 4.9 * Math.PI / 180, 25.1 * Math.PI / 180);
            Assert.InRange(view.Camera.Fx, 0.72 * 320, 0.9 * 320);
            Assert.Equal((320, 240), (view.Camera.Width, view.Camera.Height));
        }
    }

    [Fact]
    public void One_ManyRooms_TwoOrMoreObjectsAreWellSeenInMost()
    {
        int rooms = 0, good = 0, nothing = 0;
        for (ulong seed = 0; seed < 120; seed++)
        {
            RoomScene scene = RoomMaker.Make(seed, new());
            int detected = scene.Objects.Count(thing => thing.Detected), seen = RoomViews.WellSeenIn(scene, RoomViews.One(scene, 0, Size));
            rooms += detected >= 2 ? 1 : 0;
            good += detected >= 2 && seen >= 2 ? 1 : 0;
            nothing += detected > 0 && seen == 0 ? 1 : 0;
        }

        output.WriteLine($"two or more well seen in {good} of {rooms} rooms that have them; none in {nothing}");
        Assert.True(good >= 0.9 * rooms && nothing <= 3, $"{good} of {rooms}, none in {nothing}");
    }

    [Fact]
    public void One_Rendered_ObjectsToFindFillAFairPartOfThePicture()
    {
        int empty = 0;
        double share = 0;
        for (ulong seed = 0; seed < 24; seed++)
        {
            RoomScene scene = RoomMaker.Make(seed, new());
            RenderedView seen = new SceneTracer(scene).Render(RoomViews.One(scene, 0, (96, 72)), seed);
            int pixels = seen.Instance.Count(instance => instance > 0 && scene.Objects[instance - 1].Detected);
            empty += pixels < 96 * 72 / 100 ? 1 : 0;
            share += (double)pixels / (96 * 72) / 24;
            Assert.DoesNotContain(seen.Nyu40, label => label is < 1 or > 40);      // a room is closed: every ray meets something
        }

        output.WriteLine($"{share:0.00} of the pictures show objects to find; {empty} of 24 show nearly none");
        Assert.True(share > 0.15 && empty <= 1, $"{share:0.00}, {empty}");
    }

    [Fact]
    public void One_SameSeed_SameLookAndOthersFromOtherSeeds()
    {
        RoomScene scene = RoomMaker.Make(3, new());
        Assert.Equal(Numbers(RoomViews.One(scene, 1, Size)), Numbers(RoomViews.One(scene, 1, Size)));
        Assert.NotEqual(Numbers(RoomViews.One(scene, 1, Size)), Numbers(RoomViews.One(scene, 2, Size)));
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7)]
    public void Path_AnyRoom_StaysClearAndMovesLittleBetweenLooks(ulong seed)
    {
        RoomScene scene = RoomMaker.Make(seed, new());
        RoomView[] views = [.. RoomViews.Path(scene, 0, 120, Size)];
        Assert.Equal(120, views.Length);
        Point3D[] places = [.. views.Select(view => CheckPlace(scene, view, clearance: 0.15))];
        double[] steps = [.. places.Zip(places.Skip(1), (a, b) => (b - a).Length).Order()];
        output.WriteLine($"median step {steps[60]:0.00} m, longest {steps[^1]:0.00} m");
        Assert.InRange(steps[60], 0, 0.25);
        Assert.InRange(steps[^1], 0, 1.2);      // where the walk leaps over what stands in its way
    }

    [Fact]
    public void Path_ManyRooms_NearlyEveryObjectIsSeen()
    {
        int all = 0, seen = 0;
        for (ulong seed = 0; seed < 40; seed++)
        {
            RoomScene scene = RoomMaker.Make(seed, new());
            IReadOnlyList<RoomView> views = RoomViews.Path(scene, 0, 40, Size);
            foreach (SceneObject thing in scene.Objects.Where(thing => thing.Detected))
            {
                all++;
                seen += views.Any(view => view.Camera.TryProject(view.CameraFromWorld.Apply(thing.Box.Centre), out double u, out double v)
                    && u is >= 0 and < 320 && v is >= 0 and < 240) ? 1 : 0;
            }
        }

        Assert.True(seen >= 0.97 * all, $"{seen} of {all} objects come into the picture");
    }

    [Fact]
    public void Path_FewerLooks_AreOfTheSameWalk()
    {
        RoomScene scene = RoomMaker.Make(3, new());
        IReadOnlyList<RoomView> few = RoomViews.Path(scene, 0, 12, Size), many = RoomViews.Path(scene, 0, 24, Size);
        for (int i = 0; i < few.Count; i++)
            Assert.Equal(Numbers(few[i]), Numbers(many[2 * i]));
    }

    private static Point3D CheckPlace(RoomScene scene, RoomView view, double clearance)
    {
        Assert.True(view.CameraFromWorld.IsRigid());
        Point3D place = view.CameraFromWorld.Inverse().Apply(new Point3D(0, 0, 0));
        Assert.True(
            place.X > clearance && place.Y > clearance && place.Z > clearance
            && place.X < scene.Size.X - clearance && place.Y < scene.Size.Y - clearance && place.Z < scene.Size.Z - clearance,
            $"outside: {place}");
        foreach (SceneObject thing in scene.Objects.Where(thing => !Shell.Contains(thing.Label)))
        {
            (double sin, double cos) = Math.SinCos(thing.Box.Yaw);
            Point3D away = place - thing.Box.Centre;
            double x = Math.Abs(cos * away.X + sin * away.Y) - thing.Box.Size.X / 2,
                y = Math.Abs(cos * away.Y - sin * away.X) - thing.Box.Size.Y / 2;
            Assert.True(
                Math.Max(Math.Max(x, y), Math.Abs(away.Z) - thing.Box.Size.Z / 2) > clearance,
                $"room {scene.Seed}: the camera is in a {thing.Label}");
        }

        return place;
    }

    private static double Down(RoomView view) => Math.Asin(-view.CameraFromWorld[2, 2]);

    private static double[] Numbers(RoomView view) => [.. Enumerable.Range(0, 12).Select(i => view.CameraFromWorld[i / 4, i % 4])];
}
