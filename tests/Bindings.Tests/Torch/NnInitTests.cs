using TorchSharp;
using TorchSharp.Modules;
using static Fuse3D.Bindings.Tests.Torch.NnValues;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

/// <summary>Seeded constructions give PyTorch's values: same distributions, same order of draws.</summary>
[Collection(GlobalGenerator.Name)]
public sealed class NnInitTests
{
    private static Tensor Uniform(double bound, params long[] shape) => empty(shape).uniform_(-bound, bound);

    [Fact]
    public void Linear_SeedZero_HasPyTorchsValues()
    {
        manual_seed(0);
        using Linear linear = nn.Linear(2, 3);
        AssertValues([-0.0053, 0.3793, -0.5820, -0.5204, -0.2723, 0.1896], linear.weight, 5e-5);
        AssertValues([-0.0140, 0.5607, -0.0628], linear.bias!, 5e-5);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void Convolution_Draws_WeightThenBiasWithinOneOverRootFanIn(bool transposed)
    {
        manual_seed(3);
        using Convolution layer = transposed ? nn.ConvTranspose2d(4, 6, 3, groups: 2) : nn.Conv2d(4, 6, 3, groups: 2);
        manual_seed(3);
        double bound = 1 / Math.Sqrt((transposed ? 3 : 2) * 9);
        AssertClose(Uniform(bound, layer.weight.shape), layer.weight, 1e-7);
        AssertClose(Uniform(bound, 6), layer.bias!, 1e-7);
    }

    [Fact]
    public void MultiheadAttention_Draws_OutputProjectionFirst()
    {
        manual_seed(5);
        using MultiheadAttention attention = nn.MultiheadAttention(8, 2);
        manual_seed(5);
        AssertClose(Uniform(1 / Math.Sqrt(8), 8, 8), attention.get_parameter("out_proj.weight")!, 1e-7);
        Uniform(1 / Math.Sqrt(8), 8).Dispose();   // the output's bias is drawn, then set to zero
        AssertClose(Uniform(Math.Sqrt(6.0 / 32), 24, 8), attention.get_parameter("in_proj_weight")!, 1e-7);
        AssertValues(new double[8], attention.get_parameter("out_proj.bias")!);
        AssertValues(new double[24], attention.get_parameter("in_proj_bias")!);
    }

    [Fact]
    public void MultiheadAttention_OtherWidths_DrawsEachProjection()
    {
        manual_seed(6);
        using MultiheadAttention attention = nn.MultiheadAttention(8, 2, kdim: 4, vdim: 6);
        manual_seed(6);
        Uniform(1, 8, 8).Dispose();
        Uniform(1, 8).Dispose();
        AssertClose(Uniform(Math.Sqrt(6.0 / 16), 8, 8), attention.get_parameter("q_proj_weight")!, 1e-7);
        AssertClose(Uniform(Math.Sqrt(6.0 / 12), 8, 4), attention.get_parameter("k_proj_weight")!, 1e-7);
        AssertClose(Uniform(Math.Sqrt(6.0 / 14), 8, 6), attention.get_parameter("v_proj_weight")!, 1e-7);
    }

    [Fact]
    public void Embedding_Draws_NormalWithAZeroPaddingRow()
    {
        manual_seed(7);
        using Embedding embedding = nn.Embedding(5, 4, padding_idx: 2);
        manual_seed(7);
        using Tensor expected = empty(5, 4).normal_();
        expected[2] = zeros(4);
        AssertClose(expected, embedding.weight, 0);
    }

    [Fact]
    public void TruncatedNormal_StaysWithinBoundsAndHasTheMean()
    {
        manual_seed(1);
        using Tensor values = nn.init.trunc_normal_(empty(20_000), mean: 1, std: 2, a: -1, b: 3);
        Assert.InRange(values.min().item<float>(), -1f, 3f);
        Assert.InRange(values.max().item<float>(), -1f, 3f);
        Assert.Equal(1.0, values.mean().item<float>(), 0.02);
        Assert.Equal(2 * Math.Sqrt(0.2911), values.std().item<float>(), 0.02);   // variance of a normal cut at ±1 sigma
    }

    [Fact]
    public void KaimingNormal_FanOut_HasItsDeviation()
    {
        manual_seed(2);
        using Tensor weight = nn.init.kaiming_normal_(
            empty(64, 32, 3, 3), mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
        Assert.Equal(Math.Sqrt(2.0 / (64 * 9)), weight.std().item<float>(), 1e-3);
        using Tensor glorot = nn.init.xavier_normal_(empty(300, 200));
        Assert.Equal(Math.Sqrt(2.0 / 500), glorot.std().item<float>(), 1e-3);
    }

    [Fact]
    public void Fill_OfATrainedParameter_LeavesNoHistory()
    {
        using Parameter weight = nn.Parameter(empty(2, 2));
        AssertValues([0.5, 0.5, 0.5, 0.5], nn.init.constant_(weight, 0.5));
        AssertValues([1, 0, 0, 1], nn.init.eye_(weight));
        Assert.True(weight.is_leaf && weight.requires_grad);
        Assert.Throws<ArgumentException>(() => nn.init.CalculateFanInAndFanOut(ones(3)));
        Assert.Equal((18, 36), nn.init.CalculateFanInAndFanOut(ones(4, 2, 3, 3)));
    }
}
