using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class CoreShapeTests
{
    [Fact]
    public void Views_ShareMemory()
    {
        using var scope = NewDisposeScope();
        Tensor t = arange(12, dtype: float32);
        Tensor view = t.view(3, -1);
        Assert.Equal([3L, 4L], view.shape);
        view[0, 0] = 100;
        Assert.Equal(100, t[0].item<float>());
        Assert.Equal([4L, 3L], view.t().shape);
        Assert.False(view.t().is_contiguous());
        Assert.True(view.t().contiguous().is_contiguous());
        Assert.Equal([4L, 1L], view.stride());
    }

    [Fact]
    public void Rearrangements_GiveTheirShapes()
    {
        using var scope = NewDisposeScope();
        Tensor t = zeros(2, 3, 4);
        Assert.Equal([4L, 2L, 3L], t.permute(2, 0, 1).shape);
        Assert.Equal([4L, 3L, 2L], t.transpose(0, 2).shape);
        Assert.Equal([6L, 4L], t.flatten(0, 1).shape);
        Assert.Equal([2L, 3L, 2L, 2L], t.unflatten(2, 2, 2).shape);
        Assert.Equal([2L, 1L, 3L, 4L], t.unsqueeze(1).shape);
        Assert.Equal([2L, 3L, 4L], t.unsqueeze(1).squeeze(1).shape);
        Assert.Equal([3L], zeros(1, 3, 1).squeeze().shape);
        Assert.Equal([4L, 3L, 2L], t.T.shape);
        Assert.Equal([2L, 4L, 3L], t.mT.shape);
        Assert.Equal([5L, 3L], zeros(1, 3).expand(5, 3).shape);
        Assert.Equal([5L, 3L], zeros(1, 3).expand(new long[] { 5, -1 }).shape);
    }

    [Fact]
    public void Copies_RepeatRollAndFlip()
    {
        using var scope = NewDisposeScope();
        Tensor t = tensor(new float[] { 1, 2, 3 });
        CoreValues.Equal([1, 2, 3, 1, 2, 3], t.repeat(2));
        CoreValues.Equal([1, 1, 2, 2, 3, 3], t.repeat_interleave(2));
        CoreValues.Equal([3, 1, 2], t.roll(1));
        CoreValues.Equal([2, 3, 1], t.roll(-1, 0));
        CoreValues.Equal([3, 2, 1], t.flip(0));
        CoreValues.Equal([1, 2, 2, 3], t.unfold(0, 2, 1).reshape(-1));
        CoreValues.Equal([1, 0, 3, 4], tensor(new float[,] { { 1, 2 }, { 3, 4 } }).tril());
        CoreValues.Equal([1, 2, 0, 4], tensor(new float[,] { { 1, 2 }, { 3, 4 } }).triu());
        CoreValues.Equal([1, 4], tensor(new float[,] { { 1, 2 }, { 3, 4 } }).diag());
    }

    [Fact]
    public void Pieces_SplitAndJoin()
    {
        using var scope = NewDisposeScope();
        Tensor t = arange(6, dtype: float32);
        Assert.Equal([2L, 2L, 2L], t.split(2).Select(part => part.numel()));
        Assert.Equal([1L, 5L], t.split([1, 5]).Select(part => part.numel()));
        Assert.Equal([3L, 3L], t.chunk(2).Select(part => part.numel()));
        Assert.Equal(6, t.unbind().Length);
        CoreValues.Equal([2, 3], t.narrow(0, 2, 2));
        CoreValues.Equal([0, 1, 2, 3, 4, 5], cat(t.split(2)));
        Assert.Equal([2L, 6L], stack([t, t]).shape);
        Assert.Equal([6L, 2L], stack([t, t], dim: 1).shape);
        Assert.Equal([12L], hstack(t, t).shape);
        Assert.Equal([2L, 6L], vstack(t, t).shape);
        Tensor[] grid = meshgrid([arange(2), arange(3)]);
        Assert.Equal([0L, 0L, 0L, 1L, 1L, 1L], CoreValues.Longs(grid[0].reshape(-1)));
    }

    [Fact]
    public void Conversions_GiveOwnObjects()
    {
        using var scope = NewDisposeScope();
        Tensor t = tensor(new float[] { 1.7f, -1.7f });
        Assert.Equal([1L, -1L], CoreValues.Longs(t.to(int64)));
        Tensor same = t.to(float32);
        Assert.NotSame(t, same);
        same[0] = 5;
        Assert.Equal(5, t[0].item<float>());
        using Tensor copy = t.clone();
        copy[0] = 9;
        Assert.Equal(5, t[0].item<float>());
        Assert.Equal(float64, t.to(tensor(1.0)).dtype);
        Assert.Equal("cpu", t.cpu().device.ToString());
        Assert.Equal([2L], new Tensor[] { t.half() }[0].shape);
    }
}
