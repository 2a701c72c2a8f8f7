using Fuse3D.TorchExtensions;
using TorchSharp;
using TorchSharp.Native;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class CoreThreadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void TwoThreads_WithForwardAndBackward_GetTheirOwnResults()
    {
        double[] results = new double[2];
        Exception?[] failures = new Exception?[2];
        Thread[] threads = [.. Enumerable.Range(0,
            2).Select(t => new Thread(() => failures[t] = Record.Exception(() => results[t] = Train(t + 1))))];
        foreach (Thread thread in threads)
            thread.Start();
        Assert.All(threads, thread => Assert.True(thread.Join(Patience)));
        Assert.All(failures, Assert.Null);
        Assert.Equal(Train(1), results[0]);
        Assert.Equal(Train(2), results[1]);
    }

    /// <summary>Gradient descent on (w·x - 3)²; the same numbers on any thread.</summary>
    private static double Train(int start)
    {
        using Tensor w = tensor(new double[] { start, start }, requires_grad: true);
        for (int step = 0; step < 300; step++)
        {
            using var scope = NewDisposeScope();
            ((w * tensor(new[] { 1.0, 0.5 })).sum() - 3).pow(2).backward();
            using (no_grad())
                w.sub_(w.grad!, 0.05);
            w.grad = null;
        }

        return w.sum().item<double>();
    }

    [Fact]
    public void GradMode_IsTheThreadsOwn()
    {
        bool elsewhere = false;
        using var mode = no_grad();
        Thread thread = new(() => elsewhere = is_grad_enabled());
        thread.Start();
        Assert.True(thread.Join(Patience));
        Assert.True(elsewhere);
        Assert.False(is_grad_enabled());
    }

    [Fact]
    public void Library_RunsOnOneThreadAndAFastBlas()
    {
        Assert.Equal(1, get_num_threads());
        Assert.NotEmpty(Runtime.TorchVersion);
        Assert.Contains("PyTorch built with", Runtime.Configuration, StringComparison.Ordinal);
        Assert.True(File.Exists(Runtime.LibraryPath));
        if (Directory.Exists("/usr/lib/x86_64-linux-gnu/openblas-openmp") && Environment.GetEnvironmentVariable("LIBTORCH") is null)
            Assert.Contains(Runtime.BlasLibraries, file => file.Contains("openblas-openmp", StringComparison.Ordinal));
    }

    /// <summary>OpenBLAS itself falls back to its oldest kernels on a processor that it does not know.</summary>
    [SkippableFact]
    public void OpenBlas_RunsKernelsOfTheProcessorsInstructions()
    {
        Skip.If(Runtime.BlasKernels.Length == 0, "no OpenBLAS is loaded");
        Skip.If(Blas.FittingKernels is null, "the processor has neither AVX2 nor AVX-512");
        Assert.Equal(Environment.GetEnvironmentVariable("OPENBLAS_CORETYPE") ?? Blas.FittingKernels, Runtime.BlasKernels);
    }
}
