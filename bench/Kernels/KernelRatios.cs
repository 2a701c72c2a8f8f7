using System.Diagnostics;
using System.Runtime.InteropServices;
using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.Modalities;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Bench.Kernels;

/// <summary>A quick look at the kernels: best of a few runs each, beside what each is measured against.</summary>
internal static class KernelRatios
{
    private const int Picks = 2048;
    private const int WarmUps = 40;         // until the runtime has compiled the loops for speed

    public static void Run()
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, {DateTime.Now:yyyy-MM-dd HH:mm}; best of several runs each");
        using Workers one = new(1), all = new(Environment.ProcessorCount);
        foreach (int points in (int[])[20_000, 40_000])
            PointOperators(points, one);
        AgainstLibtorch(one);
        foreach (Workers workers in (Workers[])[one, all])
        {
            Attention(workers, 1586, 3, 64);
            Attention(workers, 1024, 8, 36);
            Linear(workers, 1586, 192, 768, Activation.Gelu);
            Linear(workers, 1586, 768, 192, Activation.None);
            Linear(workers, 256, 288, 2048, Activation.Relu);
        }
    }

    private static void PointOperators(int points, Workers one)
    {
        float[] xyz = RoomScan.Points(points, seed: 1), centres = new float[3 * Picks];
        int[] picked = new int[Picks], indices = new int[64 * Picks], hits = new int[Picks];
        Compare($"furthest point sampling {points} -> {Picks}", "scalar", () => FurthestPoint.SampleScalar(xyz, picked), () => FurthestPoint.Sample(xyz, picked));
        for (int i = 0; i < Picks; i++)
            xyz.AsSpan(3 * picked[i], 3).CopyTo(centres.AsSpan(3 * i));
        Compare(
            $"ball query {points} x {Picks}, 0.2 m, 64", "scalar", () => BallQuery.QueryScalar(xyz, centres, .2f, 64, indices),
            () => BallQuery.Query(xyz, centres, .2f, 64, indices, hits, one));

        float[] distances = new float[3 * Picks], known = centres[..(3 * Picks / 2)];
        Compare(
            $"three nearest {Picks} x {Picks / 2}", "scalar", () => ThreeNearest.QueryScalar(centres, known, distances, indices.AsSpan(0, 3 * Picks)),
            () => ThreeNearest.Query(centres, known, distances, indices.AsSpan(0, 3 * Picks)));
    }

    private static void Attention(Workers workers, int tokens, int heads, int headSize)
    {
        int width = heads * headSize;
        float[] packed = Numbers(tokens * 3 * width), output = new float[tokens * width];
        AttentionShape shape = AttentionShape.PackedSelf(1, tokens, heads, headSize);
        Rate($"attention {tokens} x {heads} x {headSize}", workers, 4.0 * tokens * tokens * width,
            () => TiledAttention.Run(packed, packed.AsSpan(width), packed.AsSpan(2 * width), output, shape, workers));
    }

    private static void Linear(Workers workers, int rows, int inputs, int outputs, Activation activation)
    {
        PackedLinear linear = new(Numbers(inputs * outputs), Numbers(outputs), inputs, activation);
        float[] x = Numbers(rows * inputs), y = new float[rows * outputs];
        Rate($"linear {rows} x {inputs} -> {outputs}, {activation}", workers, 2.0 * rows * inputs * outputs, () => linear.Run(x, y, workers: workers));
    }

    // libtorch runs an operation on one thread in our processes, so both sides have one.
    private static void AgainstLibtorch(Workers one)
    {
        const int tokens = 1586, heads = 3, headSize = 64, width = heads * headSize, hidden = 4 * width;
        using var mode = torch.inference_mode();
        float[] packed = Numbers(tokens * 3 * width), x = packed[..(tokens * width)], output = new float[tokens * width], wide = new float[tokens * hidden];
        AttentionShape shape = AttentionShape.PackedSelf(1, tokens, heads, headSize);
        using Tensor q = torch.tensor(x, [heads, tokens, headSize]), k = q.transpose(1, 2).contiguous();
        Compare("attention 1586 x 3 x 64, 1 thread", "matmul, softmax, matmul in libtorch", () =>
        {
            using Tensor scores = q.matmul(k), weights = scores.softmax(-1), attended = weights.matmul(q);
        }, () => TiledAttention.Run(packed, packed.AsSpan(width), packed.AsSpan(2 * width), output, shape, one));

        PackedLinear layer = new(Numbers(width * hidden), Numbers(hidden), width, Activation.Gelu);
        using Tensor rows = torch.tensor(x, [tokens, width]), weight = torch.tensor(Numbers(width * hidden), [hidden, width]), bias = torch.tensor(Numbers(hidden));
        Compare("linear 1586 x 192 -> 768 with GELU, 1 thread", "libtorch", () =>
        {
            using Tensor product = torch.nn.functional.linear(rows, weight, bias), activated = torch.nn.functional.gelu(product);
        }, () => layer.Run(x, wide, workers: one));

        foreach ((int channels, int high, int across) in ((int, int, int)[])[(32, 120, 160), (64, 120, 160), (128, 60, 80), (256, 30, 40), (256, 120, 160)])
            Convolution(channels, high, across, one);
        foreach ((int inputs, int outputs, int side) in ((int, int, int)[])[(1024, 512, 8), (1024, 256, 16), (512, 128, 32), (256, 64, 64)])
            Transposed(inputs, outputs, side);
        Maximum(256, 120, 160, 5, one);
    }

    private static void Convolution(int channels, int height, int width, Workers one)
    {
        using Tensor weight = torch.tensor(Numbers(9 * channels * channels), [channels, channels, 3, 3]), bias = torch.tensor(Numbers(channels));
        using Tensor x = torch.tensor(Numbers(channels * height * width), [1, channels, height, width]);
        WinogradConvolution winograd = new(Numbers(9 * channels * channels), Numbers(channels), channels);
        int lines = WinogradConvolution.PaddedHeight(height), line = WinogradConvolution.PaddedWidth(width);
        float[] y = new float[channels * height * width];
        Compare($"convolution 3x3, {channels} channels of {height} x {width}, 1 thread", "libtorch", () =>
        {
            using Tensor made = torch.nn.functional.conv2d(x, weight, bias, padding: [1, 1]);
        }, () =>
        {
            using Tensor padded = torch.nn.functional.pad(x, [1, line - width - 1, 1, lines - height - 1]);
            winograd.Run(MemoryMarshal.Cast<byte, float>(padded.bytes), y, 1, height, width, one);
        });
    }

    // On as many threads as libtorch has here, one.
    private static void Transposed(int inputs, int outputs, int side)
    {
        using var layer = torch.nn.ConvTranspose2d(inputs, outputs, 4, stride: 2, padding: 1);
        using PreparedTransposed prepared = PreparedTransposed.Of(layer)!;
        using Tensor x = torch.tensor(Numbers(inputs * side * side), [1, inputs, side, side]);
        Compare($"transposed convolution 4x4, {inputs} -> {outputs} channels of {side} x {side}, 1 thread", "libtorch", () =>
        {
            using Tensor made = layer.call(x);
        }, () =>
        {
            using Tensor made = prepared.RunJoined(x);
        });
    }

    private static void Maximum(int channels, int height, int width, int window, Workers one)
    {
        float[] x = Numbers(channels * height * width), y = new float[x.Length];
        using Tensor given = torch.tensor(x, [1, channels, height, width]);
        Compare($"maximum {window}x{window}, {channels} channels of {height} x {width}, 1 thread", "libtorch", () =>
        {
            using Tensor made = torch.nn.functional.max_pool2d(given, [window, window], [1, 1], [window / 2, window / 2]);
        }, () => SlidingMaximum.Run(x, y, height, width, window, one));
    }

    private static void Compare(string what, string other, Action plain, Action fast)
    {
        ((_, double slow), (double first, double quick)) = (Time(5, warmUps: 3, plain), Time(20, WarmUps, fast));
        Console.WriteLine($"{what}: {slow * 1e3:F2} ms {other}, {quick * 1e3:F2} ms here ({first * 1e3:F1} the first), {slow / quick:F1} times as fast");
    }

    private static void Rate(string what, Workers workers, double operations, Action action)
    {
        (_, double seconds) = Time(30, WarmUps, action);
        Console.WriteLine($"{what}, {workers.Count} threads: {seconds * 1e3:F2} ms, {operations / seconds / 1e9:F0} GFLOP/s");
    }

    private static float[] Numbers(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
    }

    // Seconds of the very first run, and of the best after some to warm up.
    private static (double First, double Best) Time(int runs, int warmUps, Action action)
    {
        (double first, double best) = (0, double.MaxValue);
        for (int run = -warmUps; run < runs; run++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            first = run == -warmUps ? seconds : first;
            best = run < 0 ? best : Math.Min(best, seconds);
        }

        return (first, best);
    }
}
