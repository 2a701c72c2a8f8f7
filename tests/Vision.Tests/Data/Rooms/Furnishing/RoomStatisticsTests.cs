using System.Diagnostics;
using System.Numerics;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Rooms.Furnishing;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Geometry;
using Xunit.Abstractions;

namespace Fuse3D.Vision.Tests.Data.Rooms.Furnishing;

/// <summary>What 300 rooms hold on the whole.</summary>
public sealed class RoomStatisticsTests(ITestOutputHelper output)
{
    private const int Rooms = 300;

    // Hard limits of a class: smallest and largest length, width, height over its styles.
    private static readonly Dictionary<string, (Point3D Low, Point3D High)> Limits = new()
    {
        ["bed"] = (new(1.8, 0.88, 0.5), new(2.45, 2.15, 1.45)),
        ["table"] = (new(0.4, 0.55, 0.34), new(1.2, 2.15, 0.84)),
        ["sofa"] = (new(0.74, 1.2, 0.6), new(1.15, 2.65, 1.15)),
        ["chair"] = (new(0.4, 0.36, 0.6), new(0.98, 1, 1.2)),
        ["toilet"] = (new(0.56, 0.35, 0.6), new(0.85, 0.58, 0.95)),
        ["desk"] = (new(0.48, 0.9, 0.68), new(1, 1.95, 1.32)),
        ["dresser"] = (new(0.38, 0.58, 0.66), new(0.7, 1.7, 1.65)),
        ["night_stand"] = (new(0.34, 0.38, 0.44), new(0.68, 1, 1.06)),
        ["bookshelf"] = (new(0.25, 0.52, 0.83), new(0.53, 1.85, 2.25)),
        ["bathtub"] = (new(0.62, 1.15, 0.36), new(0.92, 1.8, 0.62)),
    };

    private static readonly Lazy<RoomScene[]> Made = new(
        () => [.. Enumerable.Range(0, Rooms).Select(seed => RoomMaker.Make((ulong)seed, new()))]);

    private static SceneObject[] Found => [.. Made.Value.SelectMany(room => room.Objects).Where(thing => thing.Detected)];

    [Fact]
    public void Make_ManyRooms_EveryClassIsInAtLeastATenthOfThem()
    {
        foreach (string name in ObjectClasses.SunRgbd.Names)
        {
            int rooms = Made.Value.Count(room => room.Objects.Any(thing => thing.Label == name));
            output.WriteLine($"{name}: in {rooms} of {Rooms} rooms, {Found.Count(thing => thing.Label == name)} in all");
            Assert.True(rooms >= Rooms / 10, $"{name} is in {rooms} of {Rooms} rooms");
        }
    }

    [Fact]
    public void Make_ManyRooms_MeanSizesAreWithinAnEighthOfThePublished()
    {
        foreach (string name in ObjectClasses.SunRgbd.Names)
        {
            Point3D[] sizes = [.. Found.Where(thing => thing.Label == name).Select(thing => thing.Box.Size)];
            Point3D published = ObjectClasses.SunRgbd.MeanSizes[ObjectClasses.SunRgbd.IndexOf(name)];
            Assert.InRange(sizes.Average(size => size.X) / published.X, 0.875, 1.125);
            Assert.InRange(sizes.Average(size => size.Y) / published.Y, 0.875, 1.125);
            Assert.InRange(sizes.Average(size => size.Z) / published.Z, 0.875, 1.125);
        }
    }

    [Fact]
    public void Make_ManyRooms_SizesKeepTheLimitsOfTheirClass()
    {
        foreach (SceneObject thing in Found)
        {
            (Point3D low, Point3D high) = Limits[thing.Label];
            Point3D size = thing.Box.Size;
            Assert.True(
                size.X >= low.X && size.Y >= low.Y && size.Z >= low.Z && size.X <= high.X && size.Y <= high.Y && size.Z <= high.Z,
                $"a {thing.Label} of {size}");
        }
    }

    [Fact]
    public void Make_ManyRooms_SharesAreThoseOfTheOptions()
    {
        RoomOptions options = new();
        SceneObject[] paired = [.. Found.Where(thing => thing.Label is "table" or "desk" or "dresser" or "night_stand")];
        Assert.InRange(
            (double)Found.Count(thing => thing.HidesFromDepth) / Found.Length, options.DepthInvisible - 0.04,
            options.DepthInvisible + 0.04);
        Assert.InRange(
            (double)paired.Count(thing => thing.LooksDecide) / paired.Length, options.LookAlike - 0.06, options.LookAlike + 0.06);
        Assert.All(Found.Where(thing => thing.LooksDecide), thing => Assert.Contains(thing, paired));
    }

    [Fact]
    public void Make_HidesFromDepth_AllItsMaterialsSendBackLittleAndOthersSendBackMore()
    {
        foreach (RoomScene room in Made.Value.Take(60))
        {
            ILookup<int,
            float> returns = room.Mesh.Triangles.Select(t => (t.Thing, t.Material)).Distinct().ToLookup(
                p => p.Thing, p => room.Materials[p.Material].InfraredReturn);
            for (int i = 0; i < room.Objects.Count; i++)
            {
                if (room.Objects[i].HidesFromDepth)
                    Assert.All(returns[i], share => Assert.InRange(share, 0, 0.05f));
                else if (room.Objects[i].Detected)
                    Assert.All(returns[i], share => Assert.InRange(share, 0.2f, 1));
            }
        }
    }

    [Fact]
    public void Make_NoneAsked_NoneComes()
    {
        RoomOptions plain = new() { LookAlike = 0, DepthInvisible = 0 };
        for (ulong seed = 0; seed < 20; seed++)
            Assert.DoesNotContain(RoomMaker.Make(seed, plain).Objects, thing => thing.LooksDecide || thing.HidesFromDepth);
    }

    [Fact]
    public void Make_AllHidden_CameraSeesThemUnlikeBlack()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            RoomScene room = RoomMaker.Make(seed, new() { DepthInvisible = 1 });
            foreach (
                Material material in room.Mesh.Triangles.Where(t => room.Objects[t.Thing].Detected).Select(t => t.Material).Distinct().Select(i => room.Materials[i]))
                Assert.True(material.Gloss >= 0.7f && Vector3.Dot(material.Colour, Vector3.One) > 0.02f, $"{material}");
        }
    }

    [Fact]
    public void Make_ManyRooms_SizeAndTimeOfARoom()
    {
        Stopwatch watch = Stopwatch.StartNew();
        for (ulong seed = 1000; seed < 1050; seed++)
            RoomMaker.Make(seed, new());
        int[] triangles = [.. Made.Value.Select(room => room.Mesh.Triangles.Count)];
        output.WriteLine($"{watch.Elapsed.TotalMilliseconds / 50:0.0} ms a room; {(double)Found.Length / Rooms:0.0} objects to find");
        output.WriteLine($"{triangles.Average():0} triangles, {triangles.Min()} to {triangles.Max()}");
        Assert.InRange(triangles.Max(), 1, 40_000);
    }
}
