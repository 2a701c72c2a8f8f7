using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Checkpoints.KeyMaps;
using Fuse3D.Vision.Models.RefineNet;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Checkpoints;

/// <summary>An ImageNet classifier becomes the beginning of an encoder of several modalities.</summary>
public sealed class ClassifierStartTests
{
    [Fact]
    public void Load_Classifier_SetsEveryModalityAndNothingElse()
    {
        using var scope = NewDisposeScope();
        using RefineNetNetwork network = Build();
        float before = network.get_parameter("clf_conv.module.weight")!.sum().ToSingle();
        var weights = Classifier(("conv1.weight", [64, 3, 7, 7], 0.5f), ("layer2.0.bn2.weight", [128], 3), ("layer2.0.downsample.1.running_var", [512], 4), ("fc.weight", [1000, 2048], 9));

        int loaded = ClassifierStart.Load(network, weights);

        Dictionary<string, Tensor> state = network.state_dict();
        Assert.Equal(1 + 2 + 2, loaded);
        Assert.Equal([0.5f, 3, 3, 4, 4], new[]
        {
            "conv1.module.weight", "layer2.0.bn2.bn_0.weight", "layer2.0.bn2.bn_1.weight", "layer2.0.downsample.1.bn_0.running_var", "layer2.0.downsample.1.bn_1.running_var",
        }.Select(key => state[key].max().ToSingle()));
        Assert.Equal(before, network.get_parameter("clf_conv.module.weight")!.sum().ToSingle());
    }

    [Fact]
    public void Load_OtherNamesOrShapes_IsRefused()
    {
        using RefineNetNetwork network = Build();
        Assert.Contains("none of the encoder's names", Refusal(Classifier(("features.0.weight", [1], 1))), StringComparison.Ordinal);
        Assert.Contains("[64, 1, 7, 7]", Refusal(Classifier(("conv1.weight", [64, 1, 7, 7], 1))), StringComparison.Ordinal);

        string Refusal(WeightTable weights) => Assert.Throws<InvalidInputException>(() => ClassifierStart.Load(network, weights)).Message;
    }

    private static RefineNetNetwork Build() => new(new() { Classes = 3, Encoder = new() { Blocks = [1, 1, 1, 1] } });

    private static WeightTable Classifier(params (string Name, long[] Shape, float Value)[] weights) => new("test", weights.ToDictionary(
        weight => weight.Name, weight => new Weight(weight.Shape, [.. Enumerable.Repeat(weight.Value, (int)weight.Shape.Aggregate((a, b) => a * b))])));
}
