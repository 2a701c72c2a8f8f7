using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Kernels;

public class PackedLinearTests
{
    private const double Limit = 2e-6;      // of the largest value: float32 sums of up to a thousand terms

    [Theory]
    [InlineData(1, 1, 1), InlineData(3, 64, 100), InlineData(16, 15, 9), InlineData(36, 17, 8), InlineData(64, 33, 65), InlineData(192, 576, 130)]
    [InlineData(257, 48, 63), InlineData(700, 31, 7), InlineData(288, 300, 64)]
    public void Run_AnySizes_EqualsThePlainForm(int inputs, int outputs, int rows)
    {
        float[] x = Numbers.Uniform(rows * inputs, 1), weight = Numbers.Uniform(outputs * inputs, 2), bias = Numbers.Uniform(outputs, 3);
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            float[] expected = new float[rows * outputs], actual = new float[rows * outputs];
            PackedLinear.RunScalar(x, weight, bias, inputs, value => Apply(activation, value), expected);
            new PackedLinear(weight, bias, inputs, activation).Run(x, actual);
            Closeness found = Closeness.Of<float>(expected, actual, Limit);
            Assert.True(found.Beyond == 0, $"{activation}: {found}");
        }
    }

    [Fact]
    public void Run_OnSpreadRows_AddsAndLeavesTheGapsAlone()
    {
        const int inputs = 5, outputs = 21, rows = 70;
        PackedLinear linear = new(Numbers.Uniform(outputs * inputs, 1), [], inputs);
        float[] x = Numbers.Uniform(rows * inputs, 2), tight = new float[rows * outputs], wide = new float[rows * (outputs + 2)];
        linear.Run(x, tight);
        Array.Fill(wide, 1);
        linear.Run([.. x.Chunk(inputs).SelectMany(row => row.Append(float.NaN))], inputs + 1, rows, wide, outputs + 2, add: true);
        Assert.Equal(tight.Chunk(outputs).SelectMany(row => (float[])[.. row.Select(value => value + 1), 1, 1]), wide);
    }

    [Fact]
    public void Run_AnyCutIntoRowsAndAnyWorkers_GivesTheSameBits()
    {
        const int inputs = 300, outputs = 300, rows = 201;
        PackedLinear linear = new(Numbers.Uniform(outputs * inputs, 1), Numbers.Uniform(outputs, 2), inputs, Activation.Gelu);
        float[] x = Numbers.Uniform(rows * inputs, 3), whole = new float[rows * outputs], single = new float[rows * outputs];
        using Workers three = new(3), one = new(1);
        linear.Run(x, whole, workers: three);
        for (int row = 0; row < rows; row++)
            linear.Run(x.AsSpan(row * inputs, inputs), single.AsSpan(row * outputs, outputs), workers: one);
        Assert.Equal(whole, single);
    }

    [Theory]
    [InlineData(1), InlineData(64), InlineData(65), InlineData(200)]
    public void RowMlp_EqualsItsLayersOneByOneToTheLastBit(int rows)
    {
        PackedLinear first = new(Numbers.Uniform(40 * 7, 1), Numbers.Uniform(40, 2), 7, Activation.Relu);
        PackedLinear second = new(Numbers.Uniform(90 * 40, 3), Numbers.Uniform(90, 4), 40, Activation.Gelu);
        PackedLinear third = new(Numbers.Uniform(19 * 90, 5), [], 90);
        float[] x = Numbers.Uniform(rows * 7, 6), a = new float[rows * 40], b = new float[rows * 90], expected = Numbers.Uniform(rows * 19, 7), actual = [.. expected];
        first.Run(x, a);
        second.Run(a, b);
        third.Run(b, expected, add: true);
        new RowMlp(first, second, third).Run(x, actual, add: true);
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData(1), InlineData(7), InlineData(8), InlineData(9), InlineData(192), InlineData(331)]
    public void RowNorm_AnyWidth_EqualsThePlainForm(int width)
    {
        float[] x = Numbers.Uniform(150 * width, 1, 5), weight = Numbers.Uniform(width, 2), bias = Numbers.Uniform(width, 3), y = new float[x.Length], expected = new float[x.Length];
        for (int row = 0; row < 150; row++)
            RowNorm.RowScalar(x.AsSpan(row * width, width), weight, bias, 1e-6, expected.AsSpan(row * width, width));
        RowNorm.Run(x, weight, bias, 1e-6f, y);
        RowNorm.Run(x, weight, bias, 1e-6f, x);
        Assert.Equal(0, Closeness.Of<float>(expected, y, Limit).Beyond);
        Assert.Equal(y, x);
    }

    [Fact]
    public void New_UnusableWeights_AreRefusedByName()
    {
        Assert.Equal("weight", Assert.Throws<InvalidInputException>(() => new PackedLinear(new float[7], [], 3)).Field);
        Assert.Equal("bias", Assert.Throws<InvalidInputException>(() => new PackedLinear(new float[6], new float[3], 3)).Field);
        PackedLinear linear = new(new float[6], [], 3);
        Assert.Equal("layers", Assert.Throws<InvalidInputException>(() => new RowMlp(linear, linear)).Field);
        Assert.Equal("x", Assert.Throws<InvalidInputException>(() => linear.Run(new float[5], 3, 2, new float[4], 2)).Field);
    }

    private static double Apply(Activation activation, double value) => activation switch
    {
        Activation.Relu => Math.Max(0, value),
        Activation.Gelu => value * ExponentialTests.NormalDistribution(value),
        _ => value,
    };
}
