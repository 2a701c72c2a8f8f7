using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Pictures;
using Fuse3D.Vision.Metrics.Stored;

namespace Fuse3D.Vision.Tests.Metrics;

public sealed class StoredResultsTests : IDisposable
{
    private const string Truth = """
        {"classes": ["bed", "chair"], "scenes": [
          {"id": "a", "boxes": [{"class": "chair", "centre": [0, 0, 0], "size": [1, 1, 1], "yaw": 0.3}]},
          {"id": "b", "boxes": [{"class": "bed", "centre": [2, 0, 0], "size": [2, 1, 1]}]}]}
        """;

    private const string Annotations = """
        {"images": [{"id": 7, "file_name": "7.jpg"}, {"id": 9, "file_name": "9.jpg"}],
         "categories": [{"id": 18, "name": "dog"}, {"id": 1, "name": "person"}],
         "annotations": [{"id": 1, "image_id": 7, "category_id": 18, "bbox": [0, 0, 10, 10], "area": 90, "iscrowd": 0},
                         {"id": 2, "image_id": 9, "category_id": 1, "bbox": [5, 5, 50, 40], "area": 2000, "iscrowd": 0}]}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fuse3d-stored-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Score_StoredScenes_FindsWhatIsThereAndMissesTheRest()
    {
        DetectionFigures figures = ScoreScenes("""
            {"scenes": [{"id": "a", "boxes": [{"class": "chair", "centre": [0, 0, 0], "size": [1, 1, 1], "yaw": 0.35, "score": 0.9}]}]}
            """);
        Assert.Equal(["bed", "chair"], figures.Settings.Classes);
        Assert.Equal([0.0, 1.0], figures.Thresholds[0].Classes.Select(c => c.Area));
        Assert.Equal(2, figures.Scenes.Count);
    }

    [Theory]
    [InlineData("{", "not a file of scenes")]
    [InlineData("{\"scenes\": [null]}", "null")]
    [InlineData("{\"scenes\": [{\"id\": \"x\", \"boxes\": []}]}", "scene x")]
    [InlineData("{\"scenes\": [{\"id\": \"a\", \"boxes\": [{\"class\": \"cat\", \"centre\": [0,0,0], \"size\": [1,1,1], \"score\": 1}]}]}", "'cat'")]
    [InlineData("{\"scenes\": [{\"id\": \"a\", \"boxes\": [{\"class\": \"bed\", \"centre\": [0,0,0], \"size\": [1,1,1]}]}]}", "no score")]
    [InlineData("{\"scenes\": [{\"id\": \"a\", \"boxes\": [{\"class\": \"bed\", \"centre\": [0,0], \"size\": [1,1,1], \"score\": 1}]}]}", "2 numbers")]
    public void Score_ScenesThatCannotBeUsed_AreRefusedByName(string found, string reason) => Assert.Contains(
        reason, Assert.Throws<InvalidInputException>(() => ScoreScenes(found)).Message, StringComparison.Ordinal);

    [Fact]
    public void Score_CocoResults_MapsCategoriesAndPassesOverOthers()
    {
        PictureFigures figures = ScoreCoco("""
            [{"image_id": 7, "category_id": 18, "bbox": [0, 0, 10, 10], "score": 0.9},
             {"image_id": 9, "category_id": 12, "bbox": [5, 5, 50, 40], "score": 0.9}]
            """);
        Assert.Equal([("person", 0.0), ("dog", 1.0)], figures.Classes.Select(c => (c.Name, Math.Round(c.Summary.Ap, 12))));
        Assert.Equal((2, 0.5), (figures.Pictures, Math.Round(figures.Summary.Ap, 12)));
    }

    [Theory]
    [InlineData("{}", "not a list")]
    [InlineData("[null]", "result 0")]
    [InlineData("[{\"image_id\": 7, \"category_id\": 18, \"bbox\": [0, 0, 10], \"score\": 1}]", "result 0")]
    [InlineData("[{\"image_id\": 8, \"category_id\": 18, \"bbox\": [0, 0, 10, 10], \"score\": 1}]", "image 8")]
    public void Score_ResultsThatCannotBeUsed_AreRefusedByName(string results, string reason) => Assert.Contains(
        reason, Assert.Throws<InvalidInputException>(() => ScoreCoco(results)).Message, StringComparison.Ordinal);

    private DetectionFigures ScoreScenes(string found) => StoredScenes.Score(
        StoredScenes.Read(Write("found.json", found)), StoredScenes.Read(Write("truth.json", Truth)),
        classes => new() { Protocol = EvaluationProtocol.Fixed, Classes = classes });

    private PictureFigures ScoreCoco(string results) =>
        CocoResults.Score(Write("results.json", results), Write("annotations.json", Annotations));

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
