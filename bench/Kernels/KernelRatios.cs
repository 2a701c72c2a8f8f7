using System.Diagnostics;
using Fuse3D.Vision.Kernels;

namespace Fuse3D.Bench.Kernels;

/// <summary>A quick look at the kernels: best of a few runs each, beside what each is measured against.</summary>
internal static class KernelRatios
{
    public static void Run()
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, {DateTime.Now:yyyy-MM-dd HH:mm}");
        using Workers one = new(1), two = new(2);
        Attention(one, "1 thread", 1586, 3, 64);
        Attention(two, "2 threads", 1586, 3, 64);
        Attention(two, "2 threads", 1024, 8, 36);
    }

    private static void Attention(Workers workers, string how, int tokens, int heads, int headSize)
    {
        float[] packed = Random(tokens * 3 * heads * headSize), output = new float[tokens * heads * headSize];
        int width = heads * headSize;
        AttentionShape shape = AttentionShape.PackedSelf(1, tokens, heads, headSize);
        double seconds = Best(20, () => TiledAttention.Run(packed, packed.AsSpan(width), packed.AsSpan(2 * width), output, shape, workers));
        Console.WriteLine($"attention {tokens} x {heads} x {headSize}, {how}: {seconds * 1e3:F2} ms, {4.0 * tokens * tokens * width / seconds / 1e9:F0} GFLOP/s");
    }

    private static float[] Random(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
    }

    private static double Best(int runs, Action action)
    {
        double best = double.MaxValue;
        for (int run = 0; run < runs; run++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }
}
