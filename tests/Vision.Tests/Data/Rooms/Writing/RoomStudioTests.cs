using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Data.Rooms.Furnishing;
using Fuse3D.Vision.Data.Rooms.Writing;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Tests.Data.Rooms.Writing;

/// <summary>Furnished rooms, traced and measured: what is written of them fits together.</summary>
public class RoomStudioTests
{
    private static readonly LeastSeen Least = new(30, 0.05);
    private static readonly RoomLook[] Looks = [.. Enumerable.Range(1, 8).Select(seed =>
    {
        var studio = new RoomStudio(new RoomOptions(), 160, 120);
        return studio.Look(studio.Furnish((ulong)seed));
    })];

    /// <summary>
    /// Noise grows with the square of the depth, and at outlines the sensor takes the depth of what is beside: nearly all points of an object
    /// lie in its box all the same, where that is widened by a fiftieth of the distance.
    /// </summary>
    [Fact]
    public void Boxes_HoldTheMeasuredPointsOfTheirObjects()
    {
        (int all, int within) = (0, 0);
        foreach ((RoomLook look, SeenObject seen) in Detected())
        {
            Transform3D worldFromCamera = look.View.CameraFromWorld.Inverse();
            (int points, int held) = (0, 0);
            for (int i = 0; i < look.Sensed.Values.Length; i++)
            {
                if (look.Seen.Instance[i] != seen.Index + 1 || look.Sensed.Values[i] == 0)
                    continue;
                look.View.Camera.TryUnproject(i % 160, i / 160, look.Sensed.Values[i] * RoomLook.MetresPerUnit, out Point3D p);
                Box3D box = seen.Thing.Box with { Size = seen.Thing.Box.Size + new Point3D(1, 1, 1) * (2 * p.Z / 50) };
                points++;
                held += box.Contains(worldFromCamera.Apply(p)) ? 1 : 0;
            }

            Assert.Equal(seen.MeasuredPixels, points);
            (all, within) = (all + points, within + held);
        }

        Assert.True(all > 20_000 && within > 0.95 * all, $"{within} of {all}");
    }

    /// <summary>An object is seen where its box is: the rectangle of its pixels lies in that of the projected box.</summary>
    [Fact]
    public void Rectangles_LieInThoseOfTheProjectedBoxes()
    {
        foreach ((RoomLook look, SeenObject seen) in Detected())
        {
            BoxOutline outline = BoxOutline.Of(seen.Thing.Box, look.View.CameraFromWorld, look.View.Camera)!.Value;
            // A pixel reaches half its side beyond its centre.
            Assert.True(
                outline.Left - 0.6 <= seen.Extents.Left && outline.Top - 0.6 <= seen.Extents.Top && outline.Right + 0.6 >= seen.Extents.Right && outline.Bottom + 0.6 >= seen.Extents.Bottom,
                $"{seen.Thing.Label} of room {look.Scene.Seed}: {seen.Extents} in {outline}");
        }
    }

    /// <summary>What rays see of an object is no more than its silhouette, which is worked out without rays.</summary>
    [Fact]
    public void Silhouettes_AreNoSmallerThanWhatIsSeen() =>
        Assert.All(Detected(), d => Assert.True(d.Seen.FullPixels >= 0.98 * d.Seen.Pixels - 2, $"{d.Seen} of room {d.Look.Scene.Seed}"));

    [Fact]
    public void DepthInvisible_Objects_AreSeenAndHardlyMeasured()
    {
        SeenObject[] hidden = [.. Detected().Select(d => d.Seen).Where(o => o.Thing.HidesFromDepth)];
        SeenObject[] others = [.. Detected().Select(d => d.Seen).Where(o => !o.Thing.HidesFromDepth)];
        Assert.NotEmpty(hidden);
        Assert.True(hidden.Sum(o => o.MeasuredPixels) < 0.1 * hidden.Sum(o => o.Pixels));
        Assert.True(others.Sum(o => o.MeasuredPixels) > 0.8 * others.Sum(o => o.Pixels));
    }

    [Fact]
    public void Run_AgainWithAnotherThreadCount_GivesTheSameBytesAndPassesTheChecks()
    {
        GenerationOptions options = RoomFolder.Options([.. GenerationOptions.Known]) with { Scenes = 3, Validation = 1, Width = 64, Height = 48, Least = Least };
        using ScratchFolder first = new(), second = new();
        RoomGeneration.Run(first.Path, options with { Threads = 1 });
        RoomGeneration.Run(second.Path, options with { Threads = 3 });
        Assert.Equal(RoomFolder.Hashes(first.Path), RoomFolder.Hashes(second.Path));
        foreach (string layout in (string[])["sunrgbd", "scannet"])
        {
            string root = Path.Combine(first.Path, layout);
            Assert.Empty(DatasetChecks.Run(DatasetChecks.For(root), root, new(), new() { Threads = 1 }).Problems);
        }
    }

    private static IEnumerable<(RoomLook Look, SeenObject Seen)> Detected() =>
        Looks.SelectMany(look => look.Objects.Where(o => o.Thing.Detected && Least.Suffices(o)).Select(o => (look, o)));
}
