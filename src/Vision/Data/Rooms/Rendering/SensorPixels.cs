using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>Single measurements of a <see cref="DepthSensor"/>: where a pixel looks, whether it gets light back, and what it makes of it.</summary>
internal readonly struct SensorPixels(DepthSensorOptions options, Camera camera, ulong seed)
{
    private const float LargestStep = 0.02f;            // between neighbours' depths on one surface, in multiples of the depth
    private readonly ulong _depthSeed = SeededRandom.Derive(seed, 1), _returnSeed = SeededRandom.Derive(seed, 2), _edgeSeed = SeededRandom.Derive(seed, 3);
    private readonly double _jitter = options.EdgeJitter * camera.Width / options.NativeWidth;

    /// <summary>The disparity of 1 metre in steps: depth is this over a whole number.</summary>
    private readonly double _steps = StepsAtOneMetre(options, camera);

    /// <summary>Steps of disparity by which something at a metre is moved between the camera and the projector.</summary>
    public static double StepsAtOneMetre(DepthSensorOptions options, Camera camera) =>
        camera.Fx * options.NativeWidth / camera.Width * options.Baseline * options.StepsPerPixel;

    /// <summary>The pixel whose surface is measured: at borders a neighbour's now and then.</summary>
    public (int X, int Y) LooksAt(RenderedView view, int x, int y)
    {
        if (_jitter <= 0 || !AtBorder(view, x, y))
            return (x, y);
        ulong bits = PixelRandom.Bits(_edgeSeed, y * view.Width + x);
        double dx = _jitter * PixelRandom.Normal(bits), dy = _jitter * PixelRandom.Normal(HashAgain(bits));
        return (Math.Clamp((int)Math.Round(x + dx), 0, view.Width - 1), Math.Clamp((int)Math.Round(y + dy), 0, view.Height - 1));
    }

    /// <param name="depth">true, metres; 0: nothing there</param>
    /// <param name="infrared">share of infrared light that comes back</param>
    /// <returns>metres; 0: not measured</returns>
    public double Measure(double depth, double infrared, int pixel)
    {
        double limit = 1 + options.ReturnJitter * PixelRandom.Normal(PixelRandom.Bits(_returnSeed, pixel));
        if (depth <= 0 || infrared < options.LeastReturn * limit || infrared < options.LeastSignal * limit * depth * depth)
            return 0;
        double beyond = depth - options.NoiseFrom, deviation = options.NoiseNear + options.NoiseGrowth * beyond * beyond;
        double noisy = depth + deviation * PixelRandom.Normal(PixelRandom.Bits(_depthSeed, pixel));
        double measured = noisy > 0 ? _steps / Math.Max(1, Math.Round(_steps / noisy)) : 0;
        return measured >= options.Nearest && measured <= options.Farthest ? measured : 0;
    }

    private static bool AtBorder(RenderedView view, int x, int y)
    {
        int here = y * view.Width + x;
        float depth = view.Depth[here];
        return (x > 0 && IsBorder(view, here, here - 1, depth)) || (x < view.Width - 1 && IsBorder(view, here, here + 1, depth))
            || (y > 0 && IsBorder(view, here, here - view.Width, depth)) || (y < view.Height - 1 && IsBorder(view, here, here + view.Width, depth));
    }

    private static bool IsBorder(RenderedView view, int here, int there, float depth) =>
        view.OcclusionEdges[here] > 0 && MathF.Abs(view.Depth[there] - depth) > LargestStep * depth;

    private static ulong HashAgain(ulong bits) => PixelRandom.Bits(bits, 0);
}
