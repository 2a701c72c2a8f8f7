using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class CoreComparisonTests
{
    [Fact]
    public void Comparisons_WithTensorsAndNumbers_GiveBools()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new float[] { 1, 2, 3 }), b = tensor(new float[] { 3, 2, 1 });
        Assert.Equal([true, false, false], (a < b).data<bool>().ToArray());
        Assert.Equal([true, true, false], (a <= b).data<bool>().ToArray());
        Assert.Equal([false, false, true], (a > b).data<bool>().ToArray());
        Assert.Equal([false, true, true], (a >= 2).data<bool>().ToArray());
        Assert.Equal([false, true, false], (a == b).data<bool>().ToArray());
        Assert.Equal([true, false, true], (a != 2).data<bool>().ToArray());
        Assert.Equal([false, true, true], (1 < a).data<bool>().ToArray());
    }

    [Fact]
    public void Logic_OfMasks_CombinesThem()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new[] { true, true, false, false }), b = tensor(new[] { true, false, true, false });
        Assert.Equal([true, false, false, false], (a & b).data<bool>().ToArray());
        Assert.Equal([true, true, true, false], (a | b).data<bool>().ToArray());
        Assert.Equal([false, true, true, false], (a ^ b).data<bool>().ToArray());
        Assert.Equal([false, false, true, true], (~a).data<bool>().ToArray());
        Assert.Equal([false, false, true, true], a.logical_not().data<bool>().ToArray());
        Assert.Equal([6, 2], tensor(new[] { 7, 3 }).bitwise_and(tensor(new[] { 6, 6 })).data<int>().ToArray());
    }

    [Fact]
    public void Closeness_WithinTolerance_IsTold()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new float[] { 1, 2 }), b = tensor(new float[] { 1.000001f, 2.1f });
        Assert.Equal([true, false], a.isclose(b).data<bool>().ToArray());
        Assert.False(a.allclose(b));
        Assert.True(a.allclose(b, rtol: 0.1));
        Assert.Equal([false, true], tensor(new[] { 1, 2 }).isin(tensor(new[] { 2, 5 })).data<bool>().ToArray());
    }
}
