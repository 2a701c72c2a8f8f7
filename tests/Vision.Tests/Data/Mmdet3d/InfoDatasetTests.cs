using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Mmdet3d;
using Fuse3D.Vision.Data.ScanNet;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Tests.Data.ScanNet;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Data.Mmdet3d;

public class InfoDatasetTests
{
    [SkippableTheory, Trait("Category", "RealData")]
    [InlineData(false), InlineData(true)]
    public void Draw_RealFrame_GivesTheTruthOfTheOtherLayouts(bool old)
    {
        using var root = new ScratchFolder();
        InfoFixture.WriteSunRgbd(root, old);
        RgbdFrame frame = FrameFolder.Open(RealData.PathOf("sunrgbd")).Read(InfoFixture.Frame);
        IDetectionDataset data = DatasetFactory.Open("sunrgbd_mmdet3d", root.Path, "train");
        Assert.Equal(["000017"], data.Ids);
        DetectionSample sample = data.Draw("000017", new SampleDraw(2000, 0) { Views = 1, View = new(new PictureSize(530, 730), 0) });

        Assert.Equal(frame.Objects!.Select(o => ObjectClasses.SunRgbd.IndexOf(o.Label)), sample.Truth.Select(t => t.Class));
        foreach ((LabelledBox expected, TruthBox actual) in frame.Objects!.Zip(sample.Truth))
            Assert.Equal(expected.Box, actual.Box);
        // The sign of the yaw shows in how many points a box holds.
        var points = new PointsInBoxes(frame.Cloud.Positions);
        Assert.Equal([18117], sample.Truth.Where(t => t.Class == 0).Select(t => points.Count(t.Box)));

        SampleView view = Assert.Single(sample.Views);
        Camera real = frame.Views[0].Camera;
        Assert.Equal((real.Fx, real.Fy, real.Cx, real.Cy), (view.Camera.Fx, view.Camera.Fy, view.Camera.Cx, view.Camera.Cy), new Near(1e-3));
        for (int i = 0; i < 2000; i += 50)
        {
            var p = new Point3D(sample.Points[3 * i], sample.Points[3 * i + 1], sample.Points[3 * i + 2]);
            Assert.True((view.CameraFromPoints.Apply(p) - frame.Views[0].CameraFromPoints.Apply(p)).Length < 1e-5);
        }

        Assert.Equal(2, view.Targets.Count);
        PictureBox first = frame.Objects![0].InPicture!;
        Assert.Equal((first.Right - first.Left) / 730, view.Targets[0].Width, 1e-6);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void Draw_Scan_EqualsTheRawLayout(bool old)
    {
        using var root = new ScratchFolder();
        CheckScan(root, ScanFixture.Small(), old, 3000);
    }

    [SkippableFact, Trait("Category", "RealData")]
    public void Draw_RealScan_EqualsTheRawLayout()
    {
        using var root = new ScratchFolder();
        CheckScan(root, ScanFixture.Real(), old: false, 20_000);
    }

    [SkippableFact, Trait("Category", "RealData")]
    public void ReadView_TransposedK_IsRefused()
    {
        using var root = new ScratchFolder();
        InfoFixture.WriteSunRgbd(root, old: false);
        LabelledBox[] objects = [.. FrameFolder.Open(RealData.PathOf("sunrgbd")).Read(InfoFixture.Frame).Objects!];
        // K^T F Rtilt^T of the real frame: its third row is (cx, cy, 1) F Rtilt^T.
        double[] matrix = [528.4, 3, -33.6, 33.6, -95.7, -519.7, 381.1, 51.6, -283.2];
        Rewrite(root, InfoFixture.NewFrame(objects, matrix));
        string message = Assert.Throws<InvalidInputException>(() => new InfoFrames(root.Path, "train").ReadView("000017")).Message;
        Assert.Contains("transposed", message, StringComparison.Ordinal);
        Assert.Contains("data_list[0]: images: CAM0: depth2img", message, StringComparison.Ordinal);
    }

    [SkippableTheory, Trait("Category", "RealData")]
    [InlineData("lidar_points", "no 'lidar_points'"), InlineData("instances", "no 'instances'")]
    public void Open_EntryWithoutAPart_IsNamed(string part, string fault)
    {
        using var root = new ScratchFolder();
        InfoFixture.WriteSunRgbd(root, old: false);
        LabelledBox[] objects = [.. FrameFolder.Open(RealData.PathOf("sunrgbd")).Read(InfoFixture.Frame).Objects!];
        Dictionary<string, object?> entry = InfoFixture.NewFrame(objects, new double[9]);
        entry.Remove(part);
        Rewrite(root, entry);
        string message = Assert.Throws<InvalidInputException>(() => new InfoFrames(root.Path, "train")).Message;
        Assert.Contains(fault, message, StringComparison.Ordinal);
        Assert.Contains("sunrgbd_infos_train.pkl: data_list[0]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MaskOfAnotherLength_IsNamed()
    {
        using var root = new ScratchFolder();
        ScanFixture scan = ScanFixture.Small();
        CheckScan(root, scan, old: false, 100);
        File.WriteAllBytes(root.At($"semantic_mask/{scan.Id}.bin"), new byte[80]);
        string message = Assert.Throws<InvalidInputException>(() => new InfoScans(root.Path, "train").Read(scan.Id)).Message;
        Assert.Contains($"semantic_mask/{scan.Id}.bin: 80 bytes; 4000 points have 32000", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../outside.bin"), InlineData("/outside.bin")]
    public void Locate_PathOutOfTheFolder_IsRefused(string name) =>
        Assert.Throws<InvalidInputException>(() => new InfoFolder("/data", ObjectClasses.ScanNet).Locate(name, InfoFolder.Points));

    [Fact]
    public void Open_NoInfoFile_SaysWhichIsMissing()
    {
        using var root = new ScratchFolder();
        string message = Assert.Throws<InvalidInputException>(() => DatasetFactory.Open("scannet_mmdet3d", root.Path, "val")).Message;
        Assert.Contains("scannet_infos_val.pkl", message, StringComparison.Ordinal);
    }

    private static void CheckScan(ScratchFolder root, ScanFixture scan, bool old, int points)
    {
        ScanFixture.WriteLists(root, "train", scan);
        scan.WriteRaw(root);
        ScanNetScene raw = new RawScans(root.Path, "all").ReadWhole(scan.Id);
        InfoFixture.WriteScanNet(root, scan, raw, old);
        ScanPreparationTests.AssertSame(raw, new InfoScans(root.Path, "train").Read(scan.Id));
        SampleDraw draw = new(points, 3) { Augment = true };
        DetectionSample expected = DatasetFactory.Open("scannet_raw", root.Path, "train").Draw(scan.Id, draw);
        DetectionSample actual = DatasetFactory.Open("scannet_mmdet3d", root.Path, "train").Draw(scan.Id, draw);
        Assert.Equal(expected.Points, actual.Points);
        Assert.Equal(expected.Targets.PointInstance, actual.Targets.PointInstance);
        Assert.Equal(expected.Truth, actual.Truth);
    }

    private static void Rewrite(ScratchFolder root, Dictionary<string, object?> entry) => File.WriteAllBytes(
        root.At("sunrgbd_infos_train.pkl"), TestPickle.Of(InfoFixture.Info("sunrgbd", ObjectClasses.SunRgbd, entry)));

    private sealed class Near(double tolerance) : IEqualityComparer<(double, double, double, double)>
    {
        public bool Equals((double, double, double, double) a, (double, double, double, double) b) =>
            Math.Abs(a.Item1 - b.Item1) < tolerance && Math.Abs(a.Item2 - b.Item2) < tolerance
            && Math.Abs(a.Item3 - b.Item3) < tolerance && Math.Abs(a.Item4 - b.Item4) < tolerance;

        public int GetHashCode((double, double, double, double) values) => 0;
    }
}
