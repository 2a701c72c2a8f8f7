using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Kernels;

public class WinogradConvolutionTests
{
    private const double Limit = 3e-6;      // of the largest value: float32 sums of up to some thousand terms

    [Theory]
    [InlineData(1, 1, 1, 1, 1), InlineData(1, 3, 5, 2, 2), InlineData(2, 16, 8, 7, 9), InlineData(1, 40, 24, 30, 33), InlineData(3, 8, 17, 1, 64)]
    [InlineData(1, 300, 12, 5, 21), InlineData(2, 64, 64, 15, 20)]
    public void Run_AnySizes_EqualsTheConvolution(int batch, int inputs, int outputs, int height, int width)
    {
        float[] weight = Numbers.Uniform(outputs * inputs * 9, 1), bias = Numbers.Uniform(outputs, 2), x = Numbers.Uniform(batch * inputs * Plane(height, width), 3);
        foreach (float[] shift in new[] { bias, [] })
        {
            var actual = new float[batch * outputs * height * width];
            new WinogradConvolution(weight, shift, inputs).Run(x, actual, batch, height, width);
            Closeness found = Closeness.Of<float>(Convolved(x, weight, shift, inputs, batch, height, width), actual, Limit);
            Assert.True(found.Beyond == 0, $"{found}");
        }
    }

    [Fact]
    public void Run_AnyWorkers_GivesTheSameBits()
    {
        const int inputs = 270, outputs = 30, height = 21, width = 37;
        WinogradConvolution convolution = new(Numbers.Uniform(outputs * inputs * 9, 1), [], inputs);
        float[] x = Numbers.Uniform(inputs * Plane(height, width), 2), shared = new float[outputs * height * width], alone = new float[shared.Length];
        using Workers three = new(3), one = new(1);
        convolution.Run(x, shared, 1, height, width, three);
        convolution.Run(x, alone, 1, height, width, one);
        Assert.Equal(shared, alone);
    }

    [Theory]
    [InlineData(7, 4), InlineData(3, 7)]
    public void Run_NumbersOutsideWhatOutputsNeed_ChangeNothing(int height, int width)
    {
        WinogradConvolution convolution = new(Numbers.Uniform(8 * 2 * 9, 1), [], 2);
        float[] x = Numbers.Uniform(2 * Plane(height, width), 2), plain = new float[8 * height * width], other = new float[plain.Length];
        convolution.Run(x, plain, 1, height, width);
        int line = WinogradConvolution.PaddedWidth(width), lines = WinogradConvolution.PaddedHeight(height);
        for (int i = 0; i < x.Length; i++)
        {
            if (i % line >= width + 2 || i / line % lines >= height + 2)
                x[i] = -x[i] + 1;
        }

        convolution.Run(x, other, 1, height, width);
        Assert.Equal(plain, other);
    }

    [Fact]
    public void WrongLengths_AreNamed()
    {
        Assert.Contains("not a multiple of 2 inputs times 9", Assert.Throws<InvalidInputException>(() => new WinogradConvolution(new float[9], [], 2)).Message);
        Assert.Contains("bias has 2 values; the weight has 1 outputs", Assert.Throws<InvalidInputException>(() => new WinogradConvolution(new float[9], new float[2], 1)).Message);
        WinogradConvolution convolution = new(new float[9], [], 1);
        Assert.Contains("x has 16 values instead of 40", Assert.Throws<InvalidInputException>(() => convolution.Run(new float[16], new float[4], 1, 2, 2)).Message);
        Assert.Contains("y has 3 values instead of 4", Assert.Throws<InvalidInputException>(() => convolution.Run(new float[40], new float[3], 1, 2, 2)).Message);
    }

    private static int Plane(int height, int width) => WinogradConvolution.PaddedHeight(height) * WinogradConvolution.PaddedWidth(width);

    private static float[] Convolved(float[] x, float[] weight, float[] bias, int inputs, int batch, int height, int width)
    {
        int outputs = weight.Length / (9 * inputs), line = WinogradConvolution.PaddedWidth(width), plane = Plane(height, width);
        var y = new float[batch * outputs * height * width];
        for (int i = 0; i < y.Length; i++)
        {
            int column = i % width, row = i / width % height, output = i / (width * height) % outputs, picture = i / (width * height * outputs);
            double sum = bias.Length == 0 ? 0 : bias[output];
            for (int input = 0; input < inputs; input++)
            {
                for (int k = 0; k < 9; k++)
                    sum += (double)weight[(output * inputs + input) * 9 + k] * x[(picture * inputs + input) * plane + (row + k / 3) * line + column + k % 3];
            }

            y[i] = (float)sum;
        }

        return y;
    }
}
