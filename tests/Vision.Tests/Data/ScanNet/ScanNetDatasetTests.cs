using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.ScanNet;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Vision.Tests.Data.ScanNet;

public sealed class ScanNetDatasetTests : IDisposable
{
    private readonly ScratchFolder _root = new();
    private readonly ScanFixture _scan = ScanFixture.Small();

    public ScanNetDatasetTests()
    {
        ScanFixture other = ScanFixture.Small("scene0002_01", seed: 2, points: 500);
        ScanFixture.WriteLists(_root, "train", other, _scan, ScanFixture.Small("scene0099_00"));
        foreach (ScanFixture scan in (ScanFixture[])[_scan, other])
        {
            scan.WriteRaw(_root);
            scan.WritePrepared(_root);
            scan.WriteFrames(_root, frames: 5);
        }
    }

    public void Dispose() => _root.Dispose();

    private IDetectionDataset Open(string layout = "scannet_prepared", string split = "train") => DatasetFactory.Open(layout, _root.Path, split);

    [Fact]
    public void Ids_OfASplit_AreThoseThatAreThereInItsOrder()
    {
        Assert.Equal(["scene0002_01", "scene0001_00"], Open().Ids);
        Assert.Equal(["scene0001_00", "scene0002_01"], Open("scannet_raw", "all").Ids);
        Assert.Contains("scannetv2_val.txt", Assert.Throws<InvalidInputException>(() => Open(split: "val")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_RawAndPrepared_GiveTheSameSample()
    {
        var draw = new SampleDraw(3000, 5) { Augment = true, UseHeight = true, UseColour = true, Views = 2, View = new(new PictureSize(60, 80), 0) };
        AssertSame(Open().Draw(_scan.Id, draw), Open("scannet_raw").Draw(_scan.Id, draw));
    }

    [Fact]
    public void Draw_FromManyThreads_GivesTheSameBits()
    {
        IDetectionDataset data = Open();
        SampleDraw[] draws = [.. Enumerable.Range(0, 24).Select(i => new SampleDraw(1000, (ulong)(i / 2)) { Augment = true, Views = 1, View = new(null, 64) })];
        DetectionSample[] alone = [.. draws.Select((d, i) => data.Draw(data.Ids[i % 2], d))];
        var together = new DetectionSample[draws.Length];
        Parallel.For(0, draws.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => together[i] = data.Draw(data.Ids[i % 2], draws[i]));
        for (int i = 0; i < draws.Length; i++)
            AssertSame(alone[i], together[i]);
        Assert.NotEqual(alone[0].Points, alone[2].Points);
    }

    [Fact]
    public void Draw_Features_AreHeightAndColoursOfTheirPoints()
    {
        DetectionSample plain = Open().Draw(_scan.Id, new SampleDraw(1000, 3)), rich = Open().Draw(
            _scan.Id, new SampleDraw(1000, 3) { UseHeight = true, UseColour = true });
        ScanNetScene scene = new PreparedScenes(_root.Path, "all").Read(_scan.Id);
        float floor = rich.Points[2] - rich.Points[6];
        for (int i = 0; i < 1000; i++)
        {
            ReadOnlySpan<float> row = rich.Points.AsSpan(7 * i, 7);
            Assert.True(plain.Points.AsSpan(3 * i, 3).SequenceEqual(row[..3]));
            Assert.Equal(floor, row[2] - row[6], 1e-5f);
            (float red, float green, float blue) = (row[3] * 256 + 109.8f, row[4] * 256 + 97.2f, row[5] * 256 + 83.8f);
            (float x, float y, float z) = (row[0], row[1], row[2]);
            Assert.Contains(scene.Vertices.Chunk(6), v => v[0] == x && v[1] == y && v[2] == z
                && Math.Abs(v[3] - red) < 1e-3 && Math.Abs(v[4] - green) < 1e-3 && Math.Abs(v[5] - blue) < 1e-3);
        }
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void Draw_PointsOfAnObject_CarryItsSlot(bool augment)
    {
        DetectionSample sample = Open().Draw(_scan.Id, new SampleDraw(3000, 11) { Augment = augment });
        Assert.Equal([2, 4], sample.Truth.Select(t => t.Class));        // chair, table; the lamp is none of the 18
        for (int i = 0; i < sample.PointCount; i++)
        {
            long slot = sample.Targets.PointInstance[i];
            var p = new Point3D(sample.Points[3 * i], sample.Points[3 * i + 1], sample.Points[3 * i + 2]);
            Assert.Equal(slot >= 0 ? 1 : 0, sample.Targets.PointObjectMask[i]);
            foreach ((TruthBox truth, int index) in sample.Truth.Select((t, index) => (t, index)))
                Assert.True(slot != index || (truth.Box with { Size = truth.Box.Size + new Point3D(1e-4, 1e-4, 1e-4) }).Contains(p));
        }

        Assert.Contains(0, sample.Targets.PointInstance);
        Assert.Contains(1, sample.Targets.PointInstance);
        Assert.Contains(-1, sample.Targets.PointInstance);
    }

    [Fact]
    public void Draw_FewerPointsThanWanted_DrawsWithRepetition()
    {
        DetectionSample sample = Open().Draw("scene0002_01", new SampleDraw(2000, 1));
        Assert.Equal((2000, 6000), (sample.PointCount, sample.Points.Length));
        Assert.InRange(sample.Points.Chunk(3).Select(p => (p[0], p[1], p[2])).Distinct().Count(), 450, 500);
    }

    [Fact]
    public void Draw_Views_ShowAugmentedPointsWhereTheyWere()
    {
        var draw = new SampleDraw(4000, 9) { Views = 9, View = new(new PictureSize(90, 120), 0) };
        DetectionSample plain = Open().Draw(_scan.Id, draw), augmented = Open().Draw(_scan.Id, draw with { Augment = true });
        Assert.Equal(["000000", "000200", "000300", "000400"], plain.Views.Select(v => v.Id));      // 000100 has no pose
        Assert.Equal(plain.Views.Select(v => v.Id), augmented.Views.Select(v => v.Id));             // all that there are
        foreach ((SampleView before, SampleView after) in plain.Views.Zip(augmented.Views))
        {
            int seen = 0;
            for (int i = 0; i < 4000; i += 7)
            {
                Point3D p = before.CameraFromPoints.Apply(At(plain, i)), q = after.CameraFromPoints.Apply(At(augmented, i));
                Assert.True((p - q).Length < 1e-5);
                seen += before.Camera.TryProject(p, out double u, out double v) && u is > 0 and < 119 && v is > 0 and < 89 ? 1 : 0;
            }

            Assert.True(seen > 0);
            Assert.Equal(before.Targets.Select(t => t.Class), after.Targets.Select(t => t.Class));
            Assert.Equal(before.Planes, after.Planes);
        }

        Assert.Contains(plain.Views, v => v.Targets.Count > 0);
        Assert.All(plain.Views.SelectMany(v => v.Targets), t => Assert.True(
            t.CentreX - t.Width / 2 >= -1e-6 && t.CentreX + t.Width / 2 <= 1 + 1e-6 && t.Width > 0 && t.Height > 0));
        Point3D At(DetectionSample s, int i) => new(s.Points[3 * i], s.Points[3 * i + 1], s.Points[3 * i + 2]);
    }

    [Fact]
    public void Draw_FewViews_AreSpreadInEvaluationAndDrawnInTraining()
    {
        var draw = new SampleDraw(100, 0) { Views = 2, View = new(new PictureSize(30, 40), 0) };
        Assert.Equal(["000000", "000300"], Open().Draw(_scan.Id, draw).Views.Select(v => v.Id));
        string[] drawn = [.. Enumerable.Range(0, 20).Select(seed => string.Join(',', Open()
            .Draw(_scan.Id, draw with { Augment = true, Seed = (ulong)seed }).Views.Select(v => v.Id)))];
        Assert.True(drawn.Distinct().Count() > 3);
        Assert.All(drawn, ids => Assert.Equal(2, ids.Split(',').Distinct().Count()));
    }

    [Fact]
    public void Draw_ViewsOfASceneWithoutPictures_SaysWhichIsMissing()
    {
        Directory.Delete(_root.At("scannet_frames_25k/scene0001_00/x")[..^2], recursive: true);
        var draw = new SampleDraw(100, 0) { Views = 2, View = new(new PictureSize(30, 40), 0) };
        Assert.Contains("scannet_frames_25k/scene0001_00", Assert.Throws<InvalidInputException>(() => Open().Draw(_scan.Id, draw)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_SceneWithoutObjects_HasOnlyEmptySlots()
    {
        ScanFixture bare = _scan with { Id = "scene0003_00", Objects = [_scan.Objects[0]] };
        bare.WriteRaw(_root);
        DetectionSample sample = Open("scannet_raw", "all").Draw(bare.Id, new SampleDraw(500, 0) { Augment = true });
        Assert.Empty(sample.Truth);
        Assert.All(sample.Targets.CenterLabel, c => Assert.Equal(BoxTargets.EmptyCentre, c));
        Assert.All(sample.Targets.PointInstance, slot => Assert.Equal(-1, slot));
    }

    private static void AssertSame(DetectionSample expected, DetectionSample actual)
    {
        Assert.Equal(expected.Points, actual.Points);
        Assert.Equal(expected.Truth, actual.Truth);
        Assert.Equal(expected.Targets.CenterLabel, actual.Targets.CenterLabel);
        Assert.Equal(expected.Targets.SizeGts, actual.Targets.SizeGts);
        Assert.Equal(expected.Targets.PointInstance, actual.Targets.PointInstance);
        Assert.Equal(expected.Views.Select(v => v.Id), actual.Views.Select(v => v.Id));
        foreach ((SampleView a, SampleView b) in expected.Views.Zip(actual.Views))
        {
            Assert.Equal(a.Planes, b.Planes);
            Assert.Equal(a.Targets, b.Targets);
            Assert.Equal(a.Camera, b.Camera);
        }
    }
}
