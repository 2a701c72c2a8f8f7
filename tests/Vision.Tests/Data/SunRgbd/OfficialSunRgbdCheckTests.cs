using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Tests.Data.SunRgbd;

public class OfficialSunRgbdCheckTests
{
    [Fact]
    public void Run_Release_SaysWhatIsThereAndNamesTheFilesOfEveryFrameThatLacksThem()
    {
        using ScratchFolder folder = OfficialFrames.Invented(false, new OfficialFrames.Entry("table", [0, 2, 0], [1, 1, 1], [1, 0, 0], [1, 1, 2, 2]));
        DatasetReport report = Check(folder);
        Assert.Equal("sunrgbd_raw", report.Layout);
        Assert.Equal((1, 2), (report.Counts["frames"]["train"], report.Counts["frames"]["val"]));
        Assert.Equal((3, 1), (report.Counts["sensors"]["kv2"], report.Counts["objects (v2)"]["table"]));
        Assert.Equal(1, report.Counts["objects (v1)"]["table"]);
        Assert.Equal(
            ["SUNRGBD/kv1/a/depth_bfx/2.png", "SUNRGBD/kv1/a/image/2.jpg", "SUNRGBD/xtion/c/depth_bfx/2.png", "SUNRGBD/xtion/c/image/2.jpg"],
            report.Problems.Select(p => p.Path));
        Assert.All(report.Problems, p => Assert.Equal("missing", p.Message));
    }

    [Theory]
    [InlineData("depth size", $"{OfficialFrames.Sequence}/depth_bfx/2.png", "5 x 3 pixels, and the picture has 4 x 3")]
    [InlineData("no depth", $"{OfficialFrames.Sequence}/depth_bfx/2.png", "no pixel was measured")]
    [InlineData("metadata", "SUNRGBDMeta3DBB_v2.mat", "damaged MATLAB file")]
    [InlineData("splits", "SUNRGBDtoolbox/traintestSUNRGBD/allsplit.mat", "missing")]
    public void Run_OneFault_IsNamed(string fault, string path, string message)
    {
        using ScratchFolder folder = OfficialFrames.Invented();
        switch (fault)
        {
            case "depth size": PictureFile.Write(folder.At(path), new DepthImage(5, 3, new ushort[15])); break;
            case "no depth": PictureFile.Write(folder.At(path), new DepthImage(4, 3, new ushort[12])); break;
            case "metadata": File.WriteAllBytes(folder.At(path), File.ReadAllBytes(folder.At(path))[..^100]); break;
            default: File.Delete(folder.At(path)); break;
        }

        Assert.Contains(Check(folder).Problems, p => p.Path == path && p.Message.Contains(message, StringComparison.Ordinal));
    }

    private static DatasetReport Check(ScratchFolder folder) =>
        DatasetChecks.Run(DatasetChecks.For(folder.Path), folder.Path, new(), new() { Threads = 2 });
}
