using Fuse3D.Vision.Tests.Golden;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

/// <summary>Compares parameters after a few steps of Adam.</summary>
/// <remarks>
/// Its first steps are the rate times the sign of the gradient, so where a gradient is nearly 0 rounding decides: 98 % must be within 5 % of
/// the way that a parameter can go, and all within the way there and back.
/// </remarks>
internal static class AdamUpdates
{
    internal const double Most = 2.1;
    private const double Near = 0.05, MayBeFar = 0.02, Rounding = 1.2e-7;       // float32 itself cannot say steps of a warm-up more exactly

    /// <param name="way">sum of the rates of the steps done</param>
    public static void Close(DenseGolden golden, string name, Tensor actual, double way) => Close(golden, [(name, actual)], way);

    /// <summary>As the other, of several parameters together: processors without AVX-512 round small tensors the other way.</summary>
    public static void Close(DenseGolden golden, IReadOnlyList<(string Name, Tensor Actual)> parameters, double way)
    {
        (int Far, int Of)[] counted = [.. parameters.Select(parameter => Count(golden, parameter.Name, parameter.Actual, way))];
        int far = counted.Sum(own => own.Far), of = counted.Sum(own => own.Of);
        Assert.True(far <= MayBeFar * of, $"{golden.Name}: {parameters[0].Name} and on: {far} of {of} values differ by more than {Near * way:G3}");
    }

    private static (int Far, int Of) Count(DenseGolden golden, string name, Tensor actual, double way)
    {
        string stored = golden.Stored(name);
        float[] expected = golden.Floats(stored), values = DenseGolden.Sampled(actual.detach().contiguous().data<float>().ToArray(), expected.Length);
        double[] errors = [.. expected.Zip(values, (wanted, found) => Math.Abs((double)wanted - found))];
        double rounding = Rounding * expected.Max(Math.Abs);
        int far = errors.Count(error => !(error <= Near * way + rounding));
        GoldenReport.Record(golden.Name, name, errors.Max(), Most * way + rounding);
        Assert.True(errors.All(error => error <= Most * way + rounding), $"{golden.Name}: {name}: a value differs by {errors.Max():G3}");
        return (far, errors.Length);
    }
}
