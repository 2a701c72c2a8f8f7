namespace Fuse3D.Vision.Tests.Golden;

public class ClosenessTests
{
    [Fact]
    public void Of_InfinitiesAndNaNsInTheSamePlaces_AreEqual()
    {
        float[] values = [1, float.PositiveInfinity, float.NaN];
        Assert.Equal(new(0, 0, 0, 1), Closeness.Of<float>(values, values, 0));
    }

    [Fact]
    public void Of_LargeValues_IsRelativeToTheLargest()
    {
        Closeness found = Closeness.Of([1000.0, 0], [1000.0, -0.02], 1e-5);
        Assert.Equal((1, 1, 1000.0), (found.At, found.Beyond, found.Scale));
        Assert.Equal(2e-5, found.Worst, 1e-12);
    }

    [Fact]
    public void Of_NaNAgainstANumber_IsBeyondAnyLimit()
    {
        Assert.Equal(1, Closeness.Of([1f, 2f], [1f, float.NaN], 1e9).Beyond);
        Assert.Equal(1, Closeness.Of([1f, float.NaN], [1f, 2f], 1e9).Beyond);
    }
}
