using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Data.Rooms.Writing;
using Fuse3D.Vision.Data.ScanNet;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Vision.Tests.Data.Rooms.Writing;

public sealed class ScanNetRoomsTests : IDisposable
{
    private readonly ScratchFolder _folder = RoomFolder.Make(RoomFolder.Options("scannet"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_FindsNothingWrong()
    {
        DatasetReport report = DatasetChecks.Run(DatasetChecks.For(_folder.Path), _folder.Path, new(), new() { Threads = 2 });
        Assert.Equal("scannet_prepared", report.Layout);
        Assert.Empty(report.Problems);
        Assert.Equal((2, 3), (report.Counts["scenes"]["val"], report.Counts["scenes"]["train"]));
        Assert.Equal(20, report.Counts["pictures"]["with a pose"]);
    }

    [Fact]
    public void Draw_WithViews_GivesPointsAndPicturesWithTheirRectangles()
    {
        IDetectionDataset rooms = DatasetFactory.Open("scannet_prepared", _folder.Path, "train");
        Assert.Equal(["scene0003_00", "scene0004_00", "scene0005_00"], rooms.Ids);
        var view = new ViewInput(new PictureSize(72, 96), 0);
        DetectionSample sample = rooms.Draw(rooms.Ids[0], new SampleDraw(4_000, Seed: 1) { Views = 3, View = view });
        Assert.Equal(3, sample.Views.Count);
        Assert.All(sample.Views, v => Assert.NotEmpty(v.Targets));
        Assert.Contains(sample.Targets.PointInstance, slot => slot >= 0);
    }

    /// <summary>The two nearest things that are written of a scan, its points and its depth images, agree in the axes of the points.</summary>
    [Fact]
    public void Points_LieWhereTheDepthImagesPutThem()
    {
        ScanNetScene scene = Scene();
        ScanNetFrames frames = new PreparedScenes(_folder.Path, "all").Frames("scene0001_00")!;
        FrameView view = frames.Read(0);
        int near = 0, inside = 0;
        float[] xyz = scene.Positions();
        for (int i = 0; i < xyz.Length; i += 3)
        {
            Point3D p = view.CameraFromPoints.Apply(new Point3D(xyz[i], xyz[i + 1], xyz[i + 2]));
            if (!view.Camera.TryProject(p, out double u, out double v) || u < 0 || v < 0 || u > view.Camera.Width - 1 || v > view.Camera.Height - 1)
                continue;
            inside++;
            near += view.Depth!.Agrees((u + 0.5) / view.Camera.Width, (v + 0.5) / view.Camera.Height, p.Z) ? 1 : 0;
        }

        Assert.True(inside > 1_000 && near > 0.9 * inside, $"{near} of {inside}");     // the rest is hidden from this place
    }

    [Fact]
    public void Boxes_HoldThePointsOfTheirObjects()
    {
        ScanNetScene scene = Scene();
        Assert.Equal([1, 2], scene.Boxes.Select(b => b.Class));             // bed and chair; night stands are none of the 18
        float[] xyz = scene.Positions();
        foreach ((ScanNetBox box, int instance) in scene.Boxes.Zip((int[])[2, 3]))
        {
            Box3D roomy = box.Box with { Size = box.Size + new Point3D(0.003, 0.003, 0.003) };
            int[] own = [.. Enumerable.Range(0, scene.Count).Where(i => scene.Instance[i] == instance)];
            Assert.NotEmpty(own);
            Assert.All(own, i => Assert.True(roomy.Contains(new Point3D(xyz[3 * i], xyz[3 * i + 1], xyz[3 * i + 2]))));
            Assert.All(own, i => Assert.Equal(ObjectClasses.ScanNetNyu40[box.Class], scene.Semantic[i]));
        }
    }

    /// <summary>Where nearly nothing of the furniture is measured, the few points of a box may not be among those that are kept.</summary>
    [Fact]
    public void Boxes_OfWhatHidesFromDepth_HoldAPointOfThoseKept()
    {
        using ScratchFolder folder = new();
        RoomGeneration.Run(folder.Path, RoomFolder.Options("scannet") with { Width = 320, Height = 240, Rooms = new() { DepthInvisible = 1 } });
        var scenes = new PreparedScenes(folder.Path, "all");
        Assert.Contains(scenes.Ids, id => scenes.Read(id).Count == ScanNetPrepared.MaxPoints);
        Assert.Contains(scenes.Ids, id => scenes.Read(id).Boxes.Count > 0);
        Assert.Empty(DatasetChecks.Run(DatasetChecks.For(folder.Path), folder.Path, new(), new() { Threads = 1 }).Problems);
    }

    [Fact]
    public void Scan_IsNotAlongTheAxesUntilItIsAligned()
    {
        Transform3D aligned = new ScanNetPaths(_folder.Path).Alignment("scene0001_00");
        Assert.True(aligned.IsRigid());
        Assert.True(Math.Abs(aligned[0, 1]) > 0.01 && (aligned.Apply(new Point3D()) - new Point3D()).Length > 0.1);
        float[] xyz = Scene().Positions();
        float[] z = [.. Enumerable.Range(0, xyz.Length / 3).Select(i => xyz[3 * i + 2])];
        Assert.InRange(z.Min(), -0.01f, 0.01f);                             // the floor is the ground
        Assert.InRange(Enumerable.Range(0, z.Length).Max(i => xyz[3 * i]), 2.4f, 2.51f);      // and the room's middle the origin
    }

    private ScanNetScene Scene() => new PreparedScenes(_folder.Path, "all").Read("scene0001_00");
}
