using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class CoreReductionTests
{
    private static Tensor Grid() => tensor(new float[,] { { 3, 1, 2 }, { 4, 6, 5 } });

    [Fact]
    public void Sums_OverAllOrSomeDimensions_AddUp()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(21, Grid().sum().item<float>());
        CoreValues.Equal([7, 7, 7], Grid().sum(0));
        CoreValues.Equal([6, 15], Grid().sum(-1));
        Assert.Equal([1L, 3L], Grid().sum(0, keepdim: true).shape);
        CoreValues.Equal([21], Grid().sum([0, 1]));
        Assert.Equal(float64, Grid().sum(float64).dtype);
        CoreValues.Equal([2, 5], Grid().mean([1]));
        Assert.Equal(3.5f, Grid().mean().item<float>());
        CoreValues.Equal([6, 120], Grid().prod(1));
        CoreValues.Equal([3, 4, 6, 4, 10, 15], Grid().cumsum(1));
        CoreValues.Equal([3, 3, 6, 4, 24, 120], Grid().cumprod(1));
    }

    [Fact]
    public void Spread_WithAndWithoutCorrection_DividesByNMinusOneOrN()
    {
        using var scope = NewDisposeScope();
        Tensor t = tensor(new float[] { 1, 2, 3, 4 });
        Assert.Equal(5f / 3, t.var().item<float>(), 1e-6f);
        Assert.Equal(1.25f, t.var(unbiased: false).item<float>(), 1e-6f);
        Assert.Equal(MathF.Sqrt(1.25f), t.std(unbiased: false).item<float>(), 1e-6f);
        CoreValues.Equal([1, 1], Grid().var(1));
        (Tensor variance, Tensor mean) = Grid().var_mean(1, unbiased: false);
        CoreValues.Equal([2f / 3, 2f / 3], variance);
        CoreValues.Equal([2, 5], mean);
    }

    [Fact]
    public void Extremes_AlongADimension_ComeWithTheirPlaces()
    {
        using var scope = NewDisposeScope();
        (Tensor values, Tensor indexes) = Grid().max(1);
        CoreValues.Equal([3, 6], values);
        Assert.Equal([0L, 1L], CoreValues.Longs(indexes));
        Assert.Equal([1L, 0L], CoreValues.Longs(Grid().min(1).indexes));
        Assert.Equal(6, Grid().max().item<float>());
        Assert.Equal(4, Grid().argmax().item<long>());
        Assert.Equal([1L, 1L, 1L], CoreValues.Longs(Grid().argmax(0)));
        CoreValues.Equal([4, 6, 5], Grid().amax([0]));
        CoreValues.Equal([1, 4], Grid().amin(1));
        (Tensor least, Tensor most) = Grid().aminmax(1);
        CoreValues.Equal([1, 4], least);
        CoreValues.Equal([3, 6], most);
    }

    [Fact]
    public void Orders_SortAndSelect()
    {
        using var scope = NewDisposeScope();
        (Tensor sorted, Tensor places) = Grid().sort(1, descending: true);
        CoreValues.Equal([3, 2, 1, 6, 5, 4], sorted);
        Assert.Equal([0L, 2L, 1L, 1L, 2L, 0L], CoreValues.Longs(places));
        Assert.Equal([1L, 2L, 0L, 0L, 2L, 1L], CoreValues.Longs(Grid().argsort(1)));
        (Tensor top, Tensor at) = Grid().topk(2, dim: 1);
        CoreValues.Equal([3, 2, 6, 5], top);
        Assert.Equal([0L, 2L, 1L, 2L], CoreValues.Longs(at));
        Assert.Equal([0L, 1L, 2L, 3L], CoreValues.Longs(zeros(4).sort(stable: true).Indices));
        CoreValues.Equal([2, 5], Grid().kthvalue(2, 1).values);
        Assert.Equal(3, Grid().median().item<float>());
        CoreValues.Equal([3.5f], Grid().flatten().quantile(tensor(new float[] { 0.5f })));
    }

    [Fact]
    public void Softmax_OfLogits_SumsToOne()
    {
        using var scope = NewDisposeScope();
        Tensor p = tensor(new float[] { 0, MathF.Log(3) }).softmax(0);
        CoreValues.Equal([0.25f, 0.75f], p);
        CoreValues.Equal([MathF.Log(0.25f), MathF.Log(0.75f)], log_softmax(tensor(new float[] { 0, MathF.Log(3) }), 0));
        Assert.Equal(MathF.Log(4), tensor(new float[] { 0, MathF.Log(3) }).logsumexp(0).item<float>(), 1e-6f);
    }

    [Fact]
    public void Norms_AndCounts_AreRight()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(5, tensor(new float[] { 3, -4 }).norm().item<float>());
        Assert.Equal(7, tensor(new float[] { 3, -4 }).norm(1f).item<float>());
        CoreValues.Equal([5, 13], tensor(new float[,] { { 3, 4 }, { 5, 12 } }).norm(1, keepdim: false, p: 2f));
        Assert.True(tensor(new[] { false, true }).any().item<bool>());
        Assert.False(tensor(new[] { false, true }).all().item<bool>());
        Assert.Equal(2, tensor(new float[] { 0, 1, 5 }).count_nonzero().item<long>());
        Assert.Equal([1L, 0L, 2L], CoreValues.Longs(tensor(new long[] { 0, 2, 2 }).bincount(null)));
        Assert.Equal([0L, 2L], CoreValues.Longs(tensor(new float[] { 1, 3, 5 }).searchsorted(tensor(new float[] { 1, 4 }))));
        (Tensor unique, _, Tensor? counts) = tensor(new long[] { 5, 1, 5 }).unique(return_counts: true);
        Assert.Equal([1L, 5L], CoreValues.Longs(unique));
        Assert.Equal([1L, 2L], CoreValues.Longs(counts!));
    }
}
