using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.SunRgbd;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Data.SunRgbd;

public class OfficialSunRgbdTests
{
    private static readonly OfficialFrames.Entry Table = new("table", [0.5, 2, -0.5], [0.3, -0.6, 0.4], [0, 1, 0], [2, 1, 2, 2]);
    private static readonly OfficialFrames.Entry Lamp = new("lamp", [0, 1, 0], [1, 1, 1], [1, 0, 0], [1, 1, 1, 1]);
    private static readonly OfficialFrames.Entry Chair = new("chair", [0, 1, 0], [1, 1, 1], [1, 0, 0], [1, 1, 1, 1]);

    [Theory, InlineData(false), InlineData(true)]
    public void Read_Frame_GivesPointsAsTheToolboxDoes(bool bigEndian)
    {
        using ScratchFolder folder = OfficialFrames.Invented(bigEndian);
        SunRgbdScene scene = Source(folder).Read("000002");
        // Stored 16000 is 2000 mm, 8000 is 1000 mm, 1 is far beyond and drawn to 8 m; 0 is not measured.
        Assert.Equal(11, scene.Cloud.Count);
        Assert.Equal([-0.5f, 2, 1], scene.Cloud.Positions[..3]);        // pixel (2, 1), 1-based: (2 - 2.5) * 2 / 2, 2, -(1 - 2) * 2 / 2
        Assert.Equal([0.25f, 1, 0.5f], scene.Cloud.Positions[3..6]);
        Assert.Equal([6, 8, 4], scene.Cloud.Positions[6..9]);
        Assert.Equal([3 / 255f, 4 / 255f, 5 / 255f], scene.Cloud.Colours![..3]);
        Assert.Empty(scene.Objects);
    }

    [Fact]
    public void Read_Objects_AreThoseOfTheTenClassesWithTheirPictureBoxes()
    {
        using ScratchFolder folder = OfficialFrames.Invented(false, Lamp, Table);
        OfficialSunRgbd source = Source(folder);
        LabelledBox table = Assert.Single(source.Read("000002").Objects);
        Assert.Equal(new Box3D(new(0.5, 2, -0.5), new(1.2, 0.6, 0.8), Math.PI / 2), table.Box);
        Assert.Equal([new PictureBox(1, 0, 3, 2)], source.ReadObjects("000002").Select(o => o.InPicture));
        Assert.Equal("kv2", source.Frame("000002").Sensor);
        Assert.Empty(Source(folder, "train", "v1").Read("000002").Objects);        // v1 has the lamp alone here
    }

    [Fact]
    public void Ids_OfASplit_FollowAllsplit()
    {
        using ScratchFolder folder = OfficialFrames.Invented();
        Assert.Equal(["000002"], Source(folder).Ids);
        Assert.Equal(["000001", "000003"], Source(folder, "val").Ids);
        Assert.Contains("train and val", Assert.Throws<InvalidInputException>(() => Source(folder, "test")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ObjectThatLacksSomething_EndsTheListAsTheScriptsDo()
    {
        foreach (OfficialFrames.Entry bad in (OfficialFrames.Entry[])[
            Chair with { Flat = null }, Chair with { FlatClass = "sofa" }, Chair with { Orientation = [1] }])
        {
            using ScratchFolder folder = OfficialFrames.Invented(false, Table, bad, Table);
            Assert.Equal(["table"], Source(folder).Read("000002").Objects.Select(o => o.Label));
        }
    }

    [Fact]
    public void Open_MissingOrForeignFiles_AreNamed()
    {
        using ScratchFolder folder = OfficialFrames.Invented();
        Assert.Contains("000004", Assert.Throws<InvalidInputException>(() => Source(folder).Read("000004")).Message, StringComparison.Ordinal);
        Assert.Contains("SUNRGBD/kv1/a/depth_bfx/2.png", Assert.Throws<InvalidInputException>(() => Source(folder, "val").Read("000001")).Message, StringComparison.Ordinal);
        File.Delete(folder.At("SUNRGBDMeta2DBB_v2.mat"));
        Assert.Contains("SUNRGBDMeta2DBB_v2.mat", Assert.Throws<InvalidInputException>(() => Source(folder)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => OfficialFolder.Relative("/etc/passwd"));
        Assert.Throws<InvalidInputException>(() => OfficialFolder.Relative("SUNRGBD/../../etc/passwd"));
    }

    [SkippableFact, Trait("Category", "RealData")]
    public void Read_RealFrame_GivesThePointsAndBoxesOfThePreparedFiles()
    {
        RgbdFrame real = FrameFolder.Open(RealData.PathOf("sunrgbd")).Read("000017");
        using ScratchFolder folder = OfficialFrames.Real(real.Cloud, real.Views[0]);
        OfficialSunRgbd source = Source(folder);
        SunRgbdScene scene = source.Read("000002");

        Dictionary<int, Point3D> expected = ByPixel(real.Cloud, real.Views[0]), found = ByPixel(scene.Cloud, source.ReadView("000002"));
        Assert.Equal(expected.Keys.Order(), found.Keys.Order());
        double worst = expected.Max(e => (e.Value - found[e.Key]).Length);
        Assert.True(worst < 2e-6, $"{worst} m");       // float32 at four metres, and a tilt of six digits

        LabelledBox[] prepared = SunRgbdLabels.FromArray(RealData.PathOf("sunrgbd_prepared/000017_bbox.npy"));
        Assert.Equal(prepared.Select(o => o.Label), scene.Objects.Select(o => o.Label));
        for (int i = 0; i < prepared.Length; i++)
            Assert.True(OrientedIou.Of(prepared[i].Box, scene.Objects[i].Box) > 0.99999);
    }

    [SkippableFact, Trait("Category", "RealData")]
    public void Draw_RealFrame_IsASampleLikeThatOfThePreparedFiles()
    {
        RgbdFrame real = FrameFolder.Open(RealData.PathOf("sunrgbd")).Read("000017");
        using ScratchFolder folder = OfficialFrames.Real(real.Cloud, real.Views[0]), prepared = PreparedFrames.Real();
        var draw = new SampleDraw(20_000, Seed: 7) { Views = 1, View = new ViewInput(new PictureSize(265, 365), 265) };
        DetectionSample raw = DatasetFactory.Open("sunrgbd_raw", folder.Path, "train", new DatasetOptions { Labels = "v2" }).Draw("000002", draw);
        DetectionSample other = DatasetFactory.Open("sunrgbd_prepared", prepared.Path, "train").Draw("000017", draw);
        Assert.Equal(other.Targets.SemanticClass, raw.Targets.SemanticClass);
        Assert.Equal(other.Targets.SizeGts, raw.Targets.SizeGts, (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(other.Views[0].Planes, raw.Views[0].Planes);
        Assert.Equal(other.Views[0].Targets, raw.Views[0].Targets);
        // Two draws from the same scene: the share of points on objects is nearly the same.
        Assert.Equal(other.Targets.PointObjectMask.Average(), raw.Targets.PointObjectMask.Average(), tolerance: 0.02);
    }

    [SkippableFact, Trait("Category", "RealData")]
    public void Millimetres_StoredAndRead_AreTheSame()
    {
        DepthImage kinect = PictureFile.ReadDepth(RealData.PathOf("kinect2/depth.png"));
        foreach (ushort tenths in kinect.Values.Distinct())
        {
            ushort millimetres = (ushort)(tenths / 10), stored = OfficialFrames.Stored(millimetres);
            Assert.Equal(millimetres, (ushort)(stored >> 3 | stored << 13));
        }
    }

    private static Dictionary<int, Point3D> ByPixel(PointCloud cloud, FrameView view)
    {
        Dictionary<int, Point3D> points = [];
        for (int i = 0; i < cloud.Count; i++)
        {
            var p = new Point3D(cloud.Positions[3 * i], cloud.Positions[3 * i + 1], cloud.Positions[3 * i + 2]);
            view.Camera.TryProject(view.CameraFromPoints.Apply(p), out double u, out double v);
            points[(int)Math.Round(v) * 10_000 + (int)Math.Round(u)] = p;
        }

        return points;
    }

    private static OfficialSunRgbd Source(ScratchFolder folder, string split = "train", string labels = "v2") =>
        new(new OfficialFolder(folder.Path), split, labels);
}
