using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Data.ScanNet;

namespace Fuse3D.Vision.Tests.Data.ScanNet;

public sealed class ScanNetPreparationTests : IDisposable
{
    private const string First = "scene0001_00", Second = "scene0002_00", Unlisted = "scene0707_00";
    private readonly ScratchFolder _raw = new(), _prepared = new();

    public ScanNetPreparationTests()
    {
        ScanFixture first = ScanFixture.Small(First, points: ScanNetPrepared.MaxPoints + 1000), second = ScanFixture.Small(Second, seed: 2);
        ScanFixture.WriteLists(_raw, "train", first);
        ScanFixture.WriteLists(_raw, "val", second);
        foreach (ScanFixture scan in (ScanFixture[])[first, second, ScanFixture.Small(Unlisted, points: 300)])
            scan.WriteRaw(_raw);
    }

    public void Dispose()
    {
        _raw.Dispose();
        _prepared.Dispose();
    }

    [Theory]
    [InlineData("train", First), InlineData("val", Second)]
    public void Run_ListedScenes_AreReadAsTheRawOnes(string split, string id)
    {
        AssertReport(prepared: 2, Run());
        var scenes = new PreparedScenes(_prepared.Path, split);
        Assert.Equal([id], scenes.Ids);
        AssertSame(new RawScans(_raw.Path, split).Read(id), scenes.Read(id));
        Assert.False(File.Exists(BoxesOf(Unlisted)));
        Assert.Empty(DatasetChecks.Run(DatasetChecks.For(_prepared.Path), _prepared.Path, new(), new()).Problems);
    }

    [Fact]
    public void Run_BesideTheScansWithoutLists_PreparesEveryScene()
    {
        Directory.Delete(_raw.At("meta_data"), recursive: true);
        AssertReport(prepared: 3, DatasetPreparation.Run("scannet_raw", _raw.Path, _raw.Path, new()));
        Assert.Equal([First, Second, Unlisted], new PreparedScenes(_raw.Path, "all").Ids);
    }

    [Fact]
    public void Run_AfterAnInterruption_FinishesWhatIsMissingAndNoMore()
    {
        using var cancel = new CancellationTokenSource();
        var once = new PreparationOptions { Threads = 1, Progress = (_, _) => cancel.Cancel() };
        Assert.Throws<OperationCanceledException>(() => DatasetPreparation.Run("scannet_raw", _raw.Path, _prepared.Path, once, cancel.Token));
        string done = Assert.Single((string[])[First, Second], id => File.Exists(BoxesOf(id)));
        _prepared.Write($"scannet_train_detection_data/{(done == First ? Second : First)}_vert.npy", "of a scene that was begun");
        DateTime written = File.GetLastWriteTimeUtc(BoxesOf(done));

        AssertReport(prepared: 1, Run());
        Assert.Equal(written, File.GetLastWriteTimeUtc(BoxesOf(done)));
        AssertReport(prepared: 0, Run());
        foreach (string id in (string[])[First, Second])
            AssertSame(new RawScans(_raw.Path, "all").Read(id), new PreparedScenes(_prepared.Path, "all").Read(id));
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void Run_DamagedScene_IsListedAndPassedOverOrEndsTheRun(bool stopAtFirst)
    {
        string groups = $"scans/{First}/{First}.aggregation.json";
        _raw.Write(groups, "{}");
        PreparationReport report = Run(stopAtFirst);
        Assert.Equal([$"{First}: {groups}: no 'segGroups'"], report.Damaged);
        Assert.Equal((stopAtFirst ? 0 : 1, !stopAtFirst), (report.Prepared, File.Exists(BoxesOf(Second))));
    }

    [Fact]
    public void Run_WithoutLabelMap_FailsAsAWhole()
    {
        File.Delete(_raw.At("scannetv2-labels.combined.tsv"));
        Assert.Contains("scannetv2-labels", Assert.Throws<InvalidInputException>(() => Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_PreparedFolder_SaysWhatCanBePrepared()
    {
        Run();
        string message = Assert.Throws<InvalidInputException>(() => DatasetPreparation.Run(null, _prepared.Path, _prepared.Path, new())).Message;
        Assert.Contains("'scannet_prepared' cannot be prepared; possible: scannet_raw, sunrgbd_raw", message, StringComparison.Ordinal);
    }

    private PreparationReport Run(bool stopAtFirst = false) =>
        DatasetPreparation.Run(null, _raw.Path, _prepared.Path, new() { Threads = 1, StopAtFirst = stopAtFirst });

    private string BoxesOf(string id) => _prepared.At($"scannet_train_detection_data/{id}_bbox.npy");

    private static void AssertReport(int prepared, PreparationReport report)
    {
        Assert.Empty(report.Damaged);
        Assert.Equal(prepared, report.Prepared);
    }

    private static void AssertSame(ScanNetScene expected, ScanNetScene actual)
    {
        Assert.Equal(expected.Vertices, actual.Vertices);
        Assert.Equal(expected.Semantic, actual.Semantic);
        Assert.Equal(expected.Instance, actual.Instance);
        Assert.Equal(expected.Boxes, actual.Boxes);
    }
}
