using Fuse3D.Vision.Metrics.Dense;

namespace Fuse3D.Vision.Tests.Metrics.Dense;

public class DistanceTests
{
    [Fact]
    public void Frechet_OfNormalsOnAxes_IsTheClosedForm()
    {
        // Independent columns: Σ (μ₁ - μ₂)² + (σ₁ - σ₂)²; the corners of a square have no covariance.
        FeatureSet first = new(4, 2, [1, 1, 1, -1, -1, 1, -1, -1]), second = new(4, 2, [5, 3, 5, 1, -1, 3, -1, 1]);
        double one = Math.Sqrt(4.0 / 3), three = 3 * one;
        Assert.Equal(4 + 4 + Math.Pow(one - three, 2), FrechetDistance.Between(first, second), 10);
        Assert.Equal(0, FrechetDistance.Between(first, first), 10);
    }

    [Theory, InlineData(3), InlineData(40)]
    public void Frechet_FewerOrMorePicturesThanNumbers_IsSymmetricAndZeroWithItself(int count)
    {
        FeatureSet a = Draw(count, 1), b = Draw(count + 2, 2);
        Assert.Equal(FrechetDistance.Between(a, b), FrechetDistance.Between(b, a), 9);
        Assert.Equal(0, FrechetDistance.Between(a, a), 9);
        Assert.True(FrechetDistance.Between(a, b) > 0);
    }

    [Fact]
    public void Kernel_SameSeed_DrawsTheSameSubsets()
    {
        FeatureSet a = Draw(30, 1), b = Draw(20, 2);
        var draws = new KernelDraws(Subsets: 5, Size: 10, Seed: 4);
        Assert.Equal(KernelDistance.Between(a, b, draws).Subsets, KernelDistance.Between(a, b, draws).Subsets);
        Assert.NotEqual(KernelDistance.Between(a, b, draws).Subsets, KernelDistance.Between(a, b, draws with { Seed = 5 }).Subsets);
    }

    [Fact]
    public void Between_SetsThatCannotBeCompared_AreRefused()
    {
        Assert.Throws<InvalidInputException>(() => FrechetDistance.Between(Draw(3, 1), new FeatureSet(3, 2, new double[6])));
        Assert.Throws<InvalidInputException>(() => KernelDistance.Between(Draw(1, 1), Draw(3, 2)));
    }

    private static FeatureSet Draw(int count, int seed)
    {
        var random = new Random(seed);
        return new(count, 8, [.. Enumerable.Range(0, count * 8).Select(_ => random.NextDouble())]);
    }
}
