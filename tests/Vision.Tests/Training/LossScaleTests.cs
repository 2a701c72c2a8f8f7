using System.Text.Json;
using Fuse3D.Vision.Training;

namespace Fuse3D.Vision.Tests.Training;

public sealed class LossScaleTests
{
    [Fact]
    public void After_GradientsThatAreNotFinite_HalvesAndCountsAnew()
    {
        LossScale scale = new LossScale { Factor = 1024, Steps = 1999 }.After(finite: false);
        Assert.Equal(new LossScale { Factor = 512, Steps = 0 }, scale);
    }

    [Fact]
    public void After_TwoThousandFiniteSteps_Doubles()
    {
        LossScale scale = new();
        Assert.Equal(65_536, scale.Factor);
        for (int step = 1; step < 2000; step++)
        {
            scale = scale.After(finite: true);
            Assert.Equal((65_536, step), (scale.Factor, scale.Steps));
        }

        Assert.Equal((131_072, 0), (scale.After(finite: true).Factor, scale.After(finite: true).Steps));
    }

    [Theory]
    [InlineData(2, true), InlineData(1, false), InlineData(0.5, false)]
    public void MayBeTooLarge_OnlyAboveOne(double factor, bool expected) => Assert.Equal(expected, new LossScale { Factor = factor }.MayBeTooLarge);

    [Theory]
    [InlineData(false), InlineData(true)]
    public void After_AnyNumberOfSteps_StaysPossible(bool finite)
    {
        LossScale scale = new();
        for (int i = 0; i < 200; i++)
        {
            scale = (scale with { Steps = 1999 }).After(finite);
            Assert.True(scale.IsPossible, $"{scale}");
            Assert.True(float.IsNormal((float)scale.Factor) && float.IsNormal((float)(1 / scale.Factor)));
        }
    }

    [Theory]
    [InlineData(3, 0), InlineData(0, 0), InlineData(-2, 0), InlineData(double.NaN, 0), InlineData(double.PositiveInfinity, 0), InlineData(1e-300, 0)]
    [InlineData(1024, -1), InlineData(1024, 2000)]
    public void IsPossible_NumbersOfNoRun_False(double factor, int steps) => Assert.False(new LossScale { Factor = factor, Steps = steps }.IsPossible);

    [Fact]
    public void Json_RoundTrip_KeepsBothNumbersAndNothingElse()
    {
        LossScale scale = new() { Factor = 0.25, Steps = 17 };
        string text = JsonSerializer.Serialize(scale);
        Assert.Equal("""{"Factor":0.25,"Steps":17}""", text);
        Assert.Equal(scale, JsonSerializer.Deserialize<LossScale>(text));
    }
}
