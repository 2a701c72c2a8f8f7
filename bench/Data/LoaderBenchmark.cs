using System.Diagnostics;
using System.Globalization;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Training.Loading;

namespace Fuse3D.Bench.Data;

/// <summary>Samples per second that a data set gives, beside a reader written the plain way on one thread.</summary>
internal static class LoaderBenchmark
{
    private const int WarmUps = 4;
    private static readonly ViewInput View = new(new PictureSize(530, 730), 530);

    /// <param name="folder">SUN RGB-D as VoteNet's scripts prepare it; null: rooms are made for the run</param>
    public static void Run(string? folder)
    {
        string root = folder ?? MadeFrames.Write(frames: 16);
        try
        {
            Console.WriteLine($"{Environment.ProcessorCount} cores, {DateTime.Now:yyyy-MM-dd HH:mm}; 20000 points a sample");
            Compare(root, "points alone", new SampleDraw(20_000, 1) { Augment = true });
            Compare(root, "with the picture, 730 x 530", new SampleDraw(20_000, 1) { Augment = true, Views = 1, View = View });
        }
        finally
        {
            if (folder is null)
                Directory.Delete(root, recursive: true);
        }
    }

    private static void Compare(string root, string what, SampleDraw draw)
    {
        IDetectionDataset dataset = DatasetFactory.Open("sunrgbd_prepared", root, "train");
        int samples = Math.Max(32, dataset.Ids.Count);
        Cost plain = Measure(samples / 2, i => PlainReader.Read(root, dataset.Ids[i % dataset.Ids.Count], draw));
        Cost one = Measure(samples, i => dataset.Draw(dataset.Ids[i % dataset.Ids.Count], draw with { Seed = (ulong)i }));
        double all = LoaderRate(dataset, draw, 4 * samples);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what}: {plain.Rate:F1} samples/s plainly ({plain.Cpu:F1} ms of processor each), {one.Rate:F1} on one thread ({one.Cpu:F1} ms, "
            + $"{plain.Cpu / one.Cpu:F1}x less), {all:F1} through the loader on {Environment.ProcessorCount} threads ({all / plain.Rate:F1}x)"));
    }

    // Processor time says more than the clock on a machine that others use too.
    private static Cost Measure(int samples, Func<int, object> draw)
    {
        for (int i = 0; i < WarmUps; i++)
            draw(i);
        using var process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < samples; i++)
            draw(i);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        process.Refresh();
        return new Cost(samples / took.TotalSeconds, (process.TotalProcessorTime - before).TotalMilliseconds / samples);
    }

    private static double LoaderRate(IDetectionDataset dataset, SampleDraw draw, int samples)
    {
        const int Batch = 4;
        var plan = new BatchPlan(dataset.Ids.Count, Batch, DropLast: false, Seed: 1);
        var loading = new LoadingConfig { Threads = Environment.ProcessorCount };
        using var loader = new BatchLoader<DetectionSample>(
            plan, dataset.Ids, (id, seed) => dataset.Draw(id, draw with { Seed = seed }), loading, DamagedSamples.Stop);
        loader.Next(CancellationToken.None);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < samples / Batch; i++)
            loader.Next(CancellationToken.None);
        return samples / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <param name="Rate">samples per second</param>
    /// <param name="Cpu">milliseconds of processor time per sample</param>
    private readonly record struct Cost(double Rate, double Cpu);
}
