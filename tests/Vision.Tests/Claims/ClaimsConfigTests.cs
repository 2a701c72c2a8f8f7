using Fuse3D.Vision.Claims;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Claims;

public sealed class ClaimsConfigTests : IDisposable
{
    private const string Valid = """
        seeds: [1]
        sets: [{ name: rooms, scenes: 4, val: 2 }]
        models: [{ name: shipped, folder: ../models/shipped }]
        runs:
          - { name: image, config: image.yaml, learns: rooms, measured: [rooms] }
          - { name: fused, config: fused.yaml, image: image, points: shipped, learns: rooms, measured: [rooms] }
        claims: [{ says: more is more, better: fused, worse: image, set: rooms, figure: ap }]
        plots: [{ name: p, runs: [fused], sets: [rooms], at: [0], figure: ap }]
        """;

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_ValidFile_ReadsIt()
    {
        ClaimsConfig claims = Load(Valid);

        Assert.Equal(["image", "fused"], claims.Runs.Select(run => run.Name));
        Assert.Equal(0.35, claims.Sets[0].LookAlike);
        Assert.Equal(["shipped", "image"], claims.Runs[1].Starts);
    }

    [Theory]
    [InlineData("learns: rooms", "learns: halls", "'halls' is none of rooms")]
    [InlineData("better: fused", "better: fusion", "'fusion' is none of image, fused")]
    [InlineData("image: image", "image: fused", "'fused' is none of image, shipped")]    // a run cannot start from itself
    [InlineData("image: image", "network: shipped", "'shipped' is none of image")]       // nor measure a network that no run has trained
    [InlineData("name: shipped", "name: image", "'runs' need names, each another")]
    [InlineData("seeds: [1]", "seeds: []", "'seeds' is empty")]
    [InlineData("at: [0]", "at: [0, 1]", "1 sets, and 2 places")]
    [InlineData("seeds: [1]", "seeds: [1]\nfeatures: look", "'look' is none of image, fused")]
    [InlineData("figure: ap", "figure: miou", "it may be map25, map50, ap, ap50")]
    [InlineData("name: fused", "name: image", "'runs' need names, each another")]
    public void Load_NamesThatDoNotFit_AreRefused(string held, string wrong, string why)
    {
        string message = Assert.Throws<InvalidInputException>(() => Load(Valid.Replace(held, wrong, StringComparison.Ordinal))).Message;

        Assert.Contains(why, message, StringComparison.Ordinal);
        Assert.Contains("claims.yaml", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("detection"), InlineData("segmentation"), InlineData("translation")]
    public void Load_ShippedFile_AndEveryConfigurationOfItsRuns(string name)
    {
        string folder = Path.Combine(SharedFolder.Repository, "configs", "rooms");
        ClaimsConfig claims = ClaimsConfig.Load(Path.Combine(folder, $"claims_{name}.yaml"), ClaimTask.All.First(task => task.Name == name));

        Assert.Equal(3, claims.Seeds.Count);
        Assert.All(claims.Models, model => Assert.True(File.Exists(Path.Combine(folder, model.Folder, "SHA256SUMS")), model.Name));
        Assert.All(claims.Runs, run =>
        {
            string path = Path.Combine(folder, run.Config);
            if (DenseRunConfig.Holds(path))
                _ = DenseRunConfig.Load(path, run.Set);
            else
                _ = RunConfig.Load(path, run.Set);
        });
    }

    [Fact]
    public void IsOverRuns_OneSetAndAPlaceForEachRun_Is()
    {
        Assert.True(new ClaimPlot { Runs = ["a", "b"], Sets = ["s"], At = [1, 2] }.IsOverRuns);
        Assert.False(new ClaimPlot { Runs = ["a"], Sets = ["s"], At = [1] }.IsOverRuns);
    }

    private ClaimsConfig Load(string text)
    {
        string path = _folder.At("claims.yaml");
        File.WriteAllText(path, text);
        return ClaimsConfig.Load(path, ClaimTask.Detection);
    }
}
