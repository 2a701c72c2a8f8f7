using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.PointNet2;
using Fuse3D.Vision.Tests.Models;
using Fuse3D.Vision.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>The set abstraction's operator for training against convolutions, norms and a maximum.</summary>
public class NeighbourMlpTests
{
    private const float Limit = 1e-5f;

    [Theory]
    [InlineData(0, 0.2f, 64), InlineData(0, 3f, 64), InlineData(4, 0.4f, 32), InlineData(64, 0.05f, 16)]
    public void SetAbstraction_Fused_EqualsPlain(int features, float radius, int samples)
    {
        using var scope = NewDisposeScope();
        var config = new SetAbstractionConfig(Points: 70, radius, samples, features, [64, 32, 96]);
        Step plain = Run(config, fused: false), fused = Run(config, fused: true);
        foreach (string name in plain.Tensors.Keys)
            AssertClose(name, plain.Tensors[name], fused.Tensors[name]);
    }

    /// <summary>
    /// Through a whole network. Here single precision flips ReLUs and maxima that are near a tie, and each flip moves gradients by about a
    /// thousandth of their length: no bound near the operator's own can hold. A term that is missing or wrong moves them by tenths.
    /// </summary>
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void GroupFree_FusedStep_IsNearDoublePrecision(ulong seed)
    {
        const double ofAFewFlips = 1e-2;
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> exact = Gradients(ScalarType.Float64, fused: false, seed), fused = Gradients(ScalarType.Float32, fused: true, seed);

        Assert.Equal(exact["loss"].item<double>(), fused["loss"].item<float>(), 1e-4);
        double deviation = Deviation(exact, fused);
        Assert.True(deviation <= ofAFewFlips, $"all gradients together deviate by {deviation} of their length");
    }

    [Fact]
    public void SetAbstraction_FusedTwice_GivesTheSameBits()
    {
        using var scope = NewDisposeScope();
        var config = new SetAbstractionConfig(Points: 100, 0.3f, 32, 5, [64, 64, 32]);
        Step first = Run(config, fused: true), second = Run(config, fused: true);
        foreach (string name in first.Tensors.Keys)
            Assert.Equal(first.Tensors[name].data<float>().ToArray(), second.Tensors[name].data<float>().ToArray());
    }

    [Theory]
    [InlineData(1, 32, 1), InlineData(3, 64, 17), InlineData(8, 32, 256), InlineData(21, 96, 5)]
    public unsafe void OuterSum_AnySize_EqualsScalar(int aWidth, int bWidth, int rows)
    {
        var random = new Random(1);
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - .5f)];
        float[] a = Draw(rows * aWidth), b = Draw(rows * bWidth), expected = Draw(aWidth * bWidth), actual = [.. expected];
        fixed (float* pa = a, pb = b, slow = expected, fast = actual)
        {
            OuterSum.AddScalar(pa, aWidth, pb, bWidth, rows, slow);
            OuterSum.Add(pa, aWidth, pb, bWidth, rows, fast);
        }

        Assert.Equal(expected, actual);
    }

    private static Step Run(SetAbstractionConfig config, bool fused)
    {
        // Not libtorch's generator: tests beside this one draw from it too.
        var random = new Random(7);
        Tensor Draw(params long[] shape) => tensor(
            Enumerable.Range(0, (int)shape.Aggregate((size, extent) => size * extent)).Select(_ => random.NextSingle() * 2 - 1).ToArray(), shape);

        using SetAbstraction stage = SmallModel.Filled(new SetAbstraction(config) { Fused = fused });
        stage.train();
        Tensor xyz = tensor(SmallModel.Cloud(600), [2, 300, 3]);
        Tensor? features = config.Features == 0 ? null : Draw(2, config.Features, 300).requires_grad_();
        foreach (var (name, parameter) in stage.named_parameters().Where(entry => entry.name.EndsWith("bn.bn.weight", StringComparison.Ordinal)))
        {
            using var frozen = no_grad();
            parameter.copy_(Draw(parameter.shape));     // some turn the order of values round
        }

        Tensor weight = Draw(2, config.Layers[^1], config.Points);
        PointSet output = stage.call(xyz, features);
        (output.Features * weight).mean().backward();
        Dictionary<string, Tensor> tensors = stage.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad!);
        foreach (var (name, value) in stage.state_dict().Where(entry => entry.Key.Contains("running", StringComparison.Ordinal)))
            tensors[name] = value.clone();
        tensors["output"] = output.Features.detach();
        if (features is not null)
            tensors["features"] = features.grad!;
        return new(tensors);
    }

    private static Dictionary<string, Tensor> Gradients(ScalarType type, bool fused, ulong seed)
    {
        using GroupFreeNetwork network = TrainingStepTests.Training(new GroupFreeNetwork(SmallBatch.Config), seed).to(type);
        network.Backbone.Fused = fused;
        network.Backbone.Search = FiniteDifferenceTests.Search;
        Dictionary<string, Tensor> outputs = network.call(SmallBatch.Clouds().to(type));
        var options = GroupFreeLossOptions.ScanNet with { MeanSizes = SmallBatch.Config.MeanSizes };
        DetectionTargets targets = SmallBatch.Targets(SmallBatch.Config);
        LossTerms loss = new GroupFreeLoss(options).Compute(outputs, type == ScalarType.Float64 ? FiniteDifferenceTests.Double(targets) : targets);
        loss.Total.backward();
        Dictionary<string, Tensor> found = network.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad!);
        found["loss"] = loss.Total.detach();
        return found;
    }

    // Relative to the largest value where that exceeds 1.
    private static void AssertClose(string name, Tensor expected, Tensor actual)
    {
        using var scope = NewDisposeScope();
        float scale = Math.Max(1, expected.abs().max().item<float>()), worst = (expected - actual).abs().max().item<float>();
        Assert.True(worst <= Limit * scale, $"{name} deviates by {worst}; its largest value is {scale}");
    }

    // Length of the difference of all gradients together, by that of the gradients.
    private static double Deviation(Dictionary<string, Tensor> exact, Dictionary<string, Tensor> actual)
    {
        using var scope = NewDisposeScope();
        double Square(Func<string, Tensor> of) => exact.Keys.Where(name => name != "loss").Sum(name => of(name).pow(2).sum().item<double>());
        return Math.Sqrt(Square(name => exact[name] - actual[name]) / Square(name => exact[name]));
    }

    private sealed record Step(Dictionary<string, Tensor> Tensors);
}
