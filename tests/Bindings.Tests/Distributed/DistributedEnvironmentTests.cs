using Fuse3D.TorchExtensions;

namespace Fuse3D.Bindings.Tests.Distributed;

public sealed class DistributedEnvironmentTests
{
    private static readonly Dictionary<string, string> Usual = new()
    {
        ["MASTER_ADDR"] = "10.0.0.1",
        ["MASTER_PORT"] = "29500",
        ["RANK"] = "3",
        ["WORLD_SIZE"] = "8",
        ["LOCAL_RANK"] = "1",
    };

    [Fact]
    public void From_TheUsualVariables_ReadsThem()
    {
        DistributedEnvironment read = DistributedEnvironment.From(Usual.GetValueOrDefault);
        Assert.Equal(new("10.0.0.1", 29500, 3, 8, 1), read);
        Assert.True(read.IsDistributed);
    }

    [Fact]
    public void From_NoVariables_IsOneProcess()
    {
        DistributedEnvironment read = DistributedEnvironment.From(_ => null);
        Assert.Equal((0, 1, 0, false), (read.Rank, read.WorldSize, read.LocalRank, read.IsDistributed));
    }

    [Fact]
    public void From_WithoutLocalRank_TakesTheFirst() =>
        Assert.Equal(0, DistributedEnvironment.From(name => name == "LOCAL_RANK" ? null : Usual[name]).LocalRank);

    [Theory]
    [InlineData("MASTER_ADDR"), InlineData("MASTER_PORT"), InlineData("RANK"), InlineData("WORLD_SIZE")]
    public void From_WithOneMissing_NamesIt(string missing)
    {
        var failure = Assert.Throws<FormatException>(() => DistributedEnvironment.From(name => name == missing ? null : Usual[name]));
        Assert.Contains($"{missing} is missing", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RANK", "8", "0 to 7"), InlineData("RANK", "-1", "0 to 7"), InlineData("RANK", "", "0 to 7"), InlineData("RANK", "1.5", "0 to 7")]
    [InlineData("WORLD_SIZE", "0", "1 to 4096"), InlineData("WORLD_SIZE", "99999999999", "1 to 4096")]
    [InlineData("MASTER_PORT", "0", "1 to 65535"), InlineData("MASTER_PORT", "http", "1 to 65535"), InlineData("LOCAL_RANK", "9", "0 to 7")]
    public void From_WithAWrongValue_SaysWhatIsAllowed(string name, string text, string allowed)
    {
        var failure = Assert.Throws<FormatException>(() => DistributedEnvironment.From(asked => asked == name ? text : Usual[asked]));
        Assert.Contains($"{name} is '{text}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, failure.Message, StringComparison.Ordinal);
    }
}
