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
        ClaimResult scenes = new("points", 2, "unseen", "abc", 0.41, 0.2, null, null, 31.5), pictures = new("image", 1, "unseen", "def", null, null, 0.11, 0.27, 40);
        results.Add(scenes);
        results.Add(pictures);

        Assert.Equal([pictures, scenes], ClaimResults.Open(path).All);
    }

    [Fact]
    public void Add_ASecondOfTheSameRunSeedAndSet_TakesTheFirstOnesPlace()
    {
        ClaimResults results = ClaimResults.Open(_folder.At("detection.json"));
        results.Add(new("points", 1, "unseen", "old", 0.1, 0.1, null, null, 1));
        Assert.False(results.Has("points", 1, "unseen", "new"));
        results.Add(new("points", 1, "unseen", "new", 0.2, 0.1, null, null, 1));

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
}
