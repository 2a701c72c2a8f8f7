using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class CoreIndexTests
{
    private static Tensor Cube() => arange(24).reshape(2, 3, 4);

    [Fact]
    public void Brackets_OfNumbersAndRanges_GiveViews()
    {
        using var scope = NewDisposeScope();
        Tensor t = Cube();
        Assert.Equal([12L, 13L, 14L, 15L], CoreValues.Longs(t[1, 0]));
        Assert.Equal(23, t[1, 2, 3].item<long>());
        Assert.Equal([1L, 5L, 9L, 13L, 17L, 21L], CoreValues.Longs(t[.., .., 1].reshape(-1)));
        Assert.Equal([4L, 5L, 8L, 9L], CoreValues.Longs(t[0, 1.., ..2].reshape(-1)));
        Assert.Equal([10L, 11L], CoreValues.Longs(t[0, ^1, ^2..]));
        Assert.Equal([3L, 7L, 11L], CoreValues.Longs(t[0, TensorIndex.Ellipsis, -1]));
        Assert.Equal([0L, 2L], CoreValues.Longs(t[0, 0, TensorIndex.Slice(step: 2)]));
        Assert.Equal([2L, 1L, 3L, 4L], t[TensorIndex.Colon, TensorIndex.None].shape);
        Assert.Equal([2L, 3L, 4L, 1L], t[TensorIndex.Ellipsis, TensorIndex.Null].shape);
    }

    [Fact]
    public void Brackets_OfTensorsAndMasks_Copy()
    {
        using var scope = NewDisposeScope();
        Tensor t = Cube();
        Tensor rows = tensor(new long[] { 1, 0 });
        Assert.Equal([12L, 0L], CoreValues.Longs(t[TensorIndex.Tensor(rows), 0, 0]));
        Assert.Equal([2L, 3L, 4L], t[rows].shape);
        Assert.Equal([2L, 2L, 4L], t[TensorIndex.Colon, TensorIndex.Tensor(rows)].shape);
        Assert.Equal([22L, 23L], CoreValues.Longs(t[t > 21]));
        Assert.Equal([1L, 6L], CoreValues.Longs(t[0][arange(2), tensor(new long[] { 1, 2 })]));
        Assert.Equal([1L, 2L, 3L, 4L], t[TensorIndex.Bool(true)].shape);
        Assert.Equal([0L, 2L, 3L, 4L], t[TensorIndex.Bool(false)].shape);
    }

    [Fact]
    public void Brackets_OnTheLeft_WriteInPlace()
    {
        using var scope = NewDisposeScope();
        Tensor t = zeros(2, 3);
        t[0] = ones(3);
        t[1, 2] = 5;
        t[.., 0] = tensor(new float[] { 7, 8 });
        CoreValues.Equal([7, 1, 1, 8, 0, 5], t);
        t[t > 6] = -1;
        CoreValues.Equal([-1, 1, 1, -1, 0, 5], t);
        t.index_put_(9, TensorIndex.Tensor(tensor(new long[] { 0, 1 })), TensorIndex.Tensor(tensor(new long[] { 1, 1 })));
        CoreValues.Equal([-1, 9, 1, -1, 9, 5], t);
    }

    [Fact]
    public void Brackets_OutOfRange_Throw()
    {
        using Tensor t = zeros(2, 3);
        Assert.Contains("out of range", Assert.ThrowsAny<Exception>(() => t[5]).Message, StringComparison.Ordinal);
        Assert.Contains("3 indices", Assert.Throws<ArgumentException>(() => t[0, 0, 0]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GatherAndScatter_AreEachOthersInverse()
    {
        using var scope = NewDisposeScope();
        Tensor t = tensor(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        Tensor at = tensor(new long[,] { { 2, 0, 1 }, { 0, 2, 1 } });
        Tensor picked = t.gather(1, at);
        CoreValues.Equal([3, 1, 2, 4, 6, 5], picked);
        CoreValues.Equal([1, 2, 3, 4, 5, 6], zeros(2, 3).scatter(1, at, picked));
        CoreValues.Equal([3, 3], zeros(2).scatter_add_(0, tensor(new long[] { 0, 1, 0 }), tensor(new float[] { 1, 3, 2 })));
        CoreValues.Equal([4, 5, 6, 1, 2, 3], t.index_select(0, tensor(new long[] { 1, 0 })));
        CoreValues.Equal([0, 5], zeros(2).index_add_(0, tensor(new long[] { 1 }), tensor(new float[] { 5 }), 1));
        CoreValues.Equal([7, 0], zeros(2).index_fill_(0, tensor(new long[] { 0 }), 7));
        CoreValues.Equal([6, 1], t.take(tensor(new long[] { 5, 0 })));
    }

    [Fact]
    public void Masks_FillSelectAndChoose()
    {
        using var scope = NewDisposeScope();
        Tensor t = tensor(new float[] { 1, 2, 3 });
        Tensor mask = tensor(new[] { true, false, true });
        CoreValues.Equal([0, 2, 0], t.masked_fill(mask, 0));
        CoreValues.Equal([1, 3], t.masked_select(mask));
        CoreValues.Equal([1, -2, 3], where(mask, t, -t));
        Assert.Equal([0L, 2L], CoreValues.Longs(mask.nonzero().reshape(-1)));
        Assert.Equal([0L, 2L], CoreValues.Longs(where(mask)[0]));
        CoreValues.Equal([8, 2, 9], t.masked_scatter(mask, tensor(new float[] { 8, 9 })));
    }
}
