using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class CoreFactoryTests
{
    [Fact]
    public void Filled_Tensors_HoldOneValue()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([2L, 3L], zeros(2, 3).shape);
        Assert.Equal(float32, zeros(2, 3).dtype);
        CoreValues.Equal([1, 1], ones([2]));
        CoreValues.Equal([2.5f, 2.5f], full(2, 2.5));
        Assert.Equal(int64, full(2, 3).dtype);
        Assert.Equal(float64, full([2], 3, float64).dtype);
        Assert.Equal([4L], empty(4, dtype: int32).shape);
        Assert.Equal(int32, zeros_like(tensor(new[] { 1, 2 })).dtype);
        CoreValues.Equal([7], full_like(zeros(1), 7));
        CoreValues.Equal([1, 0, 0, 1], eye(2));
        Assert.True(ones(1, requires_grad: true).requires_grad);
    }

    [Fact]
    public void Ranges_TakeTheirTypeFromTheirEnds()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([0L, 1L, 2L], CoreValues.Longs(arange(3)));
        Assert.Equal(int64, arange(3).dtype);
        Assert.Equal(float32, arange(0, 1, 0.25).dtype);
        CoreValues.Equal([1, 3], arange(1, 5, 2, float32));
        CoreValues.Equal([0, 0.5f, 1], linspace(0, 1, 3));
        CoreValues.Equal([1, 10, 100], logspace(0, 2, 3), 1e-4f);
    }

    [Fact]
    public void Tensor_OfEveryElementType_KeepsItsValues()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([true, false], tensor(new[] { true, false }).data<bool>().ToArray());
        Assert.Equal([(byte)1, (byte)255], tensor(new byte[] { 1, 255 }).data<byte>().ToArray());
        Assert.Equal([(sbyte)-1], tensor(new sbyte[] { -1 }).data<sbyte>().ToArray());
        Assert.Equal([(short)-3], tensor(new short[] { -3 }).data<short>().ToArray());
        Assert.Equal([int.MaxValue], tensor(new[] { int.MaxValue }).data<int>().ToArray());
        Assert.Equal([long.MinValue], tensor(new[] { long.MinValue }).data<long>().ToArray());
        Assert.Equal([(Half)1.5], tensor(new[] { (Half)1.5 }).data<Half>().ToArray());
        Assert.Equal([0.1], tensor(new[] { 0.1 }).data<double>().ToArray());
        Assert.Equal(7, tensor(7).item<int>());
        Assert.Equal(int64, tensor(7, dtype: int64).dtype);
        Assert.Equal([2L, 1L, 1L, 2L], tensor(new float[2, 1, 1, 2]).shape);
        Assert.Equal([2L, 2L], tensor(new List<float> { 1, 2, 3, 4 }, 2, 2).shape);
        Assert.Equal(float64, tensor(new[] { 1, 2 }, dtype: float64).dtype);
        Assert.Equal([0L, 3L], tensor(new float[0, 3]).shape);
    }

    [Fact]
    public void Tensor_WithAWrongShape_SaysSo()
    {
        var error = Assert.Throws<ArgumentException>(() => tensor(new float[] { 1, 2, 3 }, [2, 2]));
        Assert.Contains("3 values for the shape [2, 2]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromArray_SharesTheArraysMemory_UntilTheTensorGoes()
    {
        float[,] values = { { 1, 2 }, { 3, 4 } };
        using (Tensor shared = from_array(values))
        {
            Assert.Equal([2L, 2L], shared.shape);
            values[1, 0] = 30;
            Assert.Equal(30, shared[1, 0].item<float>());
            shared[0, 1] = 20;
        }

        Assert.Equal(20, values[0, 1]);
        using Tensor part = frombuffer(values, float32, count: 2, offset: 8);
        CoreValues.Equal([30, 4], part);
        Assert.Throws<ArgumentOutOfRangeException>(() => frombuffer(values, float32, count: 5));
    }

    [Fact]
    public void Generators_WithOneSeed_DrawTheSame()
    {
        using var scope = NewDisposeScope();
        using var first = new Generator(5);
        using var second = new Generator(5);
        float[] drawn = CoreValues.Floats(randn(4, generator: first));
        Assert.Equal(drawn, CoreValues.Floats(randn(4, generator: second)));

        using Tensor state = first.get_state();
        float[] next = CoreValues.Floats(rand(3, generator: first));
        first.set_state(state);
        Assert.Equal(next, CoreValues.Floats(rand(3, generator: first)));
        Assert.Equal(5, first.manual_seed(5).initial_seed());
        Assert.Equal(drawn, CoreValues.Floats(randn(4, generator: first)));
    }

    [Fact]
    public void Random_Tensors_StayInTheirRange()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        Tensor whole = randint(3, 7, [1000], generator: generator);
        Assert.Equal(int64, whole.dtype);
        Assert.Equal((3L, 6L), (whole.min().item<long>(), whole.max().item<long>()));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), CoreValues.Longs(randperm(50, generator: generator)).Order());
        Tensor even = zeros(1000).uniform_(2, 3, generator);
        Assert.InRange(even.mean().item<float>(), 2.4f, 2.6f);
        Assert.InRange(zeros(10000).normal_(5, 2, generator).std().item<float>(), 1.9f, 2.1f);
        Assert.InRange(zeros(1000).bernoulli_(0.25, generator).sum().item<float>(), 200, 300);
        Assert.All(CoreValues.Longs(multinomial(tensor(new float[] { 0, 1 }), 5, replacement: true, generator)), i => Assert.Equal(1, i));
    }
}

[Collection(CoreAlone.Name)]
public sealed class CoreSeedTests
{
    [Fact]
    public void Randn_SeedZero_IsPyTorchs()
    {
        manual_seed(0).Dispose();
        using Tensor drawn = randn(3);
        CoreValues.Equal([1.5410f, -0.2934f, -2.1788f], drawn, 1e-4f);
    }

    [Fact]
    public void Rand_SeedZero_IsPyTorchs()
    {
        manual_seed(0).Dispose();
        using Tensor drawn = rand(3);
        CoreValues.Equal([0.4963f, 0.7682f, 0.0885f], drawn, 1e-4f);
    }

    [Fact]
    public void State_OfTheGlobalGenerator_CanBeReplayed()
    {
        using Tensor state = get_rng_state();
        using Tensor first = randn(3);
        set_rng_state(state);
        using Tensor again = randn(3);
        Assert.Equal(CoreValues.Floats(first), CoreValues.Floats(again));
    }
}
