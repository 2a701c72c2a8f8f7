using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Vision.Tests.Models;

public sealed class CheckpointTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"fuse3d-{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Save_ThenLoad_RestoresEveryValueAndBothNamesOfPositionEmbeddings()
    {
        using GroupFreeNetwork saved = SmallModel.Filled(new GroupFreeNetwork(SmallModel.Points), seed: 1);
        using GroupFreeNetwork loaded = SmallModel.Filled(new GroupFreeNetwork(SmallModel.Points), seed: 2);
        Checkpoint.Save(saved, _path);
        LoadReport report = Checkpoint.Load(loaded, _path);

        Assert.True(report.IsComplete);
        AssertSame(WeightTable.Of(saved), WeightTable.Of(loaded));
        using var file = SafetensorsFile.Open(_path);
        Assert.Equal(
            file.ReadBytes("decoder.1.cross_posembed.position_embedding_head.0.weight"),
            file.ReadBytes("decoder_cross_posembeds.1.position_embedding_head.0.weight"));
    }

    [Fact]
    public void Load_AnotherNetworksWeights_ListsWhatDoesNotFit()
    {
        using YolosNetwork image = SmallModel.Filled(new YolosNetwork(SmallModel.Image));
        using YolosNetwork wider = SmallModel.Filled(new YolosNetwork(SmallModel.Image with { Classes = 5, Blocks = 5, MidSize = null }));
        LoadReport report = Checkpoint.Load(wider, WeightTable.Of(image), "weights.safetensors");

        Assert.Contains("backbone.blocks.4.norm1.weight", report.Missing);
        Assert.Equal(["backbone.mid_pos_embed"], report.Unexpected);
        Assert.Equal(
            ["class_embed.layers.2.weight [4, 30], wanted [6, 30]", "class_embed.layers.2.bias [4], wanted [6]"], report.Misshapen);
        string message = Assert.Throws<InvalidInputException>(report.ThrowUnlessComplete).Message;
        Assert.StartsWith("weights.safetensors: ", message, StringComparison.Ordinal);
        Assert.Contains("12 missing: backbone.blocks.4.norm1.weight, ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("module.decoder_self_posembeds.3.position_embedding_head.0.bias", "decoder.3.self_posembed.position_embedding_head.0.bias")]
    [InlineData("decoder_cross_posembeds.11.position_embedding_head.1.weight", "decoder.11.cross_posembed.position_embedding_head.1.weight")]
    [InlineData("decoder.0.linear1.weight", "decoder.0.linear1.weight")]
    public void Canonical_PublishedName_IsOurs(string published, string ours) => Assert.Equal(ours, KeyNames.Canonical(published));

    [Fact]
    public void WeightTable_TwoNamesForOneTensor_TakesTheModulesOwn()
    {
        Weight listed = new([1], [1]), own = new([1], [2]);
        const string List = "decoder_self_posembeds.0.x", Own = "decoder.0.self_posembed.x";
        Assert.Equal(2, new WeightTable("test", [new(List, listed), new(Own, own)])[Own].Values[0]);
        Assert.Equal(2, new WeightTable("test", [new(Own, own), new(List, listed)])[Own].Values[0]);
        Assert.Equal(1, new WeightTable("test", [new(List, listed)])[Own].Values[0]);
    }

    [Fact]
    public void Split_FusedCheckpoint_FitsEachBranchAndJoinsAgain()
    {
        using TokenFusionNetwork fused = SmallModel.Filled(new TokenFusionNetwork(SmallModel.Fused));
        WeightTable whole = WeightTable.Of(fused);
        CheckpointParts parts = CheckpointParts.Split(whole);

        using var points = new GroupFreeNetwork(SmallModel.Points);
        using var image = new YolosNetwork(SmallModel.Image);
        using var exchange = new ExchangeNetwork(SmallModel.Fused);
        Checkpoint.Load(points, parts.Points).ThrowUnlessComplete();
        Checkpoint.Load(image, parts.Image).ThrowUnlessComplete();
        Checkpoint.Load(exchange, parts.Fusion).ThrowUnlessComplete();
        AssertSame(whole, parts.Join());
    }

    private static void AssertSame(WeightTable expected, WeightTable actual)
    {
        Assert.Equal(expected.Names.Order(), actual.Names.Order());
        Assert.All(expected.Entries, entry => Assert.Equal(entry.Value.Values, actual[entry.Key].Values));
    }
}
