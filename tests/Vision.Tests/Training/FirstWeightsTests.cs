using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.Norms;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Models.Yolos;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>The weights that training starts from, as the published code draws them.</summary>
public class FirstWeightsTests
{
    private const int Enough = 2000;    // values, from which their spread is known to a few percent

    [Fact]
    public void GroupFree_FirstWeights_AreDrawnAsPublished()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var network = new GroupFreeNetwork(GroupFreeConfig.SunRgbdL6O256);
        foreach (var (name, parameter) in network.named_parameters().Where(entry => entry.parameter.dim() > 1))
        {
            long inputs = parameter.shape[1], outputs = parameter.shape[0];
            if (name.StartsWith("decoder.", StringComparison.Ordinal))
                AssertUniform(name, parameter, Math.Sqrt(6.0 / (inputs + outputs)));            // Xavier
            else if (name.StartsWith("backbone_net.", StringComparison.Ordinal))
                AssertNormal(name, parameter, Math.Sqrt(2.0 / inputs));                         // Kaiming
            else
                AssertUniform(name, parameter, 1 / Math.Sqrt(inputs));                          // PyTorch's own
        }

        AssertNorms(network);
    }

    [Fact]
    public void Yolos_FirstWeights_AreDrawnAsPublished()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var network = new YolosNetwork(YolosConfig.Small with { Blocks = 3, InitSize = new(160, 160), MidSize = new(160, 160) });
        foreach (var (name, parameter) in network.named_parameters())
        {
            bool table = name.EndsWith("_embed", StringComparison.Ordinal) || name.EndsWith("_token", StringComparison.Ordinal);
            bool block = name.StartsWith("backbone.blocks.", StringComparison.Ordinal);
            if (table || (block && parameter.dim() > 1))
                AssertNormal(name, parameter, .02);
            else if (block && name.EndsWith("bias", StringComparison.Ordinal))
                Assert.Equal(0, parameter.abs().max().item<float>());
            else if (parameter.dim() > 1)
                AssertUniform(name, parameter, 1 / Math.Sqrt(parameter.NumberOfElements / (double)parameter.shape[0]));
        }

        AssertNorms(network);
    }

    [Fact]
    public void DropPath_OfTheFusedTiny_RisesEvenlyToThirtyPercent()
    {
        YolosConfig image = TokenFusionConfig.SunRgbdL6O256Tiny.Image;
        Assert.Equal(0.3, image.DropPath);
        Assert.Equal(0, TokenFusionConfig.ScanNetL12O512WideSmall.Image.DropPath);
        Assert.Equal(0, YolosConfig.Tiny.DropPath);
    }

    [Fact]
    public void DropPath_InTrainingOnly_SkipsThatShareOfSamples()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        const int samples = 4000;
        const double share = 0.3;
        using var block = new YolosBlock(new YolosConfig { Width = 8, Heads = 2, InitSize = new(16, 16) }, share);
        block.train();
        using var frozen = no_grad();
        var x = randn([1, 3, 8]).expand(samples, -1, -1).contiguous();
        var change = block.call(x) - x;

        // A sample skips both halves of the block with probability share².
        double skipped = change.abs().amax([1, 2]).eq(0).to(ScalarType.Float64).mean().item<double>();
        Assert.Equal(share * share, skipped, 0.02);
        block.eval();
        Assert.Equal(0, (block.call(x) - x).abs().amax([1, 2]).eq(0).to(ScalarType.Float64).mean().item<double>());
    }

    [Theory]
    [InlineData(0.0, true), InlineData(0.4, false)]
    public void Dropout_InTraining_ChangesTheDecoder(double dropout, bool same)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        GroupFreeConfig config = SmallBatch.Config with { Dropout = dropout };
        using var layer = new DecoderLayer(config, 0);
        layer.train();
        var (query, key) = (randn([2, config.Channels, 9]), randn([2, config.Channels, 20]));
        var (position, keyXyz) = (randn([2, 9, 6]), randn([2, 20, 3]));
        var (first, second) = (layer.call(query, key, position, keyXyz, null), layer.call(query, key, position, keyXyz, null));
        Assert.Equal(same, first.allclose(second));
        layer.eval();
        Assert.True(layer.call(query, key, position, keyXyz, null).allclose(layer.call(query, key, position, keyXyz, null)));
    }

    private static void AssertNorms(nn.Module network)
    {
        Assert.All(network.modules().OfType<SyncBatchNorm>(), norm => AssertUnit(norm.Weight, norm.Bias));
        Assert.All(network.modules().OfType<LayerNorm>(), norm => AssertUnit(norm.weight!, norm.bias!));
    }

    private static void AssertUnit(Tensor weight, Tensor bias)
    {
        Assert.True(weight.allclose(ones_like(weight)));
        Assert.True(bias.allclose(zeros_like(bias)));
    }

    private static void AssertUniform(string name, Tensor values, double bound)
    {
        float largest = values.abs().max().item<float>();
        Assert.True(largest <= bound * 1.0001, $"{name} reaches {largest}, beyond {bound}");
        AssertSpread(name, values, bound / Math.Sqrt(3));
    }

    private static void AssertNormal(string name, Tensor values, double deviation)
    {
        if (values.NumberOfElements >= Enough)
            Assert.True(values.abs().max().item<float>() > 2.5 * deviation, $"{name} has no tails");
        AssertSpread(name, values, deviation);
    }

    private static void AssertSpread(string name, Tensor values, double deviation)
    {
        if (values.NumberOfElements < Enough)
            return;
        double found = values.std().item<float>(), mean = values.mean().item<float>();
        Assert.True(Math.Abs(found / deviation - 1) < .06, $"{name} spreads by {found}, not {deviation}");
        Assert.True(Math.Abs(mean) < .1 * deviation, $"{name} has the mean {mean}");
    }
}
