using System.Globalization;
using Fuse3D.Bench.Frame;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Models.Dense;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Bench.Dense;

/// <summary>Networks of segmentation and translation, as they answer, against the same networks as they train, in turn, on all cores.</summary>
internal static class DenseBenchmark
{
    private const int WarmUps = 1;

    /// <param name="rounds">pictures of each sort that count</param>
    /// <param name="only">part of a case's title; null: all</param>
    public static void Run(int rounds, string? only)
    {
        torch.set_num_threads(Environment.ProcessorCount);
        Say($"{Environment.ProcessorCount} cores; median of {rounds} pictures, in turn");
        foreach (DenseCase one in DenseCase.All.Where(own => only is null || own.Title.Contains(only, StringComparison.OrdinalIgnoreCase)))
            Compare(one, rounds);
        torch.set_num_threads(1);
    }

    private static void Compare(DenseCase one, int rounds)
    {
        using DenseNetwork plain = one.Make(), fast = one.Make();
        long held = Environment.WorkingSet;
        Cost made = Cost.Of(fast.PrepareInference);
        double grown = (Environment.WorkingSet - held) / 1e6;
        using var scope = NewDisposeScope();
        using var frozen = inference_mode();
        manual_seed(1);
        Tensor[] pictures = [.. Enumerable.Range(0, plain.Modalities).Select(_ => rand([1, 3, one.Height, one.Width]) * 2 - 1)];
        List<Cost> before = [], after = [];
        for (int round = -WarmUps; round < rounds; round++)
        {
            // Which one comes first alternates, so that neither always finds the caches that the other left.
            (DenseNetwork Network, List<Cost> Costs)[] both = [(plain, before), (fast, after)];
            foreach (var (network, costs) in round % 2 == 0 ? both : both.Reverse())
            {
                Cost cost = Cost.Of(() => Answer(network, pictures));
                if (round >= 0)
                    costs.Add(cost);
            }
        }

        Cost was = Cost.Median(before), now = Cost.Median(after);
        Say(string.Create(CultureInfo.InvariantCulture,
            $"{one.Title,-52} plain {was}; optimised {now}; faster by {was.Wall / now.Wall:F2}x, in processor time {was.Processor / now.Processor:F2}x; prepared in {made.Wall:F0} ms, {grown:F0} MB"));
    }

    private static void Answer(DenseNetwork network, Tensor[] pictures)
    {
        using var scope = NewDisposeScope();
        network.Forward(pictures);
    }

    private static void Say(string line) => Console.WriteLine(line);
}
