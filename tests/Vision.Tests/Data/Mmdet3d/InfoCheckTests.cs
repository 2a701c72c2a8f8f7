using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Data.ScanNet;
using Fuse3D.Vision.Tests.Data.ScanNet;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Data.Mmdet3d;

public class InfoCheckTests
{
    [SkippableTheory, Trait("Category", "RealData")]
    [InlineData(false), InlineData(true)]
    public void Run_SoundFrame_CountsWhatIsThere(bool old)
    {
        using var root = new ScratchFolder();
        InfoFixture.WriteSunRgbd(root, old);
        DatasetReport report = Check(root);
        Assert.Empty(report.Problems);
        Assert.Equal((1, 1, 1), (report.Counts["objects"]["bed"], report.Counts["objects"]["night_stand"], report.Counts["picture sizes"]["730 x 530"]));
        Assert.Equal("sunrgbd_mmdet3d", report.Layout);
    }

    [SkippableFact, Trait("Category", "RealData")]
    public void Run_YawOfAnOlderVersion_IsNoticed()
    {
        using var root = new ScratchFolder();
        InfoFixture.WriteSunRgbd(root, old: false);
        LabelledBox[] objects = [.. FrameFolder.Open(RealData.PathOf("sunrgbd")).Read(InfoFixture.Frame).Objects!
            .Select(o => o with { Box = o.Box with { Yaw = -o.Box.Yaw } })];
        double[] matrix = FrameFiles.Numbers(FrameFiles.Json(RealData.PathOf("sunrgbd/000017.json")), "depth2img_3x3_rows", 9, "000017.json")!;
        File.WriteAllBytes(root.At("sunrgbd_infos_train.pkl"),
            TestPickle.Of(InfoFixture.Info("sunrgbd", ObjectClasses.SunRgbd, InfoFixture.NewFrame(objects, matrix))));
        DatasetProblem problem = Assert.Single(Check(root).Problems);
        Assert.Equal("sunrgbd_infos_train.pkl", problem.Path);
        Assert.Contains("older than mmdetection3d 1.0", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ScanWithMissingAndDamagedFiles_ListsThem()
    {
        using var root = new ScratchFolder();
        ScanFixture scan = ScanFixture.Small();
        ScanFixture.WriteLists(root, "train", scan);
        scan.WriteRaw(root);
        ScanNetScene scene = new RawScans(root.Path, "all").ReadWhole(scan.Id);
        InfoFixture.WriteScanNet(root, scan, scene, old: false);
        InfoFixture.WriteScanNet(root, scan, scene, old: true, split: "val");
        Assert.Empty(Check(root, "scannet_mmdet3d").Problems);

        File.Delete(root.At($"instance_mask/{scan.Id}.bin"));
        File.WriteAllBytes(root.At("scannet_infos_val.pkl"), [0x80, 3, (byte)'.']);
        DatasetProblem[] problems = [.. Check(root, "scannet_mmdet3d").Problems];
        Assert.Equal(["instance_mask/scene0001_00.bin", "scannet_infos_val.pkl"], problems.Select(p => p.Path));
        Assert.Equal("missing", problems[0].Message);
    }

    private static DatasetReport Check(ScratchFolder root, string? layout = null) =>
        DatasetChecks.Run(DatasetChecks.For(root.Path, layout), root.Path, new DatasetOptions(), new CheckOptions());
}
