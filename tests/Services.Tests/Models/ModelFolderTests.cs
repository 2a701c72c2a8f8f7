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

    [Fact]
    public void LoadPoints_WeightsOfAnotherSize_NameTheTensor()
    {
        string config = Path.Combine(_folder, "config.yaml");
        File.WriteAllText(config, File.ReadAllText(config).Replace("decoder_layers: 2", "decoder_layers: 4", StringComparison.Ordinal));
        ModelFolder.Seal(_folder);

        var failure = Assert.Throws<InvalidInputException>(() => ModelFolder.Open(_folder).LoadPoints());

        Assert.Contains("prediction_heads.2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadImage_OfAPointDetector_SaysSo()
    {
        string config = Path.Combine(_folder, "config.yaml");
        File.WriteAllText(config, File.ReadAllText(config).Replace("family: token_fusion", "family: group_free", StringComparison.Ordinal));
        ModelFolder.Seal(_folder);

        Assert.Contains("holds no part for an image detector", Assert.Throws<InvalidInputException>(() => ModelFolder.Open(_folder).LoadImage()).Message, StringComparison.Ordinal);
    }

    private string Failure() => Assert.Throws<InvalidInputException>(() => ModelFolder.Open(_folder)).Message;
}
