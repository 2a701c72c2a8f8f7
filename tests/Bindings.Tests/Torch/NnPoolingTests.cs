using TorchSharp;
using static Fuse3D.Bindings.Tests.Torch.NnValues;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class NnPoolingTests
{
    private static Tensor Square => Ramp(0, 1, 1, 1, 4, 4);

    [Fact]
    public void MaxPool2d_TakesTheLargest_AndTellsWhere()
    {
        using var pool = nn.MaxPool2d(2);
        AssertValues([5, 7, 13, 15], pool.call(Square));
        var (values, indices) = pool.forward_with_indices(Square);
        AssertValues([5, 7, 13, 15], values);
        AssertValues([5, 7, 13, 15], indices);
    }

    [Fact]
    public void MaxPool2d_StridePaddingAndCeil_FollowTheSizesRule()
    {
        Assert.Equal([1L, 1L, 4L, 4L], nn.MaxPool2d(5, stride: 1, padding: 2).call(Square).shape);
        AssertValues([10, 11, 14, 15], nn.MaxPool2d(3, stride: 2, ceil_mode: true).call(Square));
        AssertValues([2, 6, 10, 14], nn.MaxPool2d((1, 3), stride: (1, 3)).call(Square));
        Assert.Equal([1L, 1L, 1L, 1L], nn.MaxPool2d(3, stride: 2).call(Square).shape);
    }

    [Fact]
    public void MaxPool2d_KernelAloneOrArray_StridesByTheKernel()
    {
        AssertValues([5, 7, 13, 15], nn.functional.max_pool2d(Square, [2]));
        AssertValues([5, 7, 13, 15], nn.functional.max_pool2d(Square, 2));
        AssertValues([5, 7, 13, 15], nn.functional.max_pool2d(Square, (2, 2)));
    }

    [Fact]
    public void AvgPool2d_CountsThePaddingOrNot()
    {
        AssertValues([2.5, 4.5, 10.5, 12.5], nn.AvgPool2d(2).call(Square));
        Tensor one = ones(1, 1, 2, 2);
        AssertValues([0.25, 0.25, 0.25, 0.25], nn.AvgPool2d(2, stride: 2, padding: 1).call(one));
        AssertValues([1, 1, 1, 1], nn.AvgPool2d(2, stride: 2, padding: 1, count_include_pad: false).call(one));
        AssertValues([4], nn.AvgPool2d(2, divisor_override: 1).call(one));
    }

    [Fact]
    public void Pool1d_SlidesAlongTheLastAxis()
    {
        Tensor x = Ramp(0, 1, 1, 1, 6);
        AssertValues([2, 5], nn.MaxPool1d(3).call(x));
        AssertValues([1, 3], nn.AvgPool1d(3, stride: 2).call(x));
        AssertValues([0.5, 2.5, 4.5], nn.AdaptiveAvgPool1d(3).call(x));
    }

    [Fact]
    public void AdaptiveAvgPool2d_GivesTheAskedSize()
    {
        AssertValues([7.5], nn.AdaptiveAvgPool2d(1).call(Square));
        AssertValues([6.5, 8.5], nn.AdaptiveAvgPool2d((1, 2)).call(Square));
        Assert.Equal([1L, 1L, 3L, 5L], nn.AdaptiveAvgPool2d([3, 5]).call(Square).shape);
    }
}
