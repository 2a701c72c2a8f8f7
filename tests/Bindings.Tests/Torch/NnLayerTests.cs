using TorchSharp;
using TorchSharp.Modules;
using static Fuse3D.Bindings.Tests.Torch.NnValues;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class NnLayerTests
{
    private static T With<T>(T layer, params float[] weight) where T : Convolution
    {
        layer.weight = nn.Parameter(tensor(weight).reshape(layer.weight.shape));
        return layer;
    }

    [Fact]
    public void Linear_GivenWeights_IsTheMatrixProduct()
    {
        using Linear linear = nn.Linear(
            nn.Parameter(tensor(new float[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } })), nn.Parameter(Row(0.5f, -0.5f, 0)));
        using Tensor x = Row(1, -1);
        AssertValues([-0.5, -1.5, -1], linear.call(x));
        Assert.Equal((2, 3), (linear.in_features, linear.out_features));
    }

    [Fact]
    public void Conv1d_Padded_SlidesTheKernel()
    {
        using Conv1d conv = With(nn.Conv1d(1, 1, 3, padding: 1, bias: false), 1, 0, -1);
        AssertValues([-2, -2, -2, 3], conv.call(Row(1, 2, 3, 4).reshape(1, 1, 4)));
    }

    [Theory]
    [InlineData(PaddingModes.Reflect, 5, 6, 7), InlineData(PaddingModes.Replicate, 4, 6, 8), InlineData(PaddingModes.Circular, 6, 6, 6)]
    public void Conv1d_PaddingModes_ExtendTheInput(PaddingModes mode, double first, double second, double third)
    {
        using Conv1d conv = With(nn.Conv1d(1, 1, 3, padding: 1, padding_mode: mode, bias: false), 1, 1, 1);
        AssertValues([first, second, third], conv.call(Row(1, 2, 3).reshape(1, 1, 3)));
    }

    [Fact]
    public void Conv2d_OnesKernel_SumsWindows()
    {
        using Conv2d conv = With(nn.Conv2d(1, 1, 2, bias: false), 1, 1, 1, 1);
        AssertValues([8, 12, 20, 24], conv.call(Ramp(0, 1, 1, 1, 3, 3)));
        AssertValues([8, 12, 20, 24], conv.call(Ramp(0, 1, 1, 3, 3)));
    }

    [Fact]
    public void Conv2d_Depthwise_StrideAndDilation()
    {
        using Conv2d depthwise = With(nn.Conv2d(2, 2, 1, groups: 2, bias: false), 1, 10);
        AssertValues([0, 1, 20, 30], depthwise.call(Ramp(0, 1, 1, 2, 1, 2)));
        using Conv2d wide = With(nn.Conv2d(1, 1, (1, 2), stride: (1, 2), dilation: (1, 2), bias: false), 1, 1);
        AssertValues([2, 6], wide.call(Ramp(0, 1, 1, 1, 1, 5)));
    }

    [Fact]
    public void Conv2d_PaddingSame_KeepsTheSize()
    {
        using Conv2d conv = nn.Conv2d(1, 1, (4, 3), Padding.Same, dilation: (2, 1));
        Assert.Equal([1L, 1L, 7L, 5L], conv.call(zeros(1, 1, 7, 5)).shape);
        Assert.Throws<ArgumentException>(() => nn.Conv2d(1, 1, 3, Padding.Same, stride: 2));
    }

    [Fact]
    public void Conv2d_WrongInput_NamesWhatItTakes()
    {
        using Conv2d conv = nn.Conv2d(3, 4, 3);
        var error = Assert.Throws<ArgumentException>(() => conv.call(zeros(1, 2, 5, 5)));
        Assert.Contains("3 channels; got [1, 2, 5, 5]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => nn.Conv2d(3, 4, 3, groups: 2));
    }

    [Fact]
    public void ConvTranspose2d_Stride_SpreadsEachPixel()
    {
        using ConvTranspose2d conv = With(nn.ConvTranspose2d(1, 1, 2, stride: 2, bias: false), 1, 10, 100, 1000);
        AssertValues([1, 10, 2, 20, 100, 1000, 200, 2000], conv.call(Row(1, 2).reshape(1, 1, 1, 2)));
    }

    [Fact]
    public void ConvTranspose2d_OutputSize_ChoosesAmongThePossible()
    {
        using ConvTranspose2d conv = nn.ConvTranspose2d(1, 1, 3, stride: 2, padding: 1);
        using Tensor x = zeros(1, 1, 2, 2);
        Assert.Equal([1L, 1L, 3L, 3L], conv.call(x).shape);
        Assert.Equal([1L, 1L, 4L, 3L], conv.forward(x, [4, 3]).shape);
        Assert.Throws<ArgumentException>(() => conv.forward(x, [5, 3]));
    }

    [Fact]
    public void Embedding_LooksUpRows_AndSparesThePaddingRow()
    {
        using Embedding embedding = nn.Embedding(3, 2, padding_idx: 0);
        embedding.weight = nn.Parameter(Ramp(0, 1, 3, 2));
        Tensor rows = embedding.call(tensor(new long[] { 2, 0, 2 }));
        AssertValues([4, 5, 0, 1, 4, 5], rows);
        rows.sum().backward();
        AssertValues([0, 0, 0, 0, 2, 2], embedding.weight.grad!);
    }

    [Fact]
    public void OneHot_UnfoldAndNormalize_GiveTheirDefinitions()
    {
        AssertValues([0, 1, 0, 1, 0, 0], nn.functional.one_hot(tensor(new long[] { 1, 0 }), 3));
        AssertValues([0, 1, 3, 4, 1, 2, 4, 5, 3, 4, 6, 7, 4, 5, 7, 8], nn.functional.unfold(Ramp(0, 1, 1, 1, 3, 3), 2).transpose(1, 2));
        AssertValues([0.6, 0.8, 0, 0], nn.functional.normalize(tensor(new float[,] { { 3, 4 }, { 0, 0 } })));
    }

    [Fact]
    public void FlattenIdentityAndPixelShuffle_OnlyMove()
    {
        using Tensor x = Ramp(0, 1, 1, 4, 1, 2);
        Assert.Equal([1L, 8L], nn.Flatten().call(x).shape);
        AssertClose(x, nn.Identity().call(x), 0);
        AssertValues([0, 2, 1, 3, 4, 6, 5, 7], nn.PixelShuffle(2).call(x));
    }
}
