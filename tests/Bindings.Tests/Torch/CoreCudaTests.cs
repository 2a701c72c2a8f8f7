using Fuse3D.TorchExtensions;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class CoreCudaTests
{
    [Fact]
    public void CpuBuild_SaysThatItHasNoKernels()
    {
        if (Runtime.HasCudaKernels)
            return;
        Assert.False(PointKernels.IsAvailable);
        using Tensor cloud = zeros(1, 8, 3);
        Assert.Contains("on CUDA", Assert.Throws<ArgumentException>(() => PointKernels.FurthestPoint(cloud, 2)).Message,
            StringComparison.Ordinal);
        Assert.Contains("without CUDA", Assert.ThrowsAny<Exception>(CudaMemory.EmptyCache).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("Category", "Gpu")]
    public void Tensor_OnTheDevice_ComputesAsOnTheCpu()
    {
        Skip.IfNot(cuda.is_available(), "no CUDA device");
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        Tensor a = randn(64, 64, generator: generator), b = randn(64, 64, generator: generator);
        Tensor there = a.cuda().matmul(b.cuda());
        Assert.Equal("cuda:0", there.device.ToString());
        Assert.True(there.cpu().allclose(a.matmul(b), rtol: 1e-3, atol: 1e-3));
        Assert.True(CudaMemory.Of(CUDA).Total > 0);
    }

    [SkippableFact]
    [Trait("Category", "Gpu")]
    public void PointKernels_OnASmallCloud_FollowTheirRules()
    {
        Skip.IfNot(PointKernels.IsAvailable, "no CUDA device, or a build without the kernels");
        using var scope = NewDisposeScope();
        // on a line at 1, 2, 3, 4, 10 metres, and one at the origin that may not be picked
        Tensor cloud = tensor(new float[,,] { { { 1, 0, 0 }, { 2, 0, 0 }, { 3, 0, 0 }, { 4, 0, 0 }, { 10, 0, 0 }, { 0, 0, 0 } } }).cuda();
        Assert.Equal([0L, 4L, 3L, 1L], CoreValues.Longs(PointKernels.FurthestPoint(cloud, 4)));

        Tensor centres = tensor(new float[,,] { { { 2, 0, 0 }, { 50, 0, 0 } } }).cuda();
        Assert.Equal([0L, 1L, 2L, 0L, 0L, 0L, 0L, 0L], CoreValues.Longs(PointKernels.BallQuery(cloud, centres, 1.5f, 4)));

        (Tensor squared, Tensor indices) = PointKernels.ThreeNearest(centres, cloud);
        Assert.Equal([1L, 0L, 2L], CoreValues.Longs(indices)[..3]);
        Assert.Equal([0f, 1f, 1f], CoreValues.Floats(squared)[..3]);
    }
}
