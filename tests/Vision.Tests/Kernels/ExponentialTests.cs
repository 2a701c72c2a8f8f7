using System.Runtime.Intrinsics;
using Fuse3D.Vision.Kernels;

namespace Fuse3D.Vision.Tests.Kernels;

public class ExponentialTests
{
    [Fact]
    public void Exp_OverTheWholeRange_IsWithinTwoUnitsInTheLastPlace()
    {
        for (float x = -87.3f; x <= 0; x += 1.7e-3f)
        {
            float exact = (float)Math.Exp(x), actual = Exponential.Exp(Vector512.Create(x))[3];
            Assert.True(Math.Abs(BitConverter.SingleToInt32Bits(exact) - BitConverter.SingleToInt32Bits(actual)) <= 2, $"e^{x:R}: {actual:R}, exactly {exact:R}");
        }
    }

    [Fact]
    public void Exp_AtTheEnds_IsNextToNothingOrOne()
    {
        Assert.InRange(Exponential.Exp(Vector512.Create(float.NegativeInfinity))[0], 1.2e-38f, 1.3e-38f);
        Assert.InRange(Exponential.Exp(Vector512.Create(-100f))[0], 1.2e-38f, 1.3e-38f);
        Assert.Equal(1, Exponential.Exp(Vector512.Create(0f))[0]);
    }

    [Fact]
    public void Gelu_OverTheWholeRange_IsWithinItsBound()
    {
        for (double x = -12; x < 12; x += 1e-3)
        {
            double exact = x * NormalDistribution(x), actual = Exponential.Gelu(Vector512.Create((float)x))[5];
            Assert.True(Math.Abs(exact - actual) <= 1e-6 * Math.Max(1, Math.Abs(x)), $"gelu({x}): {actual}, exactly {exact}");
        }
    }

    // Φ(x) = 1/2 + φ(x) (x + x³/3 + x⁵/15 + ...), which converges for every x.
    internal static double NormalDistribution(double x)
    {
        double term = x, sum = x;
        for (int n = 3; Math.Abs(term) > 1e-18 * Math.Abs(sum); n += 2)
            sum += term *= x * x / n;
        return 0.5 + sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
    }
}
