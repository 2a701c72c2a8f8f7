using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class CoreFirstStepsTests
{
    [Fact]
    public void Randn_SeedZero_IsPyTorchs()
    {
        manual_seed(0).Dispose();
        using Tensor drawn = randn(3);
        float[] values = drawn.data<float>().ToArray();
        Assert.Equal(1.5410f, values[0], 1e-4f);
        Assert.Equal(-0.2934f, values[1], 1e-4f);
        Assert.Equal(-2.1788f, values[2], 1e-4f);
    }

    [Fact]
    public void Backward_OfSquares_IsTwiceTheInput()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new float[,] { { 1, 2 }, { 3, 4 } }, requires_grad: true);
        (x * x).sum().backward();
        Assert.Equal([2f, 4f, 6f, 8f], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Matmul_WrongShapes_ThrowsLibtorchsMessage()
    {
        using Tensor left = ones(2, 3), right = ones(2, 3);
        var error = Assert.Throws<ExternalException>(() => left.matmul(right));
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception raised from", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Index_OfRangesAndNumbers_GivesViews()
    {
        using var scope = NewDisposeScope();
        Tensor t = arange(24).reshape(2, 3, 4);
        Assert.Equal([1L, 5L, 9L, 13L, 17L, 21L], t[.., .., 1].reshape(-1).data<long>().ToArray());
        Assert.Equal([12L, 13L, 14L, 15L], t[1, 0].data<long>().ToArray());
        Assert.Equal([3L, 7L, 11L], t[0, TensorIndex.Ellipsis, TensorIndex.Single(-1)].data<long>().ToArray());
        t[0, 1] = zeros(4, dtype: int64);
        Assert.Equal(0, t[0, 1].sum().item<long>());
    }
}
