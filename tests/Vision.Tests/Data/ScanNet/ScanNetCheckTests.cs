using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Tests.Data.ScanNet;

public sealed class ScanNetCheckTests : IDisposable
{
    private const string Scene = "scene0001_00", Frames = "scannet_frames_25k/scene0001_00", Prepared = "scannet_train_detection_data/scene0001_00";
    private readonly ScratchFolder _root = new();

    public ScanNetCheckTests()
    {
        ScanFixture scan = ScanFixture.Small(), other = ScanFixture.Small("scene0002_00", seed: 2, points: 300);
        ScanFixture.WriteLists(_root, "val", other);
        ScanFixture.WriteLists(_root, "train", scan);
        foreach (ScanFixture each in (ScanFixture[])[scan, other])
        {
            each.WriteRaw(_root);
            each.WritePrepared(_root);
        }

        scan.WriteFrames(_root, frames: 3);
    }

    public void Dispose() => _root.Dispose();

    private DatasetReport Check(string layout)
    {
        DatasetReport report = DatasetChecks.Run(
            DatasetChecks.For(_root.Path, layout), _root.Path, new DatasetOptions(), new CheckOptions { Threads = 3 });
        Assert.All(report.Problems, p => Assert.DoesNotContain(_root.Path, p.Message + p.Path, StringComparison.Ordinal));
        return report;
    }

    [Theory]
    [InlineData("scannet_prepared"), InlineData("scannet_raw")]
    public void Run_SoundFolder_CountsWhatIsThere(string layout)
    {
        DatasetReport report = Check(layout);
        Assert.Empty(report.Problems);
        Assert.Equal((1, 1), (report.Counts["scenes"]["train"], report.Counts["scenes"]["val"]));
        Assert.Equal((2, 2), (report.Counts["objects"]["chair"], report.Counts["objects"]["table"]));
        Assert.Equal((2, 1), (report.Counts["pictures"]["with a pose"], report.Counts["pictures"]["whose pose was lost"]));
        Assert.Equal(3, report.Counts["picture sizes"]["120 x 90"]);
        Assert.True(report.Bytes > 10_000);
    }

    [Theory]
    [InlineData("scannet_prepared", Prepared + "_vert.npy", "missing")]
    [InlineData("scannet_prepared", Prepared + "_ins_label.npy", "missing")]
    [InlineData("scannet_prepared", Prepared + "_bbox.npy", "missing")]
    [InlineData("scannet_prepared", "meta_data/scannetv2_val.txt", "missing")]
    [InlineData("scannet_prepared", "scans/scene0001_00/scene0001_00.txt", "pictures need")]
    [InlineData("scannet_raw", "scans/scene0001_00/scene0001_00.aggregation.json", "missing")]
    [InlineData("scannet_raw", "scans/scene0001_00/scene0001_00_vh_clean_2.ply", "missing")]
    [InlineData("scannet_raw", Frames + "/pose/000200.txt", "missing")]
    [InlineData("scannet_raw", Frames + "/intrinsics_color.txt", "missing")]
    public void Run_FileTakenAway_IsListed(string layout, string path, string fault)
    {
        File.Delete(_root.At(path));
        Assert.Contains(Check(layout).Problems, p => p.Path == path && p.Message.Contains(fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("scannet_prepared", Prepared + "_sem_label.npy", "\u0093NUMPY")]
    [InlineData("scannet_prepared", "meta_data/scannetv2_val.txt", "scene0001_00\nscene0002_00\nscene0777_00\n")]
    [InlineData("scannet_raw", "scans/scene0001_00/scene0001_00.aggregation.json", "{}")]
    [InlineData("scannet_raw", "scans/scene0001_00/scene0001_00_vh_clean_2.0.010000.segs.json", "{\"segIndices\":[1]}")]
    [InlineData("scannet_raw", "scans/scene0001_00/scene0001_00.txt", "axisAlignment = 2 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1")]
    [InlineData("scannet_raw", "scannetv2-labels.combined.tsv", "id\traw_category\tnyu40id\n1\tx\ty\n")]
    [InlineData("scannet_raw", Frames + "/color/000000.jpg", "no picture")]
    [InlineData("scannet_raw", Frames + "/depth/000000.png", "no picture")]
    [InlineData("scannet_raw", Frames + "/pose/000000.txt", "1 2 3")]
    public void Run_FileDamaged_IsListed(string layout, string path, string content)
    {
        _root.Write(path, content);
        Assert.Contains(Check(layout).Problems, p => p.Path == path);
    }

    [Fact]
    public void Run_WithoutLabelMap_SaysSoOnce()
    {
        File.Delete(_root.At("scannetv2-labels.combined.tsv"));
        Assert.Equal([new DatasetProblem("scannetv2-labels.combined.tsv", "missing")], Check("scannet_raw").Problems);
    }

    [Fact]
    public void Run_ManyProblems_AreAllListed()
    {
        _root.Write("meta_data/scannetv2_val.txt", "scene0001_00\nscene0002_00\nscene0777_00\n");
        double[] boxes = [50, 50, 50, 1, 1, 1, 5, 0, 0, 0, 1, 30, 1, 7];
        Npy.Write(_root.At(Prepared + "_bbox.npy"), ElementType.Float64, [2, 7],
            System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>(boxes).ToArray());
        ScanFixture.Small("scene0005_00").WritePrepared(_root);
        string[] problems = [.. Check("scannet_prepared").Problems.Select(p => $"{p.Path}: {p.Message}")];
        string[] expected =
        [
            "meta_data/scannetv2_val.txt: scene0001_00 is in the list of train too",
            "scannet_train_detection_data/scene0777_00_vert.npy: missing, and scene0777_00 is in the list of val",
            "scannet_train_detection_data/scene0005_00_vert.npy: scene0005_00 is in no list",
            Prepared + "_bbox.npy: chair at (50.00, 50.00, 50.00) holds no points",
            Prepared + "_bbox.npy: table has sides of 1, 30, 1 m; they must be above 0 and below 20",
        ];
        Assert.Equal(expected, problems);
    }

    [Fact]
    public void For_FolderOfBothForms_AsksWhichIsMeant()
    {
        string message = Assert.Throws<InvalidInputException>(() => DatasetChecks.For(_root.Path)).Message;
        Assert.Contains("scannet_prepared and scannet_raw", message, StringComparison.Ordinal);
    }
}
