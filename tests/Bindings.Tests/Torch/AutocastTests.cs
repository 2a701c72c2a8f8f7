using Fuse3D.TorchExtensions;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class AutocastTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static ScalarType? OnCpu => Autocast.TypeOn(DeviceType.CPU);

    [Fact]
    public void Scope_OnTheCpu_ShortensProductsAndNothingElse()
    {
        using var scope = NewDisposeScope();
        using Linear linear = nn.Linear(32, 16);
        using Conv1d convolution = nn.Conv1d(32, 16, 1);
        using LayerNorm norm = nn.LayerNorm(32);
        Tensor x = Some(4, 32), y = Some(4, 16);
        using (Autocast.On(DeviceType.CPU, bfloat16))
        {
            Assert.Equal(bfloat16, linear.call(x).dtype);
            Assert.Equal(bfloat16, convolution.call(x.unsqueeze(-1)).dtype);
            Assert.Equal(bfloat16, x.matmul(x.t()).dtype);
            Assert.Equal(bfloat16, x.unsqueeze(0).bmm(x.t().unsqueeze(0)).dtype);

            Assert.Equal(float32, norm.call(x).dtype);
            Assert.Equal(float32, norm.call(x.to(bfloat16)).dtype);
            Assert.Equal(float32, x.softmax(-1).dtype);
            Assert.Equal(float32, x.to(bfloat16).softmax(-1).dtype);
            Assert.Equal(float32, nn.functional.log_softmax(x.to(bfloat16), -1).dtype);
            Assert.Equal(float32, x.sum().dtype);
            Assert.Equal(float32, (x + x.to(bfloat16)).dtype);
            Assert.Equal(float32, cat([x, x.to(bfloat16)], 1).dtype);
            Assert.Equal(float32, nn.functional.mse_loss(linear.call(x), y).dtype);
        }

        Assert.Equal(float32, linear.call(x).dtype);
    }

    [Fact]
    public void Linear_InBfloat16_IsNearFloat32AndLearns()
    {
        using var scope = NewDisposeScope();
        using Linear linear = nn.Linear(32, 16);
        Tensor x = Some(4, 32), full = linear.call(x), mixed;
        using (Autocast.On(DeviceType.CPU, bfloat16))
            mixed = linear.call(x);
        mixed.to(float32).sum().backward();

        // 8 bits of mantissa in 33 terms, whose sizes add up to the scale
        Tensor scale = x.abs().matmul(linear.weight.abs().t()) + linear.bias!.abs();
        Assert.True((full - mixed.to(float32)).abs().le(scale * Math.Pow(2, -7)).all().item<bool>());
        Assert.False(full.equal(mixed.to(float32)).all().item<bool>());
        Assert.Equal(float32, linear.weight.grad!.dtype);
        Assert.True(linear.weight.grad.allclose(x.sum(dim: 0).expand(16, 32), rtol: 0.02, atol: 0.02));
    }

    [Fact]
    public void LayerNorm_OfAShorterInput_ComputesAndLearnsAsInFloat32()
    {
        using var scope = NewDisposeScope();
        using LayerNorm norm = nn.LayerNorm(32);
        Tensor x = Some(4, 32).to(bfloat16).requires_grad_(), wide = x.detach().to(float32).requires_grad_(), weight = Some(4, 32);
        Tensor expected = norm.call(wide), actual;
        (expected * weight).sum().backward();
        Tensor ofWeight = norm.weight!.grad!.clone();
        norm.zero_grad();
        using (Autocast.On(DeviceType.CPU, bfloat16))
            actual = norm.call(x);
        (actual * weight).sum().backward();

        Assert.True(expected.equal(actual).all().item<bool>());
        Assert.True(wide.grad!.to(bfloat16).equal(x.grad!).all().item<bool>());
        Assert.True(ofWeight.equal(norm.weight.grad!).all().item<bool>());
    }

    [Fact]
    public void Scopes_Nested_EachPutsBackWhatWas()
    {
        Assert.Null(OnCpu);
        using (Autocast.On(DeviceType.CPU, bfloat16))
        {
            using (Autocast.Off(DeviceType.CPU))
            {
                Assert.Null(OnCpu);
                using (Autocast.On(DeviceType.CPU, bfloat16))
                    Assert.Equal(bfloat16, OnCpu);
                Assert.Null(OnCpu);
            }

            Assert.Equal(bfloat16, OnCpu);
            using (Autocast.On(DeviceType.CUDA, float16))       // of another device
            {
                Assert.Equal(bfloat16, OnCpu);
                Assert.Equal(float16, Autocast.TypeOn(DeviceType.CUDA));
            }
        }

        Assert.Null(OnCpu);
        Assert.Null(Autocast.TypeOn(DeviceType.CUDA));
    }

    [Fact]
    public void Scope_AnExceptionInside_IsEnded()
    {
        using Tensor x = ones(2, 3);
        Assert.ThrowsAny<Exception>(() =>
        {
            using var mixed = Autocast.On(DeviceType.CPU, bfloat16);
            x.matmul(x);
        });
        Assert.Null(OnCpu);
    }

    /// <summary>What is kept is seen by changing a weight inside a scope, which nobody should: the old copy goes on being used.</summary>
    [Fact]
    public void ShorterWeights_AreKeptUntilTheOutermostScopeEnds()
    {
        using var scope = NewDisposeScope();
        using Linear linear = nn.Linear(8, 1, hasBias: false);
        Tensor x = ones(1, 8);
        void Fill(double value)
        {
            using var frozen = no_grad();
            linear.weight.fill_(value);
        }

        float Result() => linear.call(x).to(float32).item<float>();
        Fill(1);
        using (Autocast.On(DeviceType.CPU, bfloat16))
        {
            Assert.Equal(8, Result());
            Fill(2);
            using (Autocast.On(DeviceType.CPU, bfloat16))
                Assert.Equal(8, Result());
            Assert.Equal(8, Result());
        }

        using (Autocast.On(DeviceType.CPU, bfloat16))
            Assert.Equal(16, Result());
    }

    [Fact]
    public void Dispose_Twice_DoesNothingMore()
    {
        Autocast outer = Autocast.On(DeviceType.CPU, bfloat16), inner = Autocast.Off(DeviceType.CPU);
        inner.Dispose();
        inner.Dispose();
        Assert.Equal(bfloat16, OnCpu);
        outer.Dispose();
        Assert.Null(OnCpu);
    }

    [Fact]
    public void Dispose_OutOfOrder_IsRefusedAndChangesNothing()
    {
        Autocast outer = Autocast.On(DeviceType.CPU, bfloat16), inner = Autocast.Off(DeviceType.CPU);
        Assert.Contains("end that one first", Assert.Throws<InvalidOperationException>(outer.Dispose).Message, StringComparison.Ordinal);
        Assert.Null(OnCpu);
        inner.Dispose();
        Assert.Equal(bfloat16, OnCpu);
        outer.Dispose();
        Assert.Null(OnCpu);
    }

    [Fact]
    public void Dispose_OnAnotherThread_IsRefusedThere()
    {
        using Autocast mixed = Autocast.On(DeviceType.CPU, bfloat16);
        Exception? failure = null;
        ScalarType? elsewhere = bfloat16;
        Thread other = new(() => (elsewhere, failure) = (OnCpu, Record.Exception(mixed.Dispose)));
        other.Start();
        Assert.True(other.Join(Patience));
        Assert.Null(elsewhere);     // the state is the thread's own
        Assert.Contains("do not await", Assert.IsType<InvalidOperationException>(failure).Message, StringComparison.Ordinal);
        Assert.Equal(bfloat16, OnCpu);
    }

    [Theory]
    [InlineData(DeviceType.CPU, ScalarType.Float16, "allowed: BFloat16")]
    [InlineData(DeviceType.CPU, ScalarType.Float32, "allowed: BFloat16")]
    [InlineData(DeviceType.CUDA, ScalarType.Float64, "allowed: BFloat16, Float16")]
    [InlineData(DeviceType.META, ScalarType.BFloat16, "allowed: CPU, CUDA")]
    public void On_WhatDoesNotExist_SaysWhatDoes(DeviceType device, ScalarType type, string expected)
    {
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Autocast.On(device, type)).Message, StringComparison.Ordinal);
        Assert.Null(OnCpu);
    }

    [SkippableTheory, Trait("Category", "Gpu")]
    [InlineData(ScalarType.BFloat16), InlineData(ScalarType.Float16)]
    public void Scope_OnCuda_ShortensProductsAndNothingElse(ScalarType type)
    {
        Skip.IfNot(cuda.is_available(), "no CUDA device");
        using var scope = NewDisposeScope();
        using Linear linear = nn.Linear(32, 16).cuda();
        using LayerNorm norm = nn.LayerNorm(16).cuda();
        Tensor x = Some(4, 32).cuda();
        using var mixed = Autocast.On(DeviceType.CUDA, type);
        Tensor y = linear.call(x);
        Assert.Equal(type, y.dtype);
        Assert.Equal(float32, norm.call(y).dtype);
        Assert.Equal(float32, y.softmax(-1).dtype);
        Assert.Equal(float32, nn.functional.mse_loss(y, zeros_like(y)).dtype);
    }

    private static Tensor Some(params long[] shape)
    {
        using var generator = new Generator(5);
        return randn(shape, generator: generator);
    }
}
