using System.Text.Json;
using Fuse3D.Vision.Claims;
using Fuse3D.Vision.Tests.Data;

namespace Fuse3D.Vision.Tests.Claims;

public sealed class ClaimResultsTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Add_AndOpenAgain_KeepsEveryResult()
    {
        string path = _folder.At("claims/detection.json");
        ClaimResults results = ClaimResults.Open(path);
        ClaimResult scenes = new("points", 2, "unseen", "abc", Figures(0.41, 0.2, null, null), 31.5), pictures = new("image", 1, "unseen", "def", Figures(null, null, 0.11, 0.27), 40);
        results.Add(scenes);
        results.Add(pictures);

        Assert.Equal(new[] { pictures, scenes }.Select(Text), ClaimResults.Open(path).All.Select(Text));
        Assert.Equal(0.41, ClaimResults.Open(path).All[1].Figure("map25"));
        Assert.Null(ClaimResults.Open(path).All[1].Figure("ap"));
    }

    [Fact]
    public void Open_FileOfDetection_ReadsItsFiguresByName()
    {
        string path = _folder.At("detection.json");
        File.WriteAllText(path, """[{ "run": "fused", "seed": 1, "set": "unseen", "trained": "d7", "map25": 0.5, "map50": null, "minutes": 49.2 }]""");

        ClaimResult result = Assert.Single(ClaimResults.Open(path).All);

        Assert.Equal((0.5, null, 49.2), (result.Figure("map25"), result.Figure("map50"), result.Minutes));
    }

    [Theory]
    [InlineData("""[{ "run": "a" }]""", "no 'seed'"), InlineData("""[3]""", "no object")]
    [InlineData("""[{ "run": "a", "seed": 1, "set": "s", "trained": "t", "map25": "much", "minutes": 1 }]""", "wrong kind")]
    public void Open_NoResult_SaysWhy(string text, string why)
    {
        string path = _folder.At("detection.json");
        File.WriteAllText(path, text);

        Assert.Contains(why, Assert.Throws<InvalidInputException>(() => ClaimResults.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_ASecondOfTheSameRunSeedAndSet_TakesTheFirstOnesPlace()
    {
        ClaimResults results = ClaimResults.Open(_folder.At("detection.json"));
        results.Add(new("points", 1, "unseen", "old", Figures(0.1, 0.1, null, null), 1));
        Assert.False(results.Has("points", 1, "unseen", "new"));
        results.Add(new("points", 1, "unseen", "new", Figures(0.2, 0.1, null, null), 1));

        Assert.Equal("new", Assert.Single(results.All).Trained);
        Assert.True(results.Has("points", 1, "unseen", "new"));
    }

    [Fact]
    public void Open_DamagedFile_SaysWhichFile()
    {
        string path = _folder.At("detection.json");
        File.WriteAllText(path, "[{");

        Assert.Contains("detection.json", Assert.Throws<InvalidInputException>(() => ClaimResults.Open(path)).Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, double?> Figures(double? map25, double? map50, double? ap, double? ap50) =>
        new() { ["map25"] = map25, ["map50"] = map50, ["ap"] = ap, ["ap50"] = ap50 };

    private static string Text(ClaimResult result) => JsonSerializer.Serialize(result);
}
