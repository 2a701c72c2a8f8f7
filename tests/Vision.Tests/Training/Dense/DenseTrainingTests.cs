using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Training;
using Fuse3D.Vision.Training.Tasks.Dense;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training.Dense;

/// <summary>Every network with every fusion learns two invented samples, and exchanges what its training makes small.</summary>
[Collection(OrderedRandomNumbers.Name)]
public sealed class DenseTrainingTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("segformer", "scored"), InlineData("segformer", "both"), InlineData("segformer", "random"), InlineData("segformer", "none")]
    [InlineData("refinenet", "channels"), InlineData("refinenet", "asymmetric"), InlineData("refinenet", "none")]
    [InlineData("refinenet", "concat"), InlineData("refinenet", "average"), InlineData("refinenet", "align"), InlineData("refinenet", "self_attention")]
    [InlineData("refinenet", "joined"), InlineData("pspnet", "joined")]
    [InlineData("pspnet", "channels"), InlineData("pspnet", "asymmetric"), InlineData("pspnet", "none")]
    [InlineData("pspnet", "concat"), InlineData("pspnet", "average"), InlineData("pspnet", "align"), InlineData("pspnet", "self_attention")]
    [InlineData("deeplab", "asymmetric"), InlineData("deeplab", "none")]
    public void Segmentation_SmallRun_LearnsAndExchanges(string family, string fusion)
    {
        DenseRunConfig config = SmallDenseRun.Of(family, fusion);
        using SegmentationTask task = SmallDenseRun.Task(config).Segmentation!;
        Tensor[] pictures = DenseBatch.Pictures([task.Draw("1", 0).Planes], InventedFrames.Side, InventedFrames.Side, CPU);

        List<StepReport> steps = Check(task, task.Dense, pictures, config, fusion);

        Assert.True(steps[^1].Terms["nll"] < 0.8 * steps[0].Terms["nll"], $"{steps[0].Terms["nll"]} became {steps[^1].Terms["nll"]}");
        IReadOnlyList<KeyValuePair<string, double>> figures = task.Validate(CancellationToken.None);
        Assert.Equal("mIoU/ensemble", figures[0].Key);
        Assert.All(figures, figure => Assert.InRange(figure.Value, 0, 100));
        Assert.Equal(["wall", "floor", "chair"], DenseModelFolder.Open(Path.Combine(_folder.Path, "run", "model")).Model.Labels);
    }

    [Theory]
    [InlineData("token_translation", 80, "data.crop is 80; this network takes sides of 32 pixels or more, multiples of 32")]
    [InlineData("channel_unet", 96, "data.crop is 96; this network takes sides of 64 pixels or more, multiples of 64")]
    public void Translation_CropThatTheNetworkDoesNotTake_IsRefusedBeforeTheFirstStep(string family, int crop, string says)
    {
        DenseRunConfig config = SmallDenseRun.Of(family, "none");
        config = config with { Data = config.Data with { Crop = crop } };
        Assert.Equal(says, Assert.Throws<InvalidInputException>(() => SmallDenseRun.Task(config)).Message);
    }

    [Theory]
    [InlineData("token_translation", "scored"), InlineData("token_translation", "both"), InlineData("token_translation", "random"), InlineData("token_translation", "none")]
    [InlineData("channel_unet", "channels"), InlineData("channel_unet", "asymmetric"), InlineData("channel_unet", "none")]
    [InlineData("channel_unet", "concat"), InlineData("channel_unet", "average"), InlineData("channel_unet", "align"), InlineData("channel_unet", "self_attention")]
    [InlineData("channel_unet", "joined")]
    public void Translation_SmallRun_LearnsAndExchanges(string family, string fusion)
    {
        DenseRunConfig config = SmallDenseRun.Of(family, fusion);
        using TranslationTask task = SmallDenseRun.Task(config).Translation!;
        Tensor[] pictures = DenseBatch.Pictures([task.Draw("1", 0).Inputs], InventedViews.Side, InventedViews.Side, CPU);
        Dictionary<string, float[]> before = Values(task.Network);

        List<StepReport> steps = Check(task, task.Generator, pictures, config, fusion);

        Assert.True(steps[^1].Terms["l1"] < 0.9 * steps[0].Terms["l1"], $"{steps[0].Terms["l1"]} became {steps[^1].Terms["l1"]}");
        Assert.Superset(new HashSet<string> { "real_0", fusion == "joined" ? "fake_0" : "fake_1", "adversarial", "l1" }, steps[0].Terms.Keys.ToHashSet());
        Assert.Contains(Values(task.Network), entry => entry.Key.StartsWith("discriminator.", StringComparison.Ordinal) && !entry.Value.AsSpan().SequenceEqual(before[entry.Key]));
        Dictionary<string, float[]> trained = Values(task.Network);
        IReadOnlyList<KeyValuePair<string, double>> figures = task.Validate(CancellationToken.None);
        Assert.Equal("-MAE/ensemble", figures[0].Key);
        Assert.All(Values(task.Network), entry => Assert.Equal(trained[entry.Key], entry.Value));
        using DenseNetwork written = DenseNetwork.Load(DenseModelFolder.Open(Path.Combine(_folder.Path, "run", "model")));
        NetworkBits.AssertEqual(task.Generator.Module, written.Module);
    }

    [Fact]
    public void Segmentation_FrozenNorms_KeepTheirStatisticsAndLearnTheirScales()
    {
        DenseRunConfig config = SmallDenseRun.Of("refinenet", "channels");
        config = config with { Train = config.Train with { FrozenNorms = true, Epochs = 2, ValidateEvery = 1 } };
        using SegmentationTask task = SmallDenseRun.Task(config).Segmentation!;
        Dictionary<string, float[]> before = Values(task.Network);
        SmallDenseRun.Run(task, config.Train, new(), _folder.At("run"));

        foreach (var (key, values) in Values(task.Network))
        {
            if (key.Contains("running_", StringComparison.Ordinal))
                Assert.Equal(before[key], values);
            else if (key.Contains("layer1.0.bn2", StringComparison.Ordinal) && key.EndsWith("weight", StringComparison.Ordinal))
                Assert.NotEqual(before[key], values);
        }
    }

    [Fact]
    public void Segmentation_ModalityThatTheDataLacks_IsNamed()
    {
        DenseRunConfig config = SmallDenseRun.Of("segformer", "none");
        config = config with { Model = config.Model with { Modalities = [new() { Name = "rgb" }, new() { Name = "normals" }] } };
        string message = Assert.Throws<InvalidInputException>(() => SmallDenseRun.Task(config)).Message;
        Assert.Contains("'normals' is not in invented, which has rgb, depth", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Segmentation_ModalityInAnotherForm_IsNamedWithBoth()
    {
        DenseRunConfig config = SmallDenseRun.Of("segformer", "none");
        config = config with { Model = config.Model with { Modalities = [new() { Name = "rgb" }, new() { Name = "depth", Form = "log_depth" }] } };
        string message = Assert.Throws<InvalidInputException>(() => SmallDenseRun.Task(config)).Message;
        Assert.Contains("modality 'depth' is of form log_depth in the model's description, and of form depth in invented", message, StringComparison.Ordinal);
    }

    private List<StepReport> Check<T>(ITrainingTask<T> task, DenseNetwork network, Tensor[] pictures, DenseRunConfig config, string fusion)
    {
        string[] keys = [.. network.Module.state_dict().Keys];
        bool[][] before = SmallDenseRun.Exchanged(network, pictures);
        RunRecord record = new();
        Assert.True(SmallDenseRun.Run(task, config.Train, record, _folder.At("run")));
        bool[][] after = SmallDenseRun.Exchanged(network, pictures);

        Assert.DoesNotContain(record.Steps, step => step.Skipped);
        NetworkBits.AssertFinite(network.Module);
        Assert.Equal(keys, network.Module.state_dict().Keys);
        AssertOwnNormsParted(network);
        using DenseNetwork written = DenseNetwork.Load(DenseModelFolder.Open(Path.Combine(_folder.Path, "run", "model")));
        Assert.Equal(after, SmallDenseRun.Exchanged(written, pictures));
        if (fusion == "both")
            AssertChannelsFell(network, before, after, record.Steps);
        if (fusion is "scored" or "channels" or "both")
        {
            Assert.Contains(after.SelectMany(mask => mask), exchanged => exchanged);
            Assert.Contains(before.Zip(after), pair => !pair.First.AsSpan().SequenceEqual(pair.Second));
        }

        if (fusion == "channels")
            Assert.DoesNotContain(before.SelectMany(mask => mask), exchanged => exchanged);
        return record.Steps;
    }

    // Masks of norms' channels come behind those of tokens.
    private static void AssertChannelsFell(DenseNetwork network, bool[][] before, bool[][] after, List<StepReport> steps)
    {
        int masks = network.NormScales.Sum(norm => norm.Count);
        Assert.DoesNotContain(before[^masks..].SelectMany(mask => mask), exchanged => exchanged);
        Assert.Contains(after[^masks..].SelectMany(mask => mask), exchanged => exchanged);
        Assert.True(steps[^1].Terms["channel_penalty"] < steps[0].Terms["channel_penalty"]);
    }

    // What is shared has one key, "module"; what is not has one of each modality, and other gradients.
    private static void AssertOwnNormsParted(DenseNetwork network)
    {
        Dictionary<string, float[]> values = Values(network.Module);
        Assert.Contains(values.Keys, key => key.Contains(".module.", StringComparison.Ordinal));
        Assert.Contains(values, entry => entry.Key.Contains("_0.weight", StringComparison.Ordinal)
            && values.TryGetValue(entry.Key.Replace("_0.weight", "_1.weight", StringComparison.Ordinal), out float[]? other) && !entry.Value.AsSpan().SequenceEqual(other));
    }

    private static Dictionary<string, float[]> Values(nn.Module network) => WeightTable.Of(network).Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Values);
}
