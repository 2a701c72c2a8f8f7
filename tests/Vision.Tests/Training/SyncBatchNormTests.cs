using Fuse3D.Vision.Models.Norms;
using Fuse3D.Vision.Models.PointNet2;
using Fuse3D.Vision.Tests.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>Batch norms over the samples of two ranks of different sizes against one over all samples.</summary>
public class SyncBatchNormTests
{
    private const float Limit = 1e-5f;          // float32 sums in another order
    private static readonly int[] Samples = [3, 5];

    private static readonly Dictionary<string, long[]> Shapes = new() { ["rows"] = [7], ["columns"] = [7, 11], ["planes"] = [7, 4, 6] };

    [Theory]
    [InlineData("rows"), InlineData("columns"), InlineData("planes")]
    public void Forward_OverTwoRanks_EqualsOneNormOfAllSamples(string shape)
    {
        using var scope = NewDisposeScope();
        Tensor input = Draw(1, [Samples.Sum(), .. Shapes[shape]]) * 3 + 2, weight = Draw(2, input.shape);
        Dictionary<string, Tensor> expected = Plain(input, weight), joined = Joined(input, weight, shared: true);

        foreach (string name in expected.Keys)
            AssertClose(name, expected[name], joined[name]);
    }

    [Fact]
    public void Forward_OverTwoRanksApart_Differs()
    {
        using var scope = NewDisposeScope();
        Tensor input = Draw(1, [Samples.Sum(), .. Shapes["columns"]]) * 3 + 2, weight = Draw(2, input.shape);
        Dictionary<string, Tensor> expected = Plain(input, weight), apart = Joined(input, weight, shared: false);

        foreach (string name in (string[])["output", "input", "weight", "running_mean", "running_var"])
            Assert.True((expected[name] - apart[name]).abs().max().item<float>() > 100 * Limit, name);
    }

    /// <summary>What a difference of squares loses in float32 is all there is: the spread is a ten-thousandth of the mean.</summary>
    [Fact]
    public void Moments_FarFromZero_AreThoseOfAllSamples()
    {
        using var scope = NewDisposeScope();
        Tensor input = Draw(3, [4, 2000]).to(ScalarType.Float64) + tensor([1e4, -1e4, 0, 1]).unsqueeze(1);
        var expected = input.var([1], unbiased: false);
        var found = new Tensor[2];

        ThreadExchange.Run(2, exchange =>
        {
            using var own = NewDisposeScope();
            var part = input.narrow(1, 500 * exchange.Rank, 500 + 1000 * exchange.Rank);
            JoinedMoments moments = JoinedMoments.Of(part.mean([1]), part.var([1], unbiased: false), part.shape[1], exchange.Sum);
            Assert.Equal(2000, moments.Count);
            found[exchange.Rank] = cat([moments.Mean, moments.Variance]).DetachFromDisposeScope();
        });

        Assert.True(found[0].allclose(cat([input.mean([1]), expected]), 1e-7, 0));
        Assert.Equal(found[0].data<double>().ToArray(), found[1].data<double>().ToArray());
        Array.ForEach(found, tensor => tensor.Dispose());
    }

    /// <summary>Fused and plain layers send the same messages, so that ranks need not take the same path.</summary>
    [Theory]
    [InlineData(0, true, true), InlineData(4, true, true), InlineData(4, false, false), InlineData(4, true, false)]
    public void SetAbstraction_OverTwoRanks_EqualsOneOfAllClouds(int features, bool firstFused, bool secondFused)
    {
        using var scope = NewDisposeScope();
        var config = new SetAbstractionConfig(Points: 70, 0.4f, Samples: 32, features, [64, 32, 96]);
        const int clouds = 3;
        Tensor xyz = tensor(SmallModel.Cloud(clouds * 300), [clouds, 300, 3]), weight = Draw(4, [clouds, config.Layers[^1], config.Points]);
        Tensor? values = features == 0 ? null : Draw(5, [clouds, features, 300]);
        Dictionary<string, Tensor> expected = Run(config, xyz, values, weight, fused: true, null);
        var parts = new Dictionary<string, Tensor>[2];

        ThreadExchange.Run(2, exchange =>
        {
            using var own = NewDisposeScope();
            Tensor Part(Tensor all) => exchange.Rank == 0 ? all.narrow(0, 0, 1) : all.narrow(0, 1, clouds - 1);
            Tensor? part = values is null ? null : Part(values);
            parts[exchange.Rank] = Kept(Run(config, Part(xyz), part, Part(weight), exchange.Rank == 0 ? firstFused : secondFused, exchange.Sum));
        });

        Dictionary<string, Tensor> joined = Together(parts);
        foreach (string name in expected.Keys)
            AssertClose(name, expected[name], joined[name]);
        Free(parts);
    }

    /// <summary>What mixed precision hands on; statistics and weights are float32.</summary>
    [Fact]
    public void Forward_OnBfloat16_EqualsPlainNorm()
    {
        using var scope = NewDisposeScope();
        using var norm = new SyncBatchNorm(7) { SumOverProcesses = _ => { } };      // of one process
        using var reference = nn.BatchNorm1d(7);
        Tensor input = Draw(1, [3, 7, 11]).to(ScalarType.BFloat16), weight = Draw(2, input.shape).to(ScalarType.BFloat16);

        Dictionary<string, Tensor> expected = Step(reference, input, weight), actual = Step(norm, input, weight);

        Assert.Equal(ScalarType.BFloat16, actual["output"].dtype);
        Assert.Equal(ScalarType.BFloat16, actual["input"].dtype);
        Assert.Equal(ScalarType.Float32, actual["weight"].dtype);
        foreach (string name in expected.Keys)
            Assert.True(actual[name].to(ScalarType.Float32).allclose(expected[name].to(ScalarType.Float32), 1.0 / 128, 1.0 / 128), name);      // a unit of bfloat16
    }

    [Fact]
    public void Forward_InEvaluation_AsksNoOtherRank()
    {
        using var scope = NewDisposeScope();
        using var norm = new SyncBatchNorm(7) { SumOverProcesses = _ => throw new InvalidOperationException("asked") };
        using var reference = nn.BatchNorm1d(7);
        norm.eval();
        reference.eval();
        Tensor input = Draw(1, [3, 7, 11]);

        Assert.True(norm.call(input).equal(reference.call(input)).all().item<bool>());
        norm.train();
        Assert.Throws<InvalidOperationException>(() => norm.call(input));
    }

    [Fact]
    public void Keys_AreThoseOfEveryBatchNorm()
    {
        using var norm = new SyncBatchNorm(7);
        using var reference = nn.BatchNorm2d(7);
        Assert.Equal(reference.state_dict().Select(Describe), norm.state_dict().Select(Describe));
        Assert.Equal(reference.named_parameters().Select(entry => entry.name), norm.named_parameters().Select(entry => entry.name));

        static string Describe(KeyValuePair<string, Tensor> entry) => $"{entry.Key} {entry.Value.dtype} [{string.Join(", ", entry.Value.shape)}]";
    }

    private static Dictionary<string, Tensor> Plain(Tensor input, Tensor weight)
    {
        using nn.Module<Tensor, Tensor> norm = input.dim() == 4 ? nn.BatchNorm2d(7) : nn.BatchNorm1d(7);
        return Step(norm, input, weight);
    }

    private static Dictionary<string, Tensor> Joined(Tensor input, Tensor weight, bool shared)
    {
        var parts = new Dictionary<string, Tensor>[2];
        ThreadExchange.Run(2, exchange =>
        {
            using var own = NewDisposeScope();
            using var norm = new SyncBatchNorm(7) { SumOverProcesses = shared ? exchange.Sum : null };
            Tensor Part(Tensor all) => all.narrow(0, exchange.Rank * Samples[0], Samples[exchange.Rank]);
            parts[exchange.Rank] = Kept(Step(norm, Part(input), Part(weight)));
        });
        Dictionary<string, Tensor> joined = Together(parts);
        Free(parts);
        return joined;
    }

    private static Dictionary<string, Tensor> Step(nn.Module<Tensor, Tensor> norm, Tensor input, Tensor weight)
    {
        norm.train();
        Fill(norm);
        Tensor x = input.clone().requires_grad_(), output = norm.call(x);
        (output * weight).sum().backward();
        return Found(norm, output, x);
    }

    private static Dictionary<string, Tensor> Run(SetAbstractionConfig config, Tensor xyz, Tensor? values, Tensor weight, bool fused, Action<Tensor>? sum)
    {
        using SetAbstraction stage = SmallModel.Filled(new SetAbstraction(config) { Fused = fused });
        stage.train();
        SyncBatchNorm.Share(stage, sum);
        Fill(stage);
        Tensor? x = values?.clone().requires_grad_();
        PointSet output = stage.call(xyz, x);
        (output.Features * weight).sum().mul(1e-3).backward();
        return Found(stage, output.Features, x);
    }

    // Some weights are negative and turn the order of values round.
    private static void Fill(nn.Module module)
    {
        using var frozen = no_grad();
        foreach (var (name, parameter) in module.named_parameters().Where(entry => entry.parameter.dim() == 1))
            parameter.copy_(Draw(name.EndsWith("weight", StringComparison.Ordinal) ? 11 : 12, parameter.shape));
    }

    private static Dictionary<string, Tensor> Found(nn.Module module, Tensor output, Tensor? input)
    {
        Dictionary<string, Tensor> found = module.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad!.clone());
        foreach (var (name, buffer) in module.named_buffers())
            found[name] = buffer.to(ScalarType.Float32).clone();
        found["output"] = output.detach();
        if (input is not null)
            found["input"] = input.grad!.clone();
        return found;
    }

    // Samples side by side, gradients of parameters added up; buffers are equal to the bit.
    private static Dictionary<string, Tensor> Together(Dictionary<string, Tensor>[] ranks)
    {
        Dictionary<string, Tensor> joined = [];
        foreach (var (name, first) in ranks[0])
        {
            Tensor second = ranks[1][name];
            bool isBuffer = name.Contains("running", StringComparison.Ordinal) || name.Contains("tracked", StringComparison.Ordinal);
            joined[name] = name is "output" or "input" ? cat([first, second]) : isBuffer ? first.clone() : first + second;
        }

        return joined;
    }

    private static Dictionary<string, Tensor> Kept(Dictionary<string, Tensor> tensors)
    {
        foreach (Tensor tensor in tensors.Values)
            tensor.DetachFromDisposeScope();
        return tensors;
    }

    private static void Free(Dictionary<string, Tensor>[] ranks)
    {
        foreach (Tensor tensor in ranks.SelectMany(rank => rank.Values))
            tensor.Dispose();
    }

    private static Tensor Draw(int seed, long[] shape)
    {
        var random = new Random(seed);
        return tensor([.. Enumerable.Range(0, (int)shape.Aggregate((size, extent) => size * extent)).Select(_ => random.NextSingle() * 2 - 1)], shape);
    }

    // Relative to the largest value where that exceeds 1.
    private static void AssertClose(string name, Tensor expected, Tensor actual)
    {
        using var scope = NewDisposeScope();
        float scale = Math.Max(1, expected.abs().max().item<float>()), worst = (expected - actual).abs().max().item<float>();
        Assert.True(worst <= Limit * scale, $"{name} deviates by {worst}; its largest value is {scale}");
    }
}
