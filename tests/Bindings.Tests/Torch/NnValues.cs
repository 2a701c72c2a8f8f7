using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

/// <summary>Tests that seed or compare draws of the one global generator run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class GlobalGenerator
{
    public const string Name = "global generator";
}

/// <summary>Comparisons of tensors with numbers worked out by hand.</summary>
internal static class NnValues
{
    public static void AssertValues(double[] expected, Tensor actual, double tolerance = 1e-5)
    {
        using Tensor wide = actual.detach().to(ScalarType.Float64, copy: true);
        double[] values = wide.contiguous().data<double>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - values[i]) <= tolerance, $"[{i}]: {values[i]:R} instead of {expected[i]:R}");
    }

    public static void AssertClose(Tensor expected, Tensor actual, double tolerance = 1e-5)
    {
        Assert.Equal(expected.shape, actual.shape);
        using Tensor difference = (expected.detach() - actual.detach()).abs();
        Assert.InRange(difference.numel() == 0 ? 0 : difference.max().to(ScalarType.Float64).item<double>(), 0, tolerance);
    }

    /// <summary>Float32 values i * step + start in the given shape, without a random draw.</summary>
    public static Tensor Ramp(double start, double step, params long[] shape)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        return (arange(count, dtype: ScalarType.Float32) * step + start).reshape(shape);
    }

    public static Tensor Row(params float[] values) => tensor(values);

    /// <summary>Gradients of sum(weights * function(x)) by backward against central differences, in float64.</summary>
    public static void AssertGradient(Func<Tensor, Tensor> function, Tensor x, double tolerance = 1e-6)
    {
        const double Step = 1e-5;
        using var scope = NewDisposeScope();
        Tensor point = x.to(ScalarType.Float64, copy: true).detach().requires_grad_();
        Tensor Total(Tensor at)
        {
            Tensor y = function(at);
            return (y * (arange(y.numel(), dtype: ScalarType.Float64) * 0.37).sin().reshape(y.shape)).sum();
        }

        Total(point).backward();
        double[] gradient = point.grad!.contiguous().data<double>().ToArray();
        double[] start = point.detach().clone().data<double>().ToArray();
        for (int i = 0; i < start.Length; i++)
        {
            double At(double value)
            {
                double[] moved = [.. start];
                moved[i] = value;
                using var frozen = no_grad();
                return Total(tensor(moved).reshape(point.shape)).item<double>();
            }

            double numeric = (At(start[i] + Step) - At(start[i] - Step)) / (2 * Step);
            Assert.True(
                Math.Abs(numeric - gradient[i]) <= tolerance * Math.Max(1, Math.Abs(numeric)),
                $"[{i}]: {gradient[i]:R} instead of {numeric:R}");
        }
    }
}
