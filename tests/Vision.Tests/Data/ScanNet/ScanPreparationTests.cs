using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.ScanNet;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Data.ScanNet;

public class ScanPreparationTests
{
    private const string LabelMap = "id\traw_category\tnyu40id\n1\tchair\t5\n2\toffice chair\t5\n3\tlamp\t35\n4\twall\t1\n";

    [Fact]
    public void Prepare_SmallMesh_FollowsTheAnnotation()
    {
        ScanNetScene scene = Prepare(
            [(0, "chair", [7]), (1, "lamp", [8]), (2, "office chair", [9])], segments: [7, 7, 8, 9, 9, 5]);
        Assert.Equal([5, 5, 35, 5, 5, 0], scene.Semantic);
        Assert.Equal([1, 1, 2, 3, 3, 0], scene.Instance);
        // Vertex i is at scan (i, 2i, 3i); the alignment turns x to y.
        Assert.Equal([-2f, 1f, 3f], scene.Vertices[6..9]);
        Assert.Equal([10f, 20f, 30f], scene.Vertices[9..12]);
        Assert.Equal(
            [new ScanNetBox(2, new(-1, 0.5, 1.5), new(2, 1, 3)), new ScanNetBox(2, new(-7, 3.5, 10.5), new(2, 1, 3))], scene.Boxes);
    }

    [Fact]
    public void Prepare_SegmentOfTwoObjects_GoesToTheLaterOne()
    {
        ScanNetScene scene = Prepare([(0, "chair", [7]), (1, "lamp", [7, 8])], segments: [7, 7, 8]);
        Assert.Equal([2, 2, 2], scene.Instance);
        Assert.Equal([35, 35, 35], scene.Semantic);
        Assert.Empty(scene.Boxes);                       // the chair has no points left
    }

    [Fact]
    public void Prepare_BoxesFollowObjectIds_NotTheFile()
    {
        ScanNetScene scene = Prepare([(4, "chair", [7]), (1, "chair", [8])], segments: [7, 8]);
        Assert.Equal([1.0, 0.0], scene.Boxes.Select(b => b.Centre.Y));      // vertex 1, then vertex 0
        Assert.Equal([5, 2], scene.Instance);
    }

    [Theory]
    [InlineData("[{\"objectId\":0,\"label\":\"chair\",\"segments\":[77]}]", "segment 77")]
    [InlineData("[{\"objectId\":0,\"label\":\"robot\",\"segments\":[7]}]", "no category 'robot'")]
    [InlineData("[{\"objectId\":-1,\"label\":\"chair\",\"segments\":[7]}]", "objectId")]
    [InlineData("[{\"objectId\":0,\"label\":\"chair\"}]", "segments")]
    [InlineData("[{\"objectId\":0,\"label\":7,\"segments\":[7]}]", "Number where a string belongs")]
    [InlineData("[{\"objectId\":0,\"label\":\"chair\",\"segments\":[7.5]}]", "7.5 is no whole number")]
    [InlineData("[{]", "not JSON")]
    public void Read_BadAnnotation_IsNamed(string groups, string fault)
    {
        using ScratchFolder root = Small();
        root.Write("scans/scene0001_00/scene0001_00.aggregation.json", $"{{\"segGroups\":{groups}}}");
        string message = Assert.Throws<InvalidInputException>(() => new RawScans(root.Path, "all").Read("scene0001_00")).Message;
        Assert.Contains(fault, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("_vh_clean_2.0.010000.segs.json", "{\"segIndices\":[1,2,3]}", "3 vertices are segmented, the mesh has 4000")]
    [InlineData("_vh_clean_2.0.010000.segs.json", "{\"other\":[]}", "no 'segIndices'")]
    [InlineData("_vh_clean_2.0.010000.segs.json", "{\"segIndices\":[1,2,", "not JSON")]
    [InlineData("_vh_clean_2.ply", "ply\n", "ply")]
    public void Read_DamagedScan_IsNamed(string ending, string content, string fault)
    {
        using ScratchFolder root = Small();
        root.Write($"scans/scene0001_00/scene0001_00{ending}", content);
        string message = Assert.Throws<InvalidInputException>(() => new RawScans(root.Path, "all").Read("scene0001_00")).Message;
        Assert.Contains(fault, message, StringComparison.Ordinal);
        Assert.Contains("scene0001_00", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RawAndPrepared_AreTheSameScene()
    {
        ScanFixture scan = ScanFixture.Small(points: 60_000);     // more than the preparation keeps
        using var root = new ScratchFolder();
        ScanFixture.WriteLists(root, "train", scan);
        scan.WriteRaw(root);
        scan.WritePrepared(root);
        ScanNetScene raw = new RawScans(root.Path, "all").Read(scan.Id), prepared = new PreparedScenes(root.Path, "all").Read(scan.Id);
        Assert.Equal(ScanNetPrepared.MaxPoints, raw.Count);
        AssertSame(raw, prepared);
        // Boxes are made of all vertices, before some are dropped.
        Assert.Equal(new RawScans(root.Path, "all").ReadWhole(scan.Id).Boxes, raw.Boxes);
    }

    [SkippableFact, Trait("Category", "RealData")]
    public void Read_RealScan_HasItsBoxes()
    {
        ScanFixture scan = ScanFixture.Real();
        RgbdFrame frame = FrameFolder.Open(RealData.PathOf("scannet")).Read(scan.Id);
        using var root = new ScratchFolder();
        ScanFixture.WriteLists(root, "train", scan);
        scan.WriteRaw(root);
        ScanNetScene scene = new RawScans(root.Path, "all").Read(scan.Id);
        Assert.Equal(40684, scene.Count);
        Assert.Equal(frame.Objects!.Select(o => o.Label), scene.Boxes.Select(b => ObjectClasses.ScanNet.Names[b.Class]));
        // Made of the points inside the true boxes, so within them; most reach their sides.
        foreach ((LabelledBox truth, ScanNetBox box) in frame.Objects!.Zip(scene.Boxes))
            Assert.InRange(box.Box.Extents().Intersection(truth.Box.Extents()) / box.Box.Volume, 0.999, 1.001);
        for (int i = 0; i < scene.Count * 6; i++)
            Assert.True(Math.Abs(scene.Vertices[i] - (i % 6 < 3 ? frame.Cloud.Positions[i / 6 * 3 + i % 6] : frame.Cloud.Colours![i / 6 * 3 + i % 6 - 3] * 255)) < 1e-4);
    }

    internal static void AssertSame(ScanNetScene expected, ScanNetScene actual)
    {
        Assert.Equal(expected.Vertices, actual.Vertices);
        Assert.Equal(expected.Semantic, actual.Semantic);
        Assert.Equal(expected.Instance, actual.Instance);
        Assert.Equal(expected.Boxes, actual.Boxes);
    }

    private static ScratchFolder Small()
    {
        var root = new ScratchFolder();
        ScanFixture scan = ScanFixture.Small();
        ScanFixture.WriteLists(root, "train", scan);
        root.Write("scannetv2-labels.combined.tsv", LabelMap);
        scan.WriteRaw(root);
        return root;
    }

    private static ScanNetScene Prepare((int Id, string Label, int[] Segments)[] groups, int[] segments)
    {
        using var folder = new ScratchFolder();
        folder.Write("labels.tsv", LabelMap);
        float[] xyz = [.. segments.SelectMany((_, i) => (float[])[i, 2 * i, 3 * i])];
        float[] rgb = [.. segments.SelectMany(_ => (float[])[10 / 255f, 20 / 255f, 30 / 255f])];
        var preparation = new ScanPreparation(
            [.. groups.Select(g => new SegmentGroup(g.Id, g.Label, g.Segments))], segments, new ScanLabelMap(folder.At("labels.tsv")), "test");
        return preparation.Prepare(new PointCloud(xyz, rgb), Transform3D.FromLinear([0, -1, 0, 1, 0, 0, 0, 0, 1]));
    }
}
