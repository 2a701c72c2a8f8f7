using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Models.Modalities;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

/// <summary>Folders of models of segmentation and translation: what they build, and that wrong ones are refused with the reason.</summary>
public sealed class DenseModelFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fuse3d-dense-").FullName;
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("segformer", 64, 16, 5), InlineData("token_translation", 64, 64, 5), InlineData("channel_unet", 256, 256, 6)]
    [InlineData("refinenet", 64, 16, 4), InlineData("pspnet", 64, 8, 4), InlineData("deeplab", 64, 16, 0)]
    public void Build_OfEachFamily_GivesBranchesTheirEnsembleAndWhatTheyExchange(string family, int side, int expectedSide, int places)
    {
        DenseDescription description = TinyDense.Of(family);
        using DenseNetwork network = DenseNetwork.Build(TinyDense.Described(description));
        Checkpoint.Fill(network.Module, new HashedWeights(3));
        network.Module.eval();
        using var frozen = no_grad();

        ModalOutputs outputs = network.Forward([Picture(side, 1), Picture(side, 2)]);
        IReadOnlyList<ExchangedPlace> exchanged = network.Exchange.Read(outputs, side, side);

        Assert.Equal(2, outputs.Branches.Length);
        Assert.All(outputs.All, map => Assert.Equal([1, 3, expectedSide, expectedSide], map.shape));
        Assert.Equal(places, exchanged.Count);
        Assert.All(exchanged, place => Assert.Equal(2, place.Masks.Count));
        Assert.All(exchanged.SelectMany(place => place.Masks), mask => Assert.Equal(mask.Rows * mask.Columns, mask.Exchanged.Length));
        bool[] all = [.. exchanged.SelectMany(place => place.Masks).SelectMany(mask => mask.Exchanged)];
        Assert.True(places == 0 || (all.Contains(true) && all.Contains(false)), "thresholds are set so that some are exchanged, and some are not");
    }

    [Fact]
    public void Read_ScoredTokens_MasksAreTheScoresBelowTheThreshold()
    {
        using DenseNetwork network = DenseNetwork.Build(TinyDense.Described(TinyDense.Segformer));
        Checkpoint.Fill(network.Module, new HashedWeights(3));
        network.Module.eval();
        using var frozen = no_grad();

        ModalOutputs outputs = network.Forward([Picture(48, 1, width: 80), Picture(48, 2, width: 80)]);
        ExchangedPlace first = network.Exchange.Read(outputs, 48, 80)[0];

        Assert.Equal(("stage1.block0", 12, 20), (first.Place, first.Masks[1].Rows, first.Masks[1].Columns));
        Assert.Equal([.. outputs.Scores[0][1].data<float>().ToArray().Select(score => score < 0.5f)], first.Masks[1].Exchanged);
    }

    [Theory]
    [InlineData("segformer"), InlineData("token_translation"), InlineData("channel_unet")]
    public void Load_WrittenFolder_IsTheSameModelToTheLastBit(string family)
    {
        DenseDescription description = TinyDense.Of(family);
        TinyDense.Write(_folder, description, seed: 5);
        using DenseNetwork written = DenseNetwork.Build(TinyDense.Described(description));
        Checkpoint.Fill(written.Module, new HashedWeights(5));
        written.Module.eval();
        written.PrepareInference();
        using var frozen = no_grad();
        Tensor[] pictures = [Picture(256, 1), Picture(256, 2)];

        Assert.True(DenseModelFolder.Holds(_folder));
        DenseModelFolder folder = DenseModelFolder.Open(_folder);
        using DenseNetwork read = DenseNetwork.Load(folder);

        Assert.Equal(description.Modalities, folder.Model.Description.Modalities);
        Assert.Equal(family == "segformer" ? TinyDense.Classes : [], folder.Model.Labels);
        Assert.Equal(written.Forward(pictures).Ensemble.data<float>().ToArray(), read.Forward(pictures).Ensemble.data<float>().ToArray());
        using WeightFile weights = WeightFile.Open(_folder);
        Assert.NotEmpty(weights.Path);
    }

    [Theory]
    [InlineData("family: segformer", "family: segfromer", "'segfromer'")]
    [InlineData("name: tiny", "nmae: tiny", "nmae")]
    [InlineData("size: mit_b0", "size: mit_b9", "mit_b9")]
    [InlineData("kind: scored", "kind: sorted", "'sorted'")]
    [InlineData("threshold: 0.5", "threshold: 1.5", "tokens.threshold is 1.5")]
    [InlineData("threshold: 0.5", "threshold: .nan", "tokens.threshold")]
    [InlineData("threshold: 0.5", "channel_threshold: -0.1", "tokens.channel_threshold is -0.1")]
    [InlineData("channel_sparsity: all", "channel_sparsity: some", "tokens.channel_sparsity is 'some'; it may be alternating, own, all")]
    [InlineData("- name: depth", "- name: rgb", "'rgb' is there twice")]
    [InlineData("decoder_width: 16", "decoder_width: 0", "decoder_width is 0")]
    [InlineData("decoder_width: 16", "decoder_width: wide", "line")]
    [InlineData("version: 1", "target: rgb", "'target' says nothing")]
    [InlineData("version: 1", "baseline: {kind: concat}", "'baseline' says nothing")]
    [InlineData("version: 1", "refinenet: {}", "section 'refinenet'")]
    [InlineData("version: 1", "palette: [[1, 2, 3]]", "1 colours for 3 classes")]
    [InlineData("version: 1", "palette: [[1, 2, 3], [1, 2], [3, 4, 5]]", "[1, 2] is no colour")]
    [InlineData("dropout: 0.1", "dropout: 1", "dropout is 1")]
    [InlineData("labels: labels.txt", "labels: ../labels.txt", "not the name of a file")]
    public void Open_DescriptionWithAnError_SaysWhere(string from, string to, string expected)
    {
        TinyDense.Write(_folder, TinyDense.Segformer);
        string config = Path.Combine(_folder, "config.yaml"), text = File.ReadAllText(config);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(config, text.Replace(from, to, StringComparison.Ordinal));
        ModelFolder.Seal(_folder);

        string message = Assert.Throws<InvalidInputException>(() => DenseModelFolder.Open(_folder)).Message;
        Assert.Contains("config.yaml", message.Replace(_folder + ":", "config.yaml", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("target: rgb", "target: x-ray", "'x-ray' is no domain")]
    [InlineData("target: rgb", "version: 2", "'target' is missing")]
    [InlineData("name: edge_texture", "name: edges", "'edges' is no domain")]
    [InlineData("sparsity: alternating", "sparsity: some", "'some'")]
    [InlineData("width: 4", "width: 0", "channel_unet.width is 0")]
    public void Open_TranslationWithAnError_SaysWhere(string from, string to, string expected)
    {
        TinyDense.Write(_folder, TinyDense.ChannelUnet);
        string config = Path.Combine(_folder, "config.yaml"), text = File.ReadAllText(config);
        Assert.Contains(from, text, StringComparison.Ordinal);
        if (to.StartsWith("version", StringComparison.Ordinal))
            text = text.Replace("version: 1\n", "", StringComparison.Ordinal);
        File.WriteAllText(config, text.Replace(from, to, StringComparison.Ordinal));
        ModelFolder.Seal(_folder);

        Assert.Contains(expected, Assert.Throws<InvalidInputException>(() => DenseModelFolder.Open(_folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config.yaml"), InlineData("labels.txt"), InlineData("model.safetensors"), InlineData("SHA256SUMS")]
    public void Open_FileMissingOrChanged_NamesIt(string name)
    {
        TinyDense.Write(_folder, TinyDense.Segformer);
        string path = Path.Combine(_folder, name);
        if (name != "SHA256SUMS")
        {
            File.AppendAllText(path, "\n");
            Assert.Contains($"{name}: its SHA-256 is", Failure(), StringComparison.Ordinal);
        }

        File.Delete(path);
        Assert.Contains($"{name}: no such file", Failure(), StringComparison.Ordinal);

        string Failure() => Assert.Throws<InvalidInputException>(() => DenseModelFolder.Open(_folder)).Message;
    }

    [Fact]
    public void Load_WeightsOfAnotherSize_ListsThem()
    {
        TinyDense.Write(_folder, TinyDense.Segformer);
        DenseDescription wider = TinyDense.Segformer with { Segformer = TinyDense.Segformer.Segformer! with { DecoderWidth = 32 } };
        using DenseNetwork network = DenseNetwork.Build(TinyDense.Described(TinyDense.Segformer));
        DenseModelFolder.Write(_folder, wider, TinyDense.Classes, WeightTable.Of(network.Module));

        Assert.Contains("of another shape", Assert.Throws<InvalidInputException>(() => DenseNetwork.Load(DenseModelFolder.Open(_folder))).Message, StringComparison.Ordinal);
    }

    private static Tensor Picture(int height, int seed, int? width = null)
    {
        var random = new Random(seed);
        int columns = width ?? height;
        return tensor([.. Enumerable.Range(0, 3 * height * columns).Select(_ => random.NextSingle() * 2 - 1)], [1, 3, height, columns]);
    }
}
