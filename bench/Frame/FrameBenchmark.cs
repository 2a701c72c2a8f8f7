using System.Globalization;
using Fuse3D.Bench.Kernels;
using Fuse3D.TorchExtensions;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Models.Yolos;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Bench.Frame;

/// <summary>A whole fused SUN RGB-D frame: the plain path against the optimised one, in turn, and the two detectors alone.</summary>
/// <remarks>
/// The plain path is convolutions and batch norms with brute-force point operators, one branch after the other. It runs with
/// libtorch on one thread, as our processes have it; with libtorch on every core; and so without our allocator's cache, which libtorch
/// by itself does not have.
/// </remarks>
internal static class FrameBenchmark
{
    private const int WarmUps = 3;

    /// <param name="rounds">frames of each sort that count</param>
    public static async Task RunAsync(int rounds)
    {
        FrameInput input = FrameInput.Load();
        Say($"{input.Origin}: {input.Cloud.shape[0]} points, {input.View.shape[3]} x {input.View.shape[2]} pixels");
        Say($"{Environment.ProcessorCount} cores; median of {rounds} frames, in turn");
        await Fused(input, rounds);
        Alone(input, rounds);
    }

    private static async Task Fused(FrameInput input, int rounds)
    {
        TokenFusionConfig config = input.Config;
        CheckpointParts parts = CheckpointParts.Split(input.Weights);
        await using var points = new LocalPointBranch("points", parts.Points, config.Points);
        await using var image = new LocalImageBranch(
            "image", parts.Image, config.Image, config.Points.DecoderLayers, config.BlocksPerLayer, YolosBackbone.SizeOf(input.View));
        var detector = new FusedDetector(points, image, new FusionHead(parts.Fusion, config));
        using var network = new TokenFusionNetwork(config);
        Checkpoint.Load(network, input.Weights).ThrowUnlessComplete();
        network.eval();
        network.Points.Backbone.Search = ScalarSearch.Search;

        var times = new List<StageTimes>();
        List<Cost> plain = [], plainAllCores = [], plainUncached = [], fast = [];
        for (int round = -WarmUps; round < rounds; round++)
        {
            Cost one = Cost.Of(() => RunPlain(network, input, threads: 1));
            Cost all = Cost.Of(() => RunPlain(network, input, Environment.ProcessorCount));
            Cost uncached = Cost.Of(() => WithoutCache(() => RunPlain(network, input, Environment.ProcessorCount)));
            Cost before = Cost.Now;
            using FusedFrame frame = await detector.DetectAsync(input.Cloud, input.View, input.Project, CancellationToken.None);
            Cost optimised = Cost.Now.Since(before);
            if (round < 0)
                continue;
            plain.Add(one);
            plainAllCores.Add(all);
            plainUncached.Add(uncached);
            fast.Add(optimised);
            times.Add(frame.Times);
        }

        Cost median = Cost.Median(fast);
        SayRatio("fused frame, plain path, libtorch on 1 thread", Cost.Median(plain), median);
        SayRatio("fused frame, plain path, libtorch on all cores", Cost.Median(plainAllCores), median);
        SayRatio("the same without our allocator's cache", Cost.Median(plainUncached), median);
        Say($"{"fused frame, optimised",-48} {median}");
        Say($"  seeds after {Median(times, t => t.Seeds):F0} ms, scores after {Median(times, t => t.Scores):F0}");
        Say($"  tokens after {Median(times, t => t.Tokens):F0} ms");
        Say($"  3D heads after {Median(times, t => t.Decoded):F0} ms, 2D heads after {Median(times, t => t.Total):F0}");
    }

    private static void RunPlain(TokenFusionNetwork network, FrameInput input, int threads)
    {
        torch.set_num_threads(threads);
        using var scope = NewDisposeScope();
        using var frozen = inference_mode();
        network.call(input.Cloud.unsqueeze(0), input.View.unsqueeze(0), seeds =>
        {
            PatchMap map = input.Project(seeds.squeeze(0));
            return tensor(map.Patches.Select(patch => (long)patch).ToArray(), [1, 1, map.Seeds]);
        });
        torch.set_num_threads(1);
    }

    private static void WithoutCache(Action run)
    {
        long limit = CpuAllocator.Limit;
        CpuAllocator.Limit = 0;
        run();
        CpuAllocator.Limit = limit;
    }

    private static void Alone(FrameInput input, int rounds)
    {
        GroupFreeConfig config = input.Config.Points;
        var points = new PackedGroupFree(input.Weights, config);
        foreach (int count in (int[])[20_000, 40_000, 50_000])
        {
            float[] cloud = RoomScan.Points(count, seed: 2);
            Report($"Group-Free 3D L6,O256 alone, {count} points", rounds, () => Decode(points, cloud));
        }

        YolosConfig tiny = YolosConfig.Tiny;
        using var network = new YolosNetwork(tiny);
        Checkpoint.Fill(network, new HashedWeights(1));
        var image = new PackedYolos(WeightTable.Of(network), tiny);
        var size = new PictureSize(512, 704);
        float[] view = RoomScan.Points(size.Height * size.Width, seed: 3);
        Report("YOLOS-Ti alone, 512 x 704", rounds, () => image.Run(view, size, tiny.Blocks, null, null, CancellationToken.None));
    }

    private static void Decode(PackedGroupFree network, float[] cloud)
    {
        using var scope = NewDisposeScope();
        network.Decode(network.Begin(cloud, CancellationToken.None), null, CancellationToken.None);
    }

    private static void Report(string what, int rounds, Action run)
    {
        for (int i = 0; i < WarmUps; i++)
            run();
        Say($"{what,-48} {Cost.Median([.. Enumerable.Range(0, rounds).Select(_ => Cost.Of(run))])}");
    }

    private static void SayRatio(string what, Cost plain, Cost fast) =>
        Say($"{what,-48} {plain}   {plain.Wall / fast.Wall,5:F2} x, processor {plain.Processor / fast.Processor,5:F2} x");

    private static double Median(List<StageTimes> times, Func<StageTimes, double> part) => times.Select(part).Order().ElementAt(times.Count / 2);

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
