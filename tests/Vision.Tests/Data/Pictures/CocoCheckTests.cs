using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Tests.Formats;

namespace Fuse3D.Vision.Tests.Data.Pictures;

public class CocoCheckTests
{
    [Fact]
    public void Run_SoundFolder_CountsWhatIsThere()
    {
        using var root = new ScratchFolder();
        CocoFixture.Write(root);
        DatasetReport report = Check(root);
        Assert.Empty(report.Problems);
        Assert.Equal(3, report.Counts["pictures"]["instances_val2017.json"]);
        Assert.Equal(3, report.Counts["objects in instances_val2017.json"]["cat"]);
        Assert.Equal((1, 1), (report.Counts["objects"]["crowds"], report.Counts["objects"]["without extent, left out"]));
    }

    [Fact]
    public void Run_ManyProblems_AreAllListed()
    {
        using var root = new ScratchFolder();
        CocoFixture.Write(root);
        File.Delete(root.At("val2017/000000000008.jpg"));
        File.WriteAllBytes(root.At("val2017/000000000005.jpg"), TestPictures.Jpeg(TestPictures.Gradient(10, 10)));
        string path = root.At("annotations/instances_val2017.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"image_id\":139,\"category_id\":18", "\"image_id\":140,\"category_id\":18", StringComparison.Ordinal)
            .Replace("[40,60,50,50]", "[400,60,50,50]", StringComparison.Ordinal));
        root.Write("annotations/instances_train2017.json", "{\"images\":[");
        string[] problems = [.. Check(root).Problems.Select(p => $"{p.Path}: {p.Message}")];
        Assert.Contains(problems, p => p.StartsWith("annotations/instances_train2017.json: near byte", StringComparison.Ordinal));
        Assert.Equal(
            [
                "annotations/instances_val2017.json: annotation 3 is of image 140, which is not listed",
                "annotations/instances_val2017.json: annotation 5 is of image 140, which is not listed",
                "val2017/000000000005.jpg: 10 x 10 pixels; instances_val2017.json says 70 x 50",
                "val2017/000000000008.jpg: missing",
                "annotations/instances_val2017.json: annotation 4: box 400, 60 to 450, 110 is no part of picture 000000000139.jpg",
            ], problems[1..]);
    }

    private static DatasetReport Check(ScratchFolder root) =>
        DatasetChecks.Run(DatasetChecks.For(root.Path), root.Path, new DatasetOptions(), new CheckOptions { Threads = 2 });
}
