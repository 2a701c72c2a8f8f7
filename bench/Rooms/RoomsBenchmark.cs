using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.Intrinsics;
using Fuse3D.Vision.Data.Rooms.Rendering;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Kernels;

namespace Fuse3D.Bench.Rooms;

/// <summary>Frames per second of the renderer, what its stages cost, and rays in packets beside rays one by one.</summary>
internal static class RoomsBenchmark
{
    private const int WarmUps = 40;

    /// <param name="frames">rendered for each figure</param>
    public static void Run(int frames)
    {
        RoomScene scene = MadeRoom.Create();
        RoomView view = MadeRoom.View();
        Console.WriteLine($"{Environment.ProcessorCount} cores, {DateTime.Now:yyyy-MM-dd HH:mm}; {scene.Mesh.Triangles.Count} triangles, "
            + $"{scene.Lamps.Count} lamps, {view.Camera.Width} x {view.Camera.Height} pixels");
        Report("tree", Measure(frames, () => new TracedScene(scene)));
        Stages(scene, view, frames);
        using Workers one = new(1), all = new(Environment.ProcessorCount);
        var tracer = new SceneTracer(scene);
        var sensor = new DepthSensor();
        foreach (Workers workers in (Workers[])[one, all])
        {
            Report($"picture with everything, {workers.Count} threads", Measure(frames, () => tracer.Render(view, 1, workers)));
            Report($"the same and a depth sensor, {workers.Count} threads", Measure(frames, () =>
                sensor.Measure(tracer.Render(view, 1, workers), view.Camera, 1, workers)));
        }

        Rays(scene, view, frames);
    }

    private static void Stages(RoomScene scene, RoomView view, int frames)
    {
        Dictionary<string, double> spent = [];
        long last = 0;
        using Workers one = new(1);
        var tracer = new SceneTracer(scene)
        {
            Finished = stage =>
            {
                spent[stage] = spent.GetValueOrDefault(stage) + Stopwatch.GetElapsedTime(last).TotalMilliseconds;
                last = Stopwatch.GetTimestamp();
            },
        };
        for (int i = -WarmUps; i < frames; i++)
        {
            if (i == 0)
                spent.Clear();
            last = Stopwatch.GetTimestamp();
            tracer.Render(view, 1, one);
        }

        foreach ((string stage, double ms) in spent)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {stage}: {ms / frames:F1} ms on one thread"));
    }

    // The rays of one look, through the same tree.
    private static void Rays(RoomScene scene, RoomView view, int frames)
    {
        TriangleTree tree = new TracedScene(scene).Tree;
        List<RayPacket> packets = Packets(view);
        List<Ray> rays = [.. packets.SelectMany(packet => Enumerable.Range(0, RayPacket.Lanes).Select(lane => packet[lane]))];
        Cost eight = Measure(frames, () =>
        {
            float sum = 0;
            foreach (RayPacket packet in packets)
            {
                tree.Nearest(packet, out PacketHits hits);
                sum += Vector256.Sum(hits.Distance);
            }

            return sum;
        });
        Cost one = Measure(frames, () => rays.Sum(ray => PlainTracer.Nearest(tree, ray).Distance));
        Report($"{rays.Count} rays one by one, one thread", one);
        Report("the same in packets of eight", eight);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {one.Cpu / eight.Cpu:F1}x less processor time"));
    }

    private static List<RayPacket> Packets(RoomView view)
    {
        var rays = new PixelRays(view.Camera);
        var pose = new CameraPose(view);
        List<RayPacket> packets = [];
        for (int y = 0; y < view.Camera.Height; y += PixelRays.PacketHeight)
        {
            for (int x = 0; x < view.Camera.Width; x += PixelRays.PacketWidth)
            {
                Vector3x8 directions = pose.ToWorld(new(rays.Lanes(rays.X, x, y), rays.Lanes(rays.Y, x, y), Vector256<float>.One));
                packets.Add(new(Vector3x8.Create(pose.Origin), directions, Vector256<float>.Zero, rays.Lanes(rays.Reach, x, y)));
            }
        }

        return packets;
    }

    private static void Report(string what, Cost cost) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{what}: {cost.Wall:F1} ms ({1000 / cost.Wall:F1}/s), {cost.Cpu:F1} ms of processor"));

    // Processor time says more than the clock on a machine that others use too.
    private static Cost Measure(int rounds, Func<object> work)
    {
        for (int i = 0; i < WarmUps; i++)
            work();
        using var process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < rounds; i++)
            work();
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        process.Refresh();
        return new Cost(took.TotalMilliseconds / rounds, (process.TotalProcessorTime - before).TotalMilliseconds / rounds);
    }

    /// <param name="Wall">milliseconds a round</param>
    /// <param name="Cpu">milliseconds of processor time a round</param>
    private readonly record struct Cost(double Wall, double Cpu);
}
