using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Checkpoints.KeyMaps;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Tests.Dense;
using Fuse3D.Vision.Tests.Formats;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Checkpoints;

/// <summary>Checkpoints of CEN and AsymFusion, and torchvision's ResNets, become our dense networks.</summary>
public sealed class DenseImportTests
{
    [Theory, InlineData(1, false), InlineData(2, true), InlineData(3, true)]
    public void Import_SegmenterOfCen_TellsItsNetwork(int modalities, bool exchanges)
    {
        DescribedDense model = RefineNet(modalities);
        OrderedDictionary<string, long[]> names = NetworkShapes.Of(model);
        using ScratchFile file = new(".pth.tar", SharedStorage.Write(names, "module.", "segmenter", legacy: true));
        using WeightFile weights = WeightFile.Open(file.Path);

        ImportedModel found = CheckpointImport.Read(weights);

        Assert.True(found.Report.IsComplete, found.Report.ToString());
        Assert.Equal((PublishedFamily.RefineNet, "segmenter", true), (found.Report.Family, found.Report.Container, found.Report.Wrapped));
        Assert.Equal(names.Keys, found.Weights.Keys);
        DescribedDense told = Assert.IsType<DescribedDense>(found.Model);
        Assert.Equal([1, 1, 1, 1], told.RefineNetConfig().Encoder.Blocks);
        Assert.Equal(new[] { "rgb", "depth", "modality_2" }[..modalities], told.Modalities);
        Assert.Equal((exchanges, 40, "wall"), (told.Description.Channels is not null, told.Labels.Count, told.Labels[0]));
    }

    [Fact]
    public void Import_WithTheConfigurationOfAsymFusion_IsThatNetwork()
    {
        DescribedDense model = RefineNet(2);
        using ScratchFile file = new(".pth.tar", SharedStorage.Write(NetworkShapes.Of(model), "module.", "segmenter"));
        using WeightFile weights = WeightFile.Open(file.Path);
        ImportedModel found = CheckpointImport.Read(weights, new() { Model = model with { Description = model.Description with { Channels = null, Asymmetric = true } } });
        Assert.True(found.Report.IsComplete, found.Report.ToString());
        Assert.True(Assert.IsType<DescribedDense>(found.Model).RefineNetConfig().Encoder.Asymmetric);
    }

    [Fact]
    public void Import_ResNet_GivesEveryModalityItsNorms()
    {
        DescribedDense model = RefineNet(2);
        string[] taken = [.. NetworkShapes.Of(model).Keys.Where(name => name.StartsWith("conv1.", StringComparison.Ordinal) || name.StartsWith("bn1.", StringComparison.Ordinal) || name.StartsWith("layer", StringComparison.Ordinal))];
        var plain = NetworkShapes.Of(model).Where(entry => taken.Contains(entry.Key)).DistinctBy(entry => ClassifierStart.PlainName(entry.Key))
            .Select(entry => KeyValuePair.Create(ClassifierStart.PlainName(entry.Key), entry.Value)).Append(new("fc.weight", [10, 2048]));
        using ScratchFile file = new(".pth", SharedStorage.Write(plain, "", container: null));
        using WeightFile weights = WeightFile.Open(file.Path);

        ImportedModel start = CheckpointImport.Read(weights, new() { Seed = 3 }), again = CheckpointImport.Read(weights, new() { Seed = 3 });

        Assert.Equal(PublishedFamily.ResNet, start.Report.Family);
        Assert.True(start.Report.IsComplete, start.Report.ToString());
        Assert.Equal(["fc.weight"], start.Report.LeftOut);
        Assert.Equal(taken.Order(StringComparer.Ordinal), start.Report.Matched.Order(StringComparer.Ordinal));
        Assert.Same(start.Weights["layer2.0.bn2.bn_0.weight"], start.Weights["layer2.0.bn2.bn_1.weight"]);
        Assert.Contains("clf_conv.module.weight", start.Report.Made);
        Assert.Equal(start.Weights["clf_conv.module.weight"].Read(), again.Weights["clf_conv.module.weight"].Read());
        Assert.Equal(["rgb", "depth"], Assert.IsType<DescribedDense>(start.Model).Modalities);
    }

    [Theory, InlineData("channel_unet", 256, ""), InlineData("token_translation", 64, "module.")]
    public void Save_GeneratorWithItsConfiguration_AnswersAlike(string family, int side, string prefix)
    {
        using var scope = NewDisposeScope();
        DescribedDense model = TinyDense.Described(TinyDense.Of(family));
        using DenseNetwork network = DenseNetwork.Build(model);
        PyTorchWriter writer = new();
        using ScratchFile file = new(".pkl", writer.Zip(writer.StateDict(WeightTable.Of(network.Module).Entries
            .Where(entry => !entry.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).Select(entry => KeyValuePair.Create(entry.Key, StoredWeight.Of(entry.Value))), prefix)));
        using ScratchFolder folder = new();
        using (WeightFile weights = WeightFile.Open(file.Path))
        {
            Assert.Contains("--config", Assert.Throws<InvalidInputException>(() => CheckpointImport.Read(weights)).Message, StringComparison.Ordinal);
            CheckpointImport.Read(weights, new() { Model = model.Named("paint") }).Save(folder.Path);
        }

        DenseModelFolder opened = DenseModelFolder.Open(folder.Path);
        Assert.Equal("paint", opened.Model.Description.Name);
        using DenseNetwork same = DenseNetwork.Load(opened);
        network.Module.eval();
        network.PrepareInference();
        using var frozen = no_grad();
        Tensor[] pictures = [rand(1, 3, side, side), rand(1, 3, side, side)];
        foreach (var (one, other) in network.Forward(pictures).All.Zip(same.Forward(pictures).All))
            Assert.True(one.equal(other).ToBoolean());
    }

    [Theory]
    [InlineData("layer3.0.conv2.module.weight", "bottlenecks"), InlineData("bn1.bn_0.weight", "norms"), InlineData("clf_conv.module.weight", "--family")]
    public void Import_RefineNetWithoutWhatTellsIt_IsRefused(string lacking, string message)
    {
        OrderedDictionary<string, long[]> names = NetworkShapes.Of(RefineNet(2));
        names.Remove(lacking);
        using ScratchFile file = new(".pth.tar", SharedStorage.Write(names, "module.", "segmenter"));
        using WeightFile weights = WeightFile.Open(file.Path);
        Assert.Contains(message, Assert.Throws<InvalidInputException>(() => CheckpointImport.Read(weights)).Message, StringComparison.Ordinal);
    }

    private static DescribedDense RefineNet(int modalities) => new(
        TinyDense.Refinenet with { Modalities = [.. new[] { "rgb", "depth", "normal" }[..modalities].Select(name => new ModalityDescription { Name = name })] },
        [.. Enumerable.Range(0, 40).Select(i => $"class {i}")], "config.yaml");
}
