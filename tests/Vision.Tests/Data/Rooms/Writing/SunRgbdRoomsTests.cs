using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Data.Rooms.Writing;
using Fuse3D.Vision.Data.SunRgbd;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Tests.Data.Rooms.Writing;

public sealed class SunRgbdRoomsTests : IDisposable
{
    private static readonly GenerationOptions Options = RoomFolder.Options("sunrgbd");
    private readonly ScratchFolder _folder = RoomFolder.Make(Options);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_FindsNothingWrong()
    {
        DatasetReport report = DatasetChecks.Run(DatasetChecks.For(_folder.Path), _folder.Path, new(), new() { Threads = 2 });
        Assert.Equal("sunrgbd_prepared", report.Layout);
        Assert.Empty(report.Problems);
        Assert.Equal((2, 3), (report.Counts["frames"]["val"], report.Counts["frames"]["train"]));
        Assert.Equal(5, report.Counts["picture sizes"]["96 x 72"]);
        Assert.Equal(5, report.Counts["votes"]["Group-Free (13 columns)"]);
    }

    [Fact]
    public void Draw_OfBothSplits_GivesPointsBoxesAndThePicture()
    {
        foreach ((string split, int frames) in ((string, int)[])[("train", 3), ("val", 2)])
        {
            IDetectionDataset rooms = DatasetFactory.Open("sunrgbd_prepared", _folder.Path, split);
            Assert.Equal(frames, rooms.Ids.Count);
            DetectionSample sample = rooms.Draw(rooms.Ids[0], new SampleDraw(2_000, Seed: 1) { UseHeight = true, UseColour = true });
            Assert.Equal(["bed", "chair", "night_stand"], sample.Truth.Select(t => rooms.Classes.Names[t.Class]));
            Assert.Equal(2_000, sample.PointCount);
        }
    }

    /// <summary>Every point of the cloud is the unprojection of one measured pixel, up to the rounding of float32 and of the text.</summary>
    [Fact]
    public void Cloud_IsTheDepthUnprojected()
    {
        SunRgbdCalibration calibration = SunRgbdCalibration.FromText(_folder.At("sunrgbd_trainval/calib/000001.txt"));
        DepthImage depth = PictureFile.ReadDepth(_folder.At("rooms/depth/000001.png"));
        Camera camera = Camera.FromMatrix(calibration.K, depth.Width, depth.Height, oneBased: true);
        Transform3D cameraFromPoints = SunRgbdGeometry.CameraFromPoints(calibration.Rtilt);
        Assert.True(cameraFromPoints.IsRigid());
        float[] xyz = Source("val").Read("000001").Cloud.Positions;
        for (int i = 0; i < xyz.Length; i += 3)
        {
            Point3D p = cameraFromPoints.Apply(new Point3D(xyz[i], xyz[i + 1], xyz[i + 2]));
            Assert.True(camera.TryProject(p, out double u, out double v));
            (int column, int row) = ((int)Math.Round(u), (int)Math.Round(v));
            Assert.True(Math.Abs(u - column) < 1e-3 && Math.Abs(v - row) < 1e-3, $"({u}, {v}) is no pixel's centre");
            Assert.Equal(depth.Values[row * depth.Width + column], p.Z * 1000, 1e-2);
        }
    }

    /// <summary>Points come from pixels whose object is known; its box must hold them, up to half a millimetre of depth.</summary>
    [Fact]
    public void Boxes_HoldThePointsOfTheirObjects()
    {
        RoomLook look = Look(1);
        var axes = new UprightAxes(look.View.CameraFromWorld);
        LabelledBox[] listed = SunRgbdLabels.FromText(_folder.At("sunrgbd_trainval/label_v1/000001.txt"));
        SeenObject[] truth = [.. look.Objects.Where(o => o.Thing.Detected)];
        Assert.Equal(truth.Select(o => o.Thing.Label), listed.Select(o => o.Label));
        Transform3D uprightFromCamera = axes.FromWorld.After(look.View.CameraFromWorld.Inverse());
        for (int o = 0; o < truth.Length; o++)
        {
            Box3D roomy = listed[o].Box with { Size = listed[o].Box.Size + new Point3D(0.002, 0.002, 0.002) };
            int held = 0;
            for (int i = 0; i < look.Seen.Instance.Length; i++)
            {
                if (look.Seen.Instance[i] != truth[o].Index + 1 || look.Sensed.Values[i] == 0)
                    continue;
                look.View.Camera.TryUnproject(i % look.Seen.Width, i / look.Seen.Width, look.Sensed.Values[i] * 0.001, out Point3D p);
                Assert.True(roomy.Contains(uprightFromCamera.Apply(p)), $"{listed[o].Label}: pixel {i}");
                held++;
            }

            Assert.Equal(truth[o].MeasuredPixels, held);
        }
    }

    /// <summary>The rectangle around the projected box holds the rectangle of the pixels, and they agree where nothing is hidden or cut off.</summary>
    [Fact]
    public void Rectangles_AgreeWithTheProjectedBoxes()
    {
        FrameView view = Source("val").ReadView("000001");
        SeenObject[] truth = [.. Look(1).Objects.Where(o => o.Thing.Detected)];
        IReadOnlyList<LabelledBox> listed = Source("val").ReadObjects("000001");
        for (int o = 0; o < listed.Count; o++)
        {
            BoxOutline outline = BoxOutline.Of(listed[o].Box, view.CameraFromPoints, view.Camera)!.Value;
            PictureBox flat = listed[o].InPicture!;
            var seen = new BoxOutline(flat.Left, flat.Top, flat.Right, flat.Bottom);
            // A pixel reaches half its side beyond its centre.
            Assert.True(outline.Left - 1 <= seen.Left && outline.Top - 1 <= seen.Top && outline.Right + 1 >= seen.Right && outline.Bottom + 1 >= seen.Bottom);
            if (truth[o].Share > 0.98)
                Assert.True(seen.Area > 0.85 * outline.Area, $"{listed[o].Label}: {seen} in {outline}");
        }

        Assert.Contains(truth, o => o.Share > 0.98);
    }

    [Fact]
    public void Labels_HoldClutterAndWhatHidesFromDepthButNotTheShellNorWhatIsNotSeen()
    {
        string[] labels = [.. File.ReadLines(_folder.At("sunrgbd_trainval/label_v1/000001.txt")).Select(l => l.Split(' ')[0])];
        Assert.Equal(["bed", "chair", "night_stand", "lamp"], labels);
        RoomTruth truth = RoomTruth.Read(_folder.At("rooms/000001.json"));
        Assert.Equal(labels, truth.Objects.Where(o => o.Labelled).Select(o => o.Label));
        ObjectTruth hidden = Assert.Single(truth.Objects, o => o.HidesFromDepth);
        Assert.True(hidden.MeasuredPixels * 20 < hidden.Pixels, $"{hidden.MeasuredPixels} of {hidden.Pixels}");
        Assert.Equal(1, truth.Objects.Count(o => o.Label == "chair"));      // the other is behind the camera
    }

    [Theory]
    [InlineData(0, 1.0)]                 // the whole of it must be seen
    [InlineData(5_000, 0.0)]             // three pixels in four
    public void Labels_LessSeenThanAsked_AreLeftOut(int pixels, double share)
    {
        using ScratchFolder folder = RoomFolder.Make(Options with { Scenes = 1, Validation = 0, Least = new(pixels, share) });
        LabelledBox[] listed = SunRgbdLabels.FromText(folder.At("sunrgbd_trainval/label_v1/000001.txt"));
        Assert.True(listed.Length < 3);
        RoomTruth truth = RoomTruth.Read(folder.At("rooms/000001.json"));
        Assert.All(truth.Objects, o => Assert.Equal(o.Label != "wall" && o.Pixels >= pixels && o.Share >= share, o.Labelled));
    }

    private PreparedSunRgbd Source(string split) => new(new PreparedFolder(_folder.Path, "v1"), split);

    private static RoomLook Look(int number)
    {
        var studio = new BoxRoomStudio(Options.Width, Options.Height);
        return studio.Look(studio.Furnish(PlannedRoom.Plan(Options)[number - 1].Seed));
    }
}
