using Fuse3D.Services.Tests.Support;
using Fuse3D.Vision;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Fusion;

namespace Fuse3D.Services.Tests.Models;

/// <summary>A model folder that is not whole is refused with the file and the reason.</summary>
public sealed class ModelFolderTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly string _folder;

    public ModelFolderTests() => _folder = TinyModel.Write(_temporary);

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Open_WholeFolder_GivesItsNetworks()
    {
        ModelFolder folder = ModelFolder.Open(_folder);

        Assert.Equal(["chair", "table", "bed"], folder.Labels);
        Assert.Equal((2, 16, 3), (folder.PointConfig().DecoderLayers, folder.PointConfig().Candidates, folder.PointConfig().SizeClusters));
        Assert.Equal((24, 4, 3), (folder.ImageConfig().Width, folder.ImageConfig().Blocks, folder.ImageConfig().Classes));
    }

    [Theory]
    [InlineData("config.yaml"), InlineData("labels.txt"), InlineData("model.safetensors"), InlineData("SHA256SUMS")]
    public void Open_FileMissing_NamesIt(string name)
    {
        File.Delete(Path.Combine(_folder, name));

        Assert.Contains($"{name}: no such file", Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FileChanged_NamesItAndBothSums()
    {
        File.AppendAllText(Path.Combine(_folder, "labels.txt"), "sofa\n");

        Assert.Contains("labels.txt: its SHA-256 is", Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FileNotInSums_IsRefused()
    {
        string sums = Path.Combine(_folder, "SHA256SUMS");
        File.WriteAllLines(sums, File.ReadAllLines(sums).Where(line => !line.EndsWith("model.safetensors", StringComparison.Ordinal)));

        Assert.Contains("has no sum for model.safetensors", Failure(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pionts: 512\n", "pionts")]
    [InlineData("points: many\n", "many")]
    [InlineData("weights: ../elsewhere.safetensors\n", "not the name of a file")]
    [InlineData("group_free: [1, 2]\n", "line")]
    public void Open_ConfigWithAnError_SaysWhere(string lines, string expected)
    {
        string config = Path.Combine(_folder, "config.yaml"), key = lines.Split(':')[0];
        string kept = string.Concat(File.ReadAllLines(config).Where(line => !line.StartsWith(key + ":", StringComparison.Ordinal) || key == "group_free").Select(line => line + "\n"));
        File.WriteAllText(config, key == "group_free" ? "name: x\n" + lines : kept + lines);
        ModelFolder.Seal(_folder);

        string failure = Failure();
        Assert.Contains(_folder, failure, StringComparison.Ordinal);
        Assert.Contains(expected, failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("decoder_layers: 2", "decoder_layers: 4", "missing: decoder.2.")]
    [InlineData("decoder_layers: 2", "decoder_layers: 1", "unexpected")]
    [InlineData("channels: 32", "channels: 64", "of another shape")]
    [InlineData("feed_forward: 32", "feed_forward: 64", "linear1.weight [32, 32], wanted [64, 32]")]
    [InlineData("heading_bins: 4", "heading_bins: 12", "heading_class_head")]
    public void LoadPoints_WeightsOfAnotherSize_NameTheTensor(string was, string becomes, string expected)
    {
        Change(was, becomes);

        var failure = Assert.Throws<InvalidInputException>(() => ModelFolder.Open(_folder).LoadPoints());

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("width: 24", "width: 48", "patch_embed")]
    [InlineData("init_size: [64, 96]", "init_size: [96, 96]", "backbone.pos_embed")]
    [InlineData("detection_tokens: 5", "detection_tokens: 7", "det_token")]
    public void LoadImage_WeightsOfAnotherSize_NameTheTensor(string was, string becomes, string expected)
    {
        Change(was, becomes);

        Assert.Contains(expected, Assert.Throws<InvalidInputException>(() => ModelFolder.Open(_folder).LoadImage()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("points: 512", "points: 0")]
    [InlineData("candidates: 16", "candidates: -1")]
    [InlineData("candidates: 16", "candidates: 160")]
    [InlineData("heading_bins: 4", "heading_bins: 0")]
    [InlineData("heads: 4", "heads: 5")]
    [InlineData("heads: 3", "heads: 7")]
    [InlineData("stage_points: [128, 64, 32, 16]", "stage_points: [128, 256, 32, 16]")]
    [InlineData("score_threshold: 0.01", "score_threshold: .nan")]
    public void Open_NumberOutOfRange_NamesTheKey(string was, string becomes)
    {
        Change(was, becomes);

        Assert.Contains(becomes.Split(':')[0], Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public void ViewInput_UnknownChannelOrder_SaysWhatIsPossible()
    {
        Change("size: tiny", "size: tiny\n  channel_order: brg");

        string message = Assert.Throws<InvalidInputException>(() => ModelFolder.Open(_folder).Described().ViewInput()).Message;
        Assert.Contains("channel_order is 'brg'; it may be rgb, bgr", message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadImage_OfAPointDetector_SaysSo()
    {
        Change("family: token_fusion", "family: group_free");

        Assert.Contains("holds no part for an image detector", Assert.Throws<InvalidInputException>(() => ModelFolder.Open(_folder).LoadImage()).Message, StringComparison.Ordinal);
    }

    private void Change(string was, string becomes)
    {
        string config = Path.Combine(_folder, "config.yaml"), text = File.ReadAllText(config);
        Assert.Contains(was, text, StringComparison.Ordinal);
        File.WriteAllText(config, text.Replace(was, becomes, StringComparison.Ordinal));
        ModelFolder.Seal(_folder);
    }

    private string Failure() => Assert.Throws<InvalidInputException>(() => ModelFolder.Open(_folder)).Message;
}
