using TorchSharp;
using static Fuse3D.Bindings.Tests.Torch.NnValues;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class NnResizeTests
{
    private static Tensor Line(params float[] values) => Row(values).reshape(1, 1, 1, values.Length);

    [Fact]
    public void Interpolate_Nearest_RepeatsPixels()
    {
        AssertValues([1, 1, 2, 2], F.interpolate(Line(1, 2), scale_factor: [1, 2]));
        AssertValues([0, 0, 1, 1, 0, 0, 1, 1], F.interpolate(Line(0, 1), scale_factor: [2]));
        AssertValues([1, 1, 2], nn.Upsample(size: [3]).call(Row(1, 2).reshape(1, 1, 2)));
    }

    [Fact]
    public void Interpolate_Bilinear_AlignsCornersOrNot()
    {
        AssertValues([0, 0.25, 0.75, 1], F.interpolate(Line(0, 1), [1, 4], mode: InterpolationMode.Bilinear));
        AssertValues([0, 1.0 / 3, 2.0 / 3, 1], F.interpolate(Line(0, 1), [1, 4], mode: InterpolationMode.Bilinear, align_corners: true));
        using var module = nn.Upsample(scale_factor: [1, 2], mode: UpsampleMode.Bilinear, align_corners: false);
        AssertValues([0, 0.25, 0.75, 1], module.call(Line(0, 1)));
    }

    [Fact]
    public void Interpolate_Bicubic_IsKeysKernelWithThreeQuarters()
    {
        static double Keys(double t) => Math.Abs(t) switch
        {
            <= 1 and var d => (1.25 * d * d * d) - (2.25 * d * d) + 1,
            < 2 and var d => (-0.75 * d * d * d) + (3.75 * d * d) - (6 * d) + 3,
            _ => 0,
        };
        double[] expected = [.. Enumerable.Range(0, 14).Select(i => Keys(((i + 0.5) / 2) - 0.5 - 3))];
        AssertValues(expected, F.interpolate(Line(0, 0, 0, 1, 0, 0, 0), [1, 14], mode: InterpolationMode.Bicubic));
    }

    [Fact]
    public void Interpolate_ScaleFactor_RoundsSizesDown()
    {
        Assert.Equal([1L, 1L, 7L, 4L], F.interpolate(zeros(1, 1, 5, 5), scale_factor: [1.5, 0.9]).shape);
        AssertValues([0, 0.5, 7.0 / 6, 11.0 / 6], F.interpolate(Line(0, 1, 2), scale_factor: [1, 1.5], mode: InterpolationMode.Bilinear));
        AssertValues(
            [0, 0.625, 1.375, 2],
            F.interpolate(Line(0, 1, 2), scale_factor: [1, 1.5], mode: InterpolationMode.Bilinear, recompute_scale_factor: true));
    }

    [Fact]
    public void Interpolate_AreaAndAntialias_Average()
    {
        AssertValues([0.5, 2.5], F.interpolate(Line(0, 1, 2, 3), [1, 2], mode: InterpolationMode.Area));
        AssertValues([1.25 / 1.75, 4.0 / 1.75], F.interpolate(Line(0, 1, 2, 3), [1, 2], mode: InterpolationMode.Bilinear, antialias: true));
    }

    [Fact]
    public void Interpolate_WrongArguments_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => F.interpolate(Line(0, 1)));
        Assert.Throws<ArgumentException>(() => F.interpolate(Line(0, 1), [1, 2], [1, 2]));
        Assert.Throws<ArgumentException>(() => F.interpolate(Line(0, 1), [2], mode: InterpolationMode.Linear));
    }

    [Fact]
    public void Pad_Modes_ExtendTheEdges()
    {
        Tensor x = Row(1, 2, 3).reshape(1, 1, 3);
        AssertValues([0, 1, 2, 3, 0, 0], F.pad(x, (1, 2)));
        AssertValues([9, 1, 2, 3], F.pad(x, [1, 0], PaddingModes.Constant, 9));
        AssertValues([3, 2, 1, 2, 3], F.pad(x, (2, 0), PaddingModes.Reflect));
        AssertValues([1, 1, 2, 3, 3], F.pad(x, (1, 1), PaddingModes.Replicate));
        AssertValues([3, 1, 2, 3, 1], F.pad(x, (1, 1), PaddingModes.Circular));
    }

    [Fact]
    public void PadModules_GoLeftRightTopBottom()
    {
        Tensor x = Ramp(1, 1, 1, 1, 1, 2);
        AssertValues([0, 1, 2, 0, 0, 0], nn.ZeroPad2d((1, 0, 0, 1)).call(x));
        AssertValues([2, 1, 2, 1], nn.ReflectionPad2d((1, 1, 0, 0)).call(x));
        AssertValues([1, 1, 2, 2], nn.ReplicationPad2d((1, 1, 0, 0)).call(x));
        AssertValues([7, 7, 7, 7, 7, 1, 2, 7, 7, 7, 7, 7], nn.ConstantPad2d(1, 7).call(x));
    }

    [Fact]
    public void GridSample_ReadsBetweenPixels()
    {
        Tensor x = Line(0, 10);
        Tensor grid = tensor(new float[] { -1, 0, 0, 0, 1, 0, 3, 0 }).reshape(1, 1, 4, 2);
        AssertValues([0, 5, 5, 0], F.grid_sample(x, grid));
        AssertValues([0, 5, 10, 0], F.grid_sample(x, grid, align_corners: true));
        AssertValues([0, 5, 10, 10], F.grid_sample(x, grid, padding_mode: GridSamplePaddingMode.Border));
        Assert.Equal(10, F.grid_sample(x, grid, GridSampleMode.Nearest, GridSamplePaddingMode.Reflection)[0, 0, 0, 2].item<float>());
    }

    [Fact]
    public void AffineGrid_OfTheIdentity_SamplesTheInput()
    {
        Tensor x = Ramp(0, 1, 1, 1, 3, 4);
        Tensor theta = tensor(new float[,,] { { { 1, 0, 0 }, { 0, 1, 0 } } });
        AssertClose(x, F.grid_sample(x, F.affine_grid(theta, [1, 1, 3, 4])));
    }
}
