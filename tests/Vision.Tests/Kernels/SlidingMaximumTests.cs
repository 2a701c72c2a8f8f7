using Fuse3D.Vision.Kernels;

namespace Fuse3D.Vision.Tests.Kernels;

public class SlidingMaximumTests
{
    [Theory]
    [InlineData(3, 1, 1, 5), InlineData(2, 7, 9, 5), InlineData(1, 30, 40, 5), InlineData(4, 5, 33, 3), InlineData(2, 3, 8, 9), InlineData(1, 4, 6, 1)]
    public void Run_AnySizes_EqualsEveryWindow(int planes, int height, int width, int window)
    {
        float[] x = Numbers.Uniform(planes * height * width, 1), actual = new float[x.Length];
        x[x.Length / 2] = float.NegativeInfinity;
        SlidingMaximum.Run(x, actual, height, width, window);
        Assert.Equal(Expected(x, height, width, window), actual);
    }

    [Fact]
    public void Run_NotANumber_ReachesItsWindowsOnly()
    {
        float[] x = Numbers.Uniform(9 * 11, 1), actual = new float[x.Length];
        x[4 * 11 + 5] = float.NaN;
        SlidingMaximum.Run(x, actual, 9, 11, 3);
        for (int i = 0; i < x.Length; i++)
            Assert.Equal(Math.Abs(i / 11 - 4) <= 1 && Math.Abs(i % 11 - 5) <= 1, float.IsNaN(actual[i]));
    }

    [Fact]
    public void WrongArguments_AreNamed()
    {
        Assert.Throws<ArgumentOutOfRangeException>("window", () => SlidingMaximum.Run(new float[4], new float[4], 2, 2, 4));
        Assert.Contains("multiple of 2 x 2", Assert.Throws<InvalidInputException>(() => SlidingMaximum.Run(new float[6], new float[6], 2, 2, 3)).Message);
        Assert.Contains("x has 8 and y 4 values", Assert.Throws<InvalidInputException>(() => SlidingMaximum.Run(new float[8], new float[4], 2, 2, 3)).Message);
    }

    private static float[] Expected(float[] x, int height, int width, int window)
    {
        var y = new float[x.Length];
        for (int i = 0; i < y.Length; i++)
        {
            int column = i % width, row = i / width % height, plane = i / (width * height) * width * height, reach = window / 2;
            y[i] = float.NegativeInfinity;
            for (int r = Math.Max(0, row - reach); r <= Math.Min(height - 1, row + reach); r++)
            {
                for (int c = Math.Max(0, column - reach); c <= Math.Min(width - 1, column + reach); c++)
                    y[i] = Math.Max(y[i], x[plane + r * width + c]);
            }
        }

        return y;
    }
}
