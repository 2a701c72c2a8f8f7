using Fuse3D.Vision.Data.Rooms.Rendering;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Kernels;

namespace Fuse3D.Vision.Tests.Data.Rooms.Rendering;

public class DepthSensorTests
{
    private const int Width = 320, Height = 240;
    private static readonly Camera Kinect = new(288, 288, 159.5, 119.5, Width, Height);
    private static readonly DepthSensorOptions Exact = new() { NoiseNear = 0, NoiseGrowth = 0, EdgeJitter = 0, ReturnJitter = 0, Shadows = false };
    private static readonly double Steps = 288 * 2 * 0.075 * 8;         // of disparity at a metre

    [Theory]
    [InlineData(0.8f), InlineData(2f), InlineData(4.5f)]
    public void Measure_Wall_HasTheModelsDeviation(float depth)
    {
        double[] measured = [.. new DepthSensor().Measure(Flat((_, _) => depth), Kinect, 1).Values.Select(mm => mm / 1000.0)];

        double model = 0.0012 + 0.0019 * (depth - 0.4) * (depth - 0.4), step = depth * depth / Steps;
        double mean = measured.Average(), deviation = Math.Sqrt(measured.Average(value => (value - mean) * (value - mean)));
        Assert.DoesNotContain(0, measured);
        Assert.Equal(depth, mean, 0.1 * model + 0.15 * step + 0.0005);
        // Rounding to steps adds a twelfth of their square where noise is as wide as they are; nearer, it can take as much away.
        double least = Math.Sqrt(Math.Max(0, model * model - step * step / 12)), most = Math.Sqrt(model * model + step * step / 3);
        Assert.InRange(deviation, least, most);
    }

    [Fact]
    public void Measure_WithoutSteps_HasTheModelsDeviationAlone()
    {
        DepthSensorOptions fine = new() { StepsPerPixel = 4000 };
        double[] measured = [.. new DepthSensor(fine).Measure(Flat((_, _) => 3), Kinect, 1).Values.Select(mm => mm / 1000.0)];
        double mean = measured.Average(), deviation = Math.Sqrt(measured.Average(value => (value - mean) * (value - mean)));
        Assert.Equal(0.0012 + 0.0019 * 2.6 * 2.6, deviation, 0.0002);
        Assert.Equal(3, mean, 0.0003);
    }

    [Fact]
    public void Measure_WithoutNoise_ComesInStepsOfDisparityAndKeepsOrder()
    {
        RenderedView view = Flat((x, y) => 0.5f + 7f * (y * Width + x) / (Width * Height));
        DepthImage measured = new DepthSensor(Exact).Measure(view, Kinect, 1);

        for (int i = 0; i < measured.Values.Length; i++)
        {
            double depth = view.Depth[i], steps = Steps / (measured.Values[i] / 1000.0);
            Assert.Equal(Steps / Math.Round(Steps / depth), measured.Values[i] / 1000.0, 0.0006);
            Assert.InRange(Math.Abs(Steps / depth - steps), 0, 0.5 + 0.0006 * steps * steps / Steps);
            Assert.True(i == 0 || measured.Values[i] >= measured.Values[i - 1]);
        }
    }

    [Fact]
    public void Measure_OutsideTheRange_IsHole()
    {
        float[] depths = [0, 0.2f, 0.39f, 0.42f, 3, 7.8f, 8.3f, 20];
        DepthImage measured = new DepthSensor(Exact).Measure(Flat((x, _) => depths[x % 8]), Kinect, 1);
        Assert.Equal([false, false, false, true, true, true, false, false], measured.Values.Take(8).Select(mm => mm > 0));

        DepthImage shorter = new DepthSensor(Exact with { Nearest = 1, Farthest = 4 }).Measure(Flat((x, _) => depths[x % 8]), Kinect, 1);
        Assert.Equal([false, false, false, false, true, false, false, false], shorter.Values.Take(8).Select(mm => mm > 0));
    }

    [Fact]
    public void Measure_LittleLightBack_IsHole()
    {
        double Holes(float infrared, float depth)
        {
            DepthImage measured = new DepthSensor().Measure(Flat((_, _) => depth, infrared), Kinect, 1);
            return measured.Values.Count(mm => mm == 0) / (double)measured.Values.Length;
        }

        Assert.Equal(0, Holes(0.8f, 5));
        Assert.Equal(0, Holes(0.3f, 2));
        Assert.Equal(1, Holes(0.03f, 1));
        Assert.InRange(Holes(0.1f, 1), 0.4, 0.6);           // the limit itself
        Assert.InRange(Holes(0.16f, 7), 0.7, 1);            // seen near by, but not from there
    }

    // A board 1 m before a wall 2 m away: the projector 75 mm to the right leaves a strip of wall dark on the board's left.
    [Fact]
    public void Measure_BoardBeforeWall_HasShadowOnItsLeftAsWideAsTheDisparityDiffers()
    {
        RenderedView view = Flat((x, _) => x is >= 150 and < 200 ? 1f : 2f);
        ushort[] row = new DepthSensor(Exact with { Shadows = true }).Measure(view, Kinect, 1).Values[..Width];

        int[] holes = [.. Enumerable.Range(0, Width).Where(x => row[x] == 0)];
        double width = 288 * 0.075 * (1 / 1.0 - 1 / 2.0);   // 10.8 pixels
        Assert.Equal(Enumerable.Range(150 - holes.Length, holes.Length), holes);
        Assert.Equal(width, holes.Length, 1.5);
    }

    [Fact]
    public void Measure_SlantedWallAlone_HasNoShadow()
    {
        RenderedView view = Flat((x, y) => 1.5f + 0.008f * x);
        Assert.DoesNotContain((ushort)0, new DepthSensor(Exact with { Shadows = true }).Measure(view, Kinect, 1).Values);
    }

    [Fact]
    public void Measure_Borders_AreRaggedAndHaveNoDepthsBetween()
    {
        var scene = new SmallScene();
        scene.Wall(3);
        scene.Box(new(-0.5f, 1.5f, -0.4f), new(0.5f, 2, 0.4f));
        RoomView look = SmallScene.View(Width, Height, 288);
        RenderedView view = scene.Render(look);
        DepthImage clean = new DepthSensor(Exact).Measure(view, look.Camera, 1), ragged = new DepthSensor(Exact with { EdgeJitter = 2 }).Measure(view, look.Camera, 1);

        int[] changed = [.. Enumerable.Range(0, Width * Height).Where(i => clean.Values[i] != ragged.Values[i])];
        Assert.NotEmpty(changed);
        Assert.All(changed, pixel => Assert.True(view.OcclusionEdges[pixel] > 0));
        Assert.All(ragged.Values, mm => Assert.True(mm is > 1480 and < 1520 or > 2960 and < 3040));
    }

    [Fact]
    public void Measure_SameSeed_IsTheSameForAnyThreads()
    {
        RenderedView view = Flat((x, y) => 1 + (x / 40 + y / 30) % 5 * 0.7f);
        using Workers one = new(1), three = new(3);
        ushort[] expected = new DepthSensor().Measure(view, Kinect, 5, one).Values;
        Assert.Equal(expected, new DepthSensor().Measure(view, Kinect, 5, three).Values);
        Assert.NotEqual(expected, new DepthSensor().Measure(view, Kinect, 6, three).Values);
    }

    [Fact]
    public void Measure_CameraOfAnotherSize_IsRefused() => Assert.Throws<ArgumentException>(
        () => new DepthSensor().Measure(new RenderedView(4, 4), Kinect, 1));

    private static RenderedView Flat(Func<int, int, float> depth, float infrared = 0.8f)
    {
        var view = new RenderedView(Width, Height);
        for (int i = 0; i < view.Depth.Length; i++)
            view.Depth[i] = depth(i % Width, i / Width);
        Array.Fill(view.InfraredReturn, infrared);
        return view;
    }
}
