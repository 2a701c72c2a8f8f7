using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class CoreArithmeticTests
{
    [Fact]
    public void Operators_OnTensorsAndNumbers_FollowTheirOrder()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new float[] { 1, 2, 4 }), b = tensor(new float[] { 8, 6, 2 });
        CoreValues.Equal([9, 8, 6], a + b);
        CoreValues.Equal([-7, -4, 2], a - b);
        CoreValues.Equal([8, 12, 8], a * b);
        CoreValues.Equal([8, 3, 0.5f], b / a);
        CoreValues.Equal([2, 3, 5], a + 1);
        CoreValues.Equal([2, 1, -1], 3 - a);
        CoreValues.Equal([0.5f, 1, 2], a * 0.5);
        CoreValues.Equal([4, 2, 1], 4f / a);
        CoreValues.Equal([0, 0, 1], (a - 3).abs() % 2 * tensor(new float[] { 0, 0, 1 }));
        CoreValues.Equal([-1, -2, -4], -a);
    }

    [Fact]
    public void Add_RowAndColumn_Broadcasts()
    {
        using var scope = NewDisposeScope();
        Tensor sum = tensor(new float[,] { { 1 }, { 10 } }) + tensor(new float[] { 1, 2, 3 });
        Assert.Equal([2L, 3L], sum.shape);
        CoreValues.Equal([2, 3, 4, 11, 12, 13], sum);
    }

    [Fact]
    public void Add_WithAlpha_ScalesTheSecond()
    {
        using var scope = NewDisposeScope();
        CoreValues.Equal([7, 8], tensor(new float[] { 1, 2 }).add(tensor(new float[] { 3, 3 }), 2));
        CoreValues.Equal([-5, -4], tensor(new float[] { 1, 2 }).sub(3, 2));
    }

    [Fact]
    public void InPlace_Operations_ChangeAndReturnTheSameObject()
    {
        using var scope = NewDisposeScope();
        Tensor t = tensor(new float[] { 4, 9 });
        Assert.Same(t, t.add_(1));
        Assert.Same(t, t.mul_(2).sub_(2).div_(2));
        CoreValues.Equal([4, 9], t);
        Assert.Same(t, t.sqrt_());
        Assert.Same(t, t.clamp_(min: 2.5));
        CoreValues.Equal([2.5f, 3], t);
        Assert.Same(t, t.fill_(7).zero_());
        CoreValues.Equal([0, 0], t);
    }

    [Fact]
    public void Div_RoundingModes_TruncateOrFloor()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new float[] { -7, 7 });
        CoreValues.Equal([-3, 3], a.div(2, RoundingMode.trunc));
        CoreValues.Equal([-4, 3], a.div(2, RoundingMode.floor));
        CoreValues.Equal([-3.5f, 3.5f], a.div(2));
        CoreValues.Equal([-4, 3], a.floor_divide(2));
        CoreValues.Equal([1, 1], a.remainder(2));
        CoreValues.Equal([-1, 1], a.fmod(2));
    }

    [Fact]
    public void Bounds_OfNumbersAndTensors_Clip()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new float[] { -2, 0.5f, 9 });
        CoreValues.Equal([-1, 0.5f, 3], a.clamp(-1, 3));
        CoreValues.Equal([0, 0.5f, 9], a.clamp(min: 0));
        CoreValues.Equal([-2, 0.5f, 1], a.clamp_max(1));
        CoreValues.Equal([1, 1, 9], a.maximum(ones(3)));
        CoreValues.Equal([-2, 0.5f, 1], minimum(a, ones(3)));
        CoreValues.Equal([0, 0.5f, 4], a.clamp(tensor(new float[] { 0, 0, 0 }), tensor(new float[] { 1, 2, 4 })));
    }

    [Fact]
    public void Products_AddedToATensor_UseTheFactor()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2), a = tensor(new float[] { 2, 3 }), b = tensor(new float[] { 4, 6 });
        CoreValues.Equal([17, 37], x.addcmul(a, b, 2));
        CoreValues.Equal([2, 2], x.addcdiv(a, b, 2));
        CoreValues.Equal([1.25f, 1.5f], x.lerp(a, full(2, 0.25f)));
        CoreValues.Equal([4, 9], a.pow(2));
        CoreValues.Equal([16, 729], a.pow(b));
    }

    [Fact]
    public void Types_OfMixedOperands_FollowPromotion()
    {
        using var scope = NewDisposeScope();
        Tensor whole = tensor(new long[] { 1, 2 });
        Assert.Equal(int64, (whole + 1).dtype);
        Assert.Equal(float32, (whole + 1.5).dtype);
        Assert.Equal(float32, (whole / 2).dtype);
        Assert.Equal(float64, (tensor(new double[] { 1 }) + 1f).dtype);
        Assert.Equal(float32, (tensor(new float[] { 1 }) + tensor(2.0)).dtype);
    }
}
