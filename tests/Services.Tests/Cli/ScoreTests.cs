using System.Text.Json;
using System.Xml.Linq;

namespace Fuse3D.Services.Tests.Cli;

public sealed class ScoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fuse3d-score-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Score_StoredScenes_PrintsFiguresAndWritesThePage()
    {
        string box = """{"class": "chair", "centre": [0, 0, 0], "size": [1, 1, 1], "yaw": 0.3, "score": 0.5}""";
        string truth = Write("truth.json", $$"""{"classes": ["chair"], "scenes": [{"id": "a", "boxes": [{{box}}]}]}""");
        string found = Write("found.json", $$"""{"scenes": [{"id": "a", "boxes": [{{box}}]}]}""");
        string page = Path.Combine(_folder.FullName, "report.html");
        var (exit, output, error) = await CommandLine.RunAsync(
            "score", "--detections", found, "--truth", truth, "--thresholds", "0.25", "--html", page, "--json");
        Assert.True(exit == 0, error);
        using JsonDocument report = JsonDocument.Parse(output);
        JsonElement at = report.RootElement.GetProperty("heads")[0].GetProperty("figures").GetProperty("thresholds")[0];
        Assert.Equal(1, at.GetProperty("meanAveragePrecision").GetProperty("mean").GetDouble());
        Assert.Equal("html", XDocument.Load(page).Root!.Name.LocalName);
    }

    [Fact]
    public async Task Score_FileThatCannotBeUsed_FailsInOneLine()
    {
        string broken = Write("broken.json", "{\"scenes\": [");
        var (exit, output, error) = await CommandLine.RunAsync("score", "--detections", broken, "--truth", broken);
        Assert.Equal((1, ""), (exit, output));
        Assert.Contains("broken.json", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
