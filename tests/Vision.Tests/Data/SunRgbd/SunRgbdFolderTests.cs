using System.Runtime.InteropServices;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.SunRgbd;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Data.SunRgbd;

public class SunRgbdFolderTests
{
    private const string Calibration = "1 0 0 0 0.8 -0.6 0 0.6 0.8\n500 0 0 0 510 0 320.5 240.5 1\n";

    [Fact]
    public void Read_TextCalibration_IsColumnMajorAndOneBased()
    {
        using ScratchFolder folder = Make();
        FrameView view = FrameFolder.Open(folder.Path).Read("000001").Views[0];
        Assert.Equal((500, 510, 319.5, 239.5), (view.Camera.Fx, view.Camera.Fy, view.Camera.Cx, view.Camera.Cy));
        // Stored column by column: the tilt is [1 0 0; 0 .8 .6; 0 -.6 .8], camera = swap(tilt^T p).
        Point3D p = view.CameraFromPoints.Apply(new Point3D(0, 1, 0));
        Assert.True((p - new Point3D(0, -0.6, 0.8)).Length < 1e-12);
    }

    [Fact]
    public void Read_LabelText_GivesFullSizesAndRightHandedYaw()
    {
        using ScratchFolder folder = Make();
        folder.Write("000001_label_v1.txt", "lamp 1 1 2 2 0 0 0 1 1 1 1 0\nbed 11 21 30 40 0.5 2 -0.5 0.8 1.1 0.4 0 1\n");
        LabelledBox bed = Assert.Single(FrameFolder.Open(folder.Path).Read("000001").Objects!);
        Assert.Equal("bed", bed.Label);
        Assert.Equal(new Box3D(new(0.5, 2, -0.5), new(2.2, 1.6, 0.8), Math.PI / 2), bed.Box);
        Assert.Equal(new PictureBox(10, 20, 40, 60), bed.InPicture);
    }

    [Fact]
    public void Read_VoteNetLayout_FindsPicturesAndCalibrationBeside()
    {
        using ScratchFolder folder = Make();
        Directory.CreateDirectory(folder.At("image"));
        File.Move(folder.At("000001.png"), folder.At("image/000001.jpg"));      // the content decides, not the name
        File.Move(folder.At("000001_calib.txt"), folder.At("calib/000001.txt"));
        Assert.Single(FrameFolder.Open(folder.Path).Read("000001").Views);
    }

    [Fact]
    public void Read_PreparedDataSet_FindsPicturesAndCalibrationInTheReleasesFolder()
    {
        using ScratchFolder folder = Make();
        File.Move(folder.At("000001.png"), folder.At("sunrgbd_trainval/image/000001.jpg"));
        File.Move(folder.At("000001_calib.txt"), folder.At("sunrgbd_trainval/calib/000001.txt"));
        foreach (string cloud in Directory.GetFiles(folder.Path))
            File.Move(cloud, folder.At("sunrgbd_pc_bbox_votes_50k_v1_val/" + Path.GetFileName(cloud)));

        Assert.Single(FrameFolder.Open(folder.At("sunrgbd_pc_bbox_votes_50k_v1_val")).Read("000001").Views);
    }

    [Fact]
    public void Open_FolderOfSplits_NamesThoseThatHoldFrames()
    {
        using var folder = new ScratchFolder();
        foreach (string file in new[] { "calib/000001.txt", "pc_train/000001.bin", "pc_val/000002.bin" })
            folder.Write(file, "");

        string message = Assert.Throws<InvalidInputException>(() => FrameFolder.Open(folder.Path)).Message;
        Assert.EndsWith($"there are some in '{folder.At("pc_train")}' and '{folder.At("pc_val")}'", message);
    }

    [Fact]
    public void Read_CloudAlone_HasNoViewsAndNoObjects()
    {
        using var folder = new ScratchFolder();
        PointCloudFile.WritePly(folder.At("kitchen.ply"), new PointCloud([1, 2, 3]));
        RgbdFrame frame = FrameFolder.Open(folder.Path).Read("kitchen");
        Assert.Equal((1, 0), (frame.Cloud.Count, frame.Views.Count));
        Assert.Null(frame.Objects);
    }

    [Theory]
    [InlineData("000001_calib.txt", "1 0 0\n1", "line 1: 3 numbers")]
    [InlineData("000001_calib.txt", "", "0 lines")]
    [InlineData("000001_calib.txt", "1 0 0 0 1 0 0 0 x\n1", "'x' is not a number")]
    [InlineData("000001_calib.txt", "1 0 0 0 1 0 0 0 1\n0 0 0 0 510 0 320 240 1", "fx is 0")]
    [InlineData("000001_label_v1.txt", "bed 1 2 3", "line 1: 4 fields")]
    [InlineData("000001.json", "{", "not JSON")]
    [InlineData("000001.json", """{"boxes":[{"class_name":"bed"}]}""", "no 'center'")]
    [InlineData("000001.png", "not a picture", "neither a JPEG nor a PNG")]
    [InlineData("000001.bin", "12345678", "rows of 6")]
    public void Read_DamagedFile_IsNamed(string file, string content, string fault)
    {
        using ScratchFolder folder = Make();
        folder.Write(file, content);
        Assert.Contains(fault, Assert.Throws<InvalidInputException>(() => FrameFolder.Open(folder.Path).Read("000001")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoFrames_SaysWhatBelongsThere()
    {
        using var folder = new ScratchFolder();
        Assert.Contains("000017.bin", Assert.Throws<InvalidInputException>(() => FrameFolder.Open(folder.Path)).Message,
            StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => FrameFolder.Open(folder.Path + "x"));
        using ScratchFolder made = Make();
        Assert.Contains("'000002'", Assert.Throws<InvalidInputException>(() => FrameFolder.Open(made.Path).Read("000002")).Message,
            StringComparison.Ordinal);
    }

    [SkippableFact, Trait("Category", "RealData")]
    public void Read_RealFrame_PointsHaveTheirPixelsColour()
    {
        RgbdFrame frame = FrameFolder.Open(RealData.PathOf("sunrgbd")).Read("000017");
        FrameView view = Assert.Single(frame.Views);
        ProjectedPoints points = new PointProjection(view.Camera, view.CameraFromPoints, new PatchGrid(730, 530)).Project(
            frame.Cloud.Positions);
        Assert.True(points.Valid.Count(v => v) > 0.99 * frame.Cloud.Count);
        int Pixel(int i) => points.Pixel[2 * i + 1] * 730 + points.Pixel[2 * i];
        int same = Enumerable.Range(0, frame.Cloud.Count).Count(i => points.Valid[i] && Enumerable.Range(0, 3).All(c =>
            MathF.Abs(frame.Cloud.Colours![3 * i + c] * 255 - view.Picture.Rgb[Pixel(i) * 3 + c]) <= 1.01f));
        Assert.True(same > 0.99 * frame.Cloud.Count, $"{same} of {frame.Cloud.Count} points have their pixel's colour");
    }

    [SkippableFact, Trait("Category", "RealData")]
    public void Read_RealFrame_EveryFormOfItsObjectsAgrees()
    {
        RgbdFrame frame = FrameFolder.Open(RealData.PathOf("sunrgbd")).Read("000017");
        RgbdFrame prepared = FrameFolder.Open(RealData.PathOf("sunrgbd_prepared")).Read("000017");
        Assert.Equal(["night_stand", "bed"], frame.Objects!.Select(o => o.Label));
        var cloud = new PointsInBoxes(frame.Cloud.Positions);
        Assert.Equal(18117, cloud.Count(frame.Objects![1].Box));        // as the data's own notes say
        LabelledBox[] array = SunRgbdLabels.FromArray(RealData.PathOf("sunrgbd_prepared/000017_bbox.npy"));
        for (int i = 0; i < 2; i++)
        {
            Assert.True(OrientedIou.Of(frame.Objects![i].Box, prepared.Objects![i].Box) > 0.999);
            Assert.True(OrientedIou.Of(frame.Objects![i].Box, array[i].Box) > 0.999);
        }
    }

    [SkippableFact, Trait("Category", "RealData")]
    public void Read_RealCalibrations_AgreeToTheirDigits()
    {
        string real = RealData.PathOf("sunrgbd/000017_calib.txt");
        using var folder = new ScratchFolder();
        foreach (string file in (string[])["000017.bin", "000017.jpg", "000017_calib.txt"])
            File.Copy(Path.Combine(Path.GetDirectoryName(real)!, file), folder.At(file));
        FrameView text = FrameFolder.Open(folder.Path).Read("000017").Views[0];
        FrameView json = FrameFolder.Open(Path.GetDirectoryName(real)!).Read("000017").Views[0];
        Assert.Equal(json.Camera.Fx, text.Camera.Fx, tolerance: 0.01);
        Assert.True((json.CameraFromPoints.Apply(new Point3D(1, 2, 3)) - text.CameraFromPoints.Apply(new Point3D(1, 2, 3))).Length < 1e-4);
    }

    [SkippableTheory, Trait("Category", "Golden")]
    [MemberData(nameof(GoldenCases.Of), "dataset_sunrgbd", MemberType = typeof(GoldenCases))]
    public void FromText_GoldenLabels_MatchThePreparedBoxes(string name)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(GoldenCases.PathOf(name));
        using var folder = new ScratchFolder();
        File.WriteAllBytes(folder.At("label.txt"), golden.ReadBytes("label_lines_utf8"));
        double[] rows = [.. SunRgbdLabels.FromText(folder.At("label.txt")).SelectMany(o => new[]
        {
            o.Box.Centre.X, o.Box.Centre.Y, o.Box.Centre.Z, o.Box.Size.X / 2, o.Box.Size.Y / 2, o.Box.Size.Z / 2,
            -o.Box.Yaw, ObjectClasses.SunRgbd.IndexOf(o.Label),
        })];
        GoldenReport.Close(name, "bbox", golden.ReadAs<double>("bbox"), rows, 1e-9);
    }

    private static ScratchFolder Make()
    {
        var folder = new ScratchFolder();
        File.WriteAllBytes(folder.At("000001.bin"), MemoryMarshal.AsBytes<float>([0, 2, 0, 1, 0, 0]).ToArray());
        PictureFile.Write(folder.At("000001.png"), new Picture(4, 3, new byte[36]));
        folder.Write("000001_calib.txt", Calibration);
        return folder;
    }
}
