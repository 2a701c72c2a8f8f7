using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.ScanNet;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Tests.Formats;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Data.ScanNet;

public class ScanNetFolderTests
{
    private const string Scene = "scene0001_00";

    [Theory]
    [InlineData(""), InlineData("scans/scene0001_00/"), InlineData("scene0001_00/")]
    public void Read_RawScan_IsTurnedByItsAlignment(string place)
    {
        using ScratchFolder folder = Make(place);
        IFrameFolder scenes = place.StartsWith("scans", StringComparison.Ordinal)
            ? new ScanNetFolder(folder.At("scans/x")[..^2])
            : FrameFolder.Open(folder.Path);
        RgbdFrame frame = scenes.Read(Scene);
        Assert.Equal([-2 + 10, 1 + 20, 3 + 30], frame.Cloud.Positions);
    }

    [Fact]
    public void Read_Views_AreSpreadEvenlyAndSkipLostPoses()
    {
        using ScratchFolder folder = Make("");
        RgbdFrame frame = new ScanNetFolder(folder.Path, maxViews: 2).Read(Scene);
        Assert.Equal(["000000", "000300"], frame.Views.Select(v => v.Id));      // of 0, 200, 300 and 400: 100 has no pose
        Assert.Equal((100, 110, 1.5, 2.5),
            (frame.Views[0].Camera.Fx, frame.Views[0].Camera.Fy, frame.Views[0].Camera.Cx, frame.Views[0].Camera.Cy));
        Assert.NotNull(frame.Views[0].Depth);
        Assert.Null(frame.Views[1].Depth);
    }

    [Fact]
    public void Read_Views_UndoAlignmentAndPose()
    {
        using ScratchFolder folder = Make("");
        FrameView view = new ScanNetFolder(folder.Path).Read(Scene).Views[0];
        // Scan point (1, 2, 3) is cloud point (8, 21, 33); the camera stands at scan (1, 2, 0) without turn.
        Assert.True((view.CameraFromPoints.Apply(new Point3D(8, 21, 33)) - new Point3D(0, 0, 3)).Length < 1e-12);
    }

    [Fact]
    public void Read_PreparedArrays_AreNotTurnedAgain()
    {
        using ScratchFolder folder = Make("");
        File.Delete(folder.At($"{Scene}_vh_clean_2.ply"));
        PointCloudFile.WriteNpy(folder.At($"{Scene}_vert.npy"), new PointCloud([1, 2, 3]));
        double[] boxes = [1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 1, 1, 1, 1];
        Npy.Write(folder.At($"{Scene}_bbox.npy"), ElementType.Float64, [2, 7],
            System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>(boxes).ToArray());
        RgbdFrame frame = FrameFolder.Open(folder.Path).Read(Scene);
        Assert.Equal([1, 2, 3], frame.Cloud.Positions);
        LabelledBox table = Assert.Single(frame.Objects!);       // nyu40 7; 1 (wall) is none of the 18
        Assert.Equal(new LabelledBox("table", new Box3D(new(1, 2, 3), new(4, 5, 6), 0)), table);
    }

    [Theory]
    [InlineData("pose/000000.txt", "1 0 0", "3 numbers")]
    [InlineData("pose/000000.txt", "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1", "singular")]
    [InlineData("intrinsics_color.txt", "0 0 1 0 0 1 1 0 0 0 1 0 0 0 0 1", "fx is 0")]
    [InlineData("scene0001_00.txt", "axisAlignment = 1 2 x", "'x'")]
    [InlineData("color/000000.jpg", "gone", "neither a JPEG nor a PNG")]
    public void Read_DamagedFile_IsNamed(string file, string content, string fault)
    {
        using ScratchFolder folder = Make("");
        folder.Write(file, content);
        Assert.Contains(fault, Assert.Throws<InvalidInputException>(() => FrameFolder.Open(folder.Path).Read(Scene)).Message,
            StringComparison.Ordinal);
    }

    [SkippableFact, Trait("Category", "RealData")]
    public void Read_RealScan_EveryObjectHoldsPoints()
    {
        RgbdFrame frame = FrameFolder.Open(RealData.PathOf("scannet")).Read("scene0000_00");
        Assert.Equal((40684, 27), (frame.Cloud.Count, frame.Objects!.Count));
        var cloud = new PointsInBoxes(frame.Cloud.Positions);
        Assert.All(frame.Objects, o => Assert.True(cloud.HasAtLeast(o.Box, 101), $"{o.Label} holds {cloud.Count(o.Box)} points"));
        Assert.All(frame.Objects, o => Assert.True(ObjectClasses.ScanNet.IndexOf(o.Label) >= 0, o.Label));
    }

    // A scan point (1, 2, 3); the alignment turns x to y and shifts by (10, 20, 30).
    private static ScratchFolder Make(string place)
    {
        var folder = new ScratchFolder();
        PointCloudFile.WritePly(folder.At($"{place}{Scene}_vh_clean_2.ply"), new PointCloud([1, 2, 3], [1, 0, 0]));
        folder.Write($"{place}{Scene}.txt", "appVersionId = 1\naxisAlignment = 0 -1 0 10 1 0 0 20 0 0 1 30 0 0 0 1\nnumDepthFrames = 5\n");
        byte[] jpeg = TestPictures.Jpeg(TestPictures.Gradient(8, 6));
        for (int frame = 0; frame < 500; frame += 100)
        {
            File.WriteAllBytes(folder.At($"{place}color/000{frame:000}.jpg"), jpeg);
            folder.Write($"{place}pose/000{frame:000}.txt", frame == 100
                ? "-inf -inf -inf -inf\n-inf -inf -inf -inf\n-inf -inf -inf -inf\n-inf -inf -inf -inf\n"
                : "1 0 0 1\n0 1 0 2\n0 0 1 0\n0 0 0 1\n");
        }

        PictureFile.Write(folder.At($"{place}depth/000000.png"), new DepthImage(8, 6, new ushort[48]));
        folder.Write($"{place}intrinsics_color.txt", "100 0 1.5 0\n0 110 2.5 0\n0 0 1 0\n0 0 0 1\n");
        return folder;
    }
}
