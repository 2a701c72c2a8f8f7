using Fuse3D.TorchExtensions;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Models.Norms;
using Fuse3D.Vision.Models.PointNet2;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Tests.Models;
using Fuse3D.Vision.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>Operators with a backward of our own amid mixed precision: they get, compute and give float32.</summary>
public sealed class FullPrecisionTests
{
    private static Autocast Mixed() => Autocast.On(DeviceType.CPU, ScalarType.BFloat16);

    /// <summary>Without features there is no product around the operator, so nothing may change.</summary>
    [Fact]
    public void SetAbstraction_WithoutFeatures_GivesTheSameBits()
    {
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> full = Abstraction(features: 0, mixed: false), mixed = Abstraction(features: 0, mixed: true);
        Assert.All(full, expected => AssertEqual(expected.Key, expected.Value, mixed[expected.Key]));
    }

    /// <summary>The features' product is shorter; what the operator makes of it is float32.</summary>
    [Fact]
    public void SetAbstraction_WithFeatures_GivesFloat32AndLearns()
    {
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> full = Abstraction(features: 5, mixed: false), mixed = Abstraction(features: 5, mixed: true);
        Assert.All(full.Keys, name => Assert.True(mixed[name].dtype == ScalarType.Float32 && mixed[name].isfinite().all().item<bool>(), name));
        Assert.False(full["output"].equal(mixed["output"]).all().item<bool>());
        Assert.NotEqual(0, mixed["features"].abs().max().item<float>());
    }

    [Fact]
    public void NeighbourMlp_OfShorterFeatures_ComputesInFloat32()
    {
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> full = Mlp(mixed: false), mixed = Mlp(mixed: true);
        Assert.All(full, expected => AssertEqual(expected.Key, expected.Value, mixed[expected.Key]));
    }

    [Fact]
    public void TiledSelfAttention_InMixedPrecision_ComputesInFloat32()
    {
        using var scope = NewDisposeScope();
        var random = new Random(3);
        Tensor Draw() => tensor(Enumerable.Range(0, 2 * 300 * 8).Select(_ => random.NextSingle() - .5f).ToArray(), [2, 300, 8]).to(ScalarType.BFloat16);
        Tensor[] shorter = [.. Enumerable.Range(0, 3).Select(_ => Draw().requires_grad_())];
        Tensor[] wide = [.. shorter.Select(values => values.detach().to(ScalarType.Float32).requires_grad_())];
        Tensor weight = Draw().to(ScalarType.Float32), expected = TiledSelfAttention.Apply(wide[0], wide[1], wide[2]), actual;
        (expected * weight).sum().backward();
        using (Mixed())
        {
            actual = TiledSelfAttention.Apply(shorter[0], shorter[1], shorter[2]);
            (actual * weight).sum().backward();         // inside, where a careless backward would be shortened
        }

        AssertEqual("output", expected, actual);
        foreach (var (full, mixed) in wide.Zip(shorter))
            AssertEqual("gradient", full.grad!.to(ScalarType.BFloat16), mixed.grad!);
    }

    /// <summary>Joined over one process alone: a shorter input gets a result and a gradient of its type, computed in float32.</summary>
    [Fact]
    public void JoinedNorm_InMixedPrecision_ComputesInFloat32()
    {
        using var scope = NewDisposeScope();
        var random = new Random(5);
        Tensor shorter = tensor(Enumerable.Range(0, 4 * 6 * 50).Select(_ => random.NextSingle() * 3).ToArray(), [4, 6, 50]).to(ScalarType.BFloat16).requires_grad_();
        Tensor wide = shorter.detach().to(ScalarType.Float32).requires_grad_(), actual;
        using SyncBatchNorm one = new(6) { SumOverProcesses = _ => { } }, two = new(6) { SumOverProcesses = _ => { } };
        Tensor expected = one.call(wide);
        using (Mixed())
            actual = two.call(shorter);
        Tensor weight = expected.detach().sin().to(ScalarType.BFloat16);
        (expected * weight).sum().backward();
        (actual * weight).to(ScalarType.Float32).sum().backward();

        AssertEqual("output", expected.to(ScalarType.BFloat16), actual);
        AssertEqual("gradient", wide.grad!.to(ScalarType.BFloat16), shorter.grad!);
        foreach (var (name, value) in one.state_dict())
            AssertEqual(name, value, two.state_dict()[name]);
        AssertEqual("bias", one.Bias.grad!, two.Bias.grad!);
    }

    [Fact]
    public void Run_ForwardInMixedPrecision_GivesFloat32AndEndsIt()
    {
        using var scope = NewDisposeScope();
        var precision = new MixedPrecision(TrainPrecision.Bfloat16, CPU);
        Tensor x = ones(2, 2);
        Dictionary<string, Tensor> outputs = precision.Run(() => new Dictionary<string, Tensor> { ["product"] = x.matmul(x) * (1 + 1 / 512.0), ["index"] = x.argmax(-1) });
        Assert.Equal((ScalarType.Float32, ScalarType.Int64), (outputs["product"].dtype, outputs["index"].dtype));
        Assert.Equal(2f, outputs["product"][0, 0].item<float>());       // 2 + 1/256 is no bfloat16

        Assert.Throws<InvalidOperationException>(() => precision.Run(Dictionary<string, Tensor> () => throw new InvalidOperationException("forward")));
        Assert.Null(Autocast.TypeOn(DeviceType.CPU));
    }

    private static void AssertEqual(string name, Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.True(expected.equal(actual).all().item<bool>(), $"{name} differs");
    }

    // Features' part of the first layer: bfloat16 in mixed precision, the same numbers in float32 without.
    private static Dictionary<string, Tensor> Mlp(bool mixed)
    {
        var random = new Random(7);
        Tensor Draw(params long[] shape) => tensor(
            Enumerable.Range(0, (int)shape.Aggregate((size, extent) => size * extent)).Select(_ => random.NextSingle() - .5f).ToArray(), shape);
        Tensor xyz = tensor(SmallModel.Cloud(600), [2, 300, 3]), centres = xyz.narrow(1, 0, 70).contiguous(), near = PointSearch.Fast.Ball(xyz, centres, 0.4f, 32);
        Tensor lifted = Draw(600, 64).to(ScalarType.BFloat16);
        lifted = (mixed ? lifted : lifted.to(ScalarType.Float32)).requires_grad_();
        Tensor[] weights = [Draw(64, 3).requires_grad_(), Draw(32, 64).requires_grad_()];
        using SyncBatchNorm first = new(64), second = new(32);
        using (mixed ? Mixed() : null)
        {
            Tensor output = NeighbourMlp.Apply(new(xyz, centres, near, 0.4f), lifted, weights, [first, second]);
            output.pow(2).mean().backward();         // inside, where a careless backward would be shortened
            return new()
            {
                ["output"] = output.detach(),
                ["lifted"] = lifted.grad!.to(ScalarType.BFloat16),
                ["first weight"] = weights[0].grad!,
                ["last weight"] = weights[1].grad!,
                ["gamma"] = first.Weight.grad!.clone(),
            };
        }
    }

    private static Dictionary<string, Tensor> Abstraction(int features, bool mixed)
    {
        var random = new Random(7);
        var config = new SetAbstractionConfig(Points: 70, 0.4f, 32, features, [64, 32, 96]);
        using SetAbstraction stage = SmallModel.Filled(new SetAbstraction(config));
        stage.train();
        Tensor xyz = tensor(SmallModel.Cloud(600), [2, 300, 3]);
        Tensor? given = features == 0 ? null
            : tensor(Enumerable.Range(0, 2 * features * 300).Select(_ => random.NextSingle() * 2 - 1).ToArray(), [2, features, 300]).requires_grad_();
        Tensor output;
        using (mixed ? Mixed() : null)
            output = stage.call(xyz, given).Features;
        output.mean().backward();
        Dictionary<string, Tensor> found = stage.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad!);
        found["output"] = output.detach();
        if (given is not null)
            found["features"] = given.grad!;
        return found;
    }
}
