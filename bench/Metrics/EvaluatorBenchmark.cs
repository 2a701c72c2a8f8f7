using System.Globalization;
using Fuse3D.Bench.Frame;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Metrics.Detections;

namespace Fuse3D.Bench.Metrics;

/// <summary>The evaluator against the published algorithm written straight down; the figures of both must agree.</summary>
internal static class EvaluatorBenchmark
{
    private const int Candidates = 256, Classes = 10, Runs = 5;

    public static void Run(int scenes)
    {
        var split = SyntheticScenes.Make(scenes, Candidates, Classes, seed: 1);
        Console.WriteLine($"{scenes} scenes x {Candidates} candidates x {Classes} classes, {split.Sum(s => s.Truth.Count)} true boxes, "
            + $"two thresholds, {Environment.ProcessorCount} cores");
        foreach (EvaluationProtocol protocol in (EvaluationProtocol[])[EvaluationProtocol.VoteNet, EvaluationProtocol.Fixed])
            Compare(split, protocol);
    }

    private static void Compare((SceneDetections Found, IReadOnlyList<TruthBox> Truth)[] split, EvaluationProtocol protocol)
    {
        string[] names = [.. Enumerable.Range(0, Classes).Select(c => $"class {c}")];
        var settings = new EvaluationSettings { Protocol = protocol, Classes = names };
        Evaluate(split[..Math.Min(200, split.Length)], settings);                       // compiled once
        DetectionFigures figures = null!;
        Cost fast = Cost.Median([.. Enumerable.Range(0, Runs).Select(_ => Cost.Of(() => figures = Evaluate(split, settings)))]);
        List<PlainEvaluator.ClassResult?[]> plain = [];
        Cost slow = Cost.Of(() => plain =
            [.. settings.Thresholds.Select(t => PlainEvaluator.Evaluate(split, Classes, t, protocol.Overlap))]);

        var classes = figures.Thresholds.Zip(plain).SelectMany(at => at.First.Classes.Zip(at.Second));
        double worst = classes.Max(c => Difference(c.First, c.Second!));
        Console.WriteLine($"{protocol.Id}: plain {slow}; here {fast}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"    {slow.Wall / fast.Wall:F0} times as fast ({slow.Processor / fast.Processor:F0} times less processor time); "
            + $"mAP {figures.Thresholds[0].MeanAveragePrecision:F4} and {figures.Thresholds[1].MeanAveragePrecision:F4}, "
            + $"largest difference of any recall, precision or AP {worst:G2}"));
    }

    private static DetectionFigures Evaluate((SceneDetections Found, IReadOnlyList<TruthBox> Truth)[] split, EvaluationSettings settings)
    {
        var evaluator = new DetectionEvaluator(settings);
        Parallel.ForEach(split, scene => evaluator.Add(scene.Found, scene.Truth));
        return evaluator.Evaluate();
    }

    private static double Difference(ClassFigures here, PlainEvaluator.ClassResult plain)
    {
        (double[] recall, double[] precision) = here.Curve.Expand();
        double curves = Math.Max(Largest(recall, plain.Recall), Largest(precision, plain.Precision));
        return Math.Max(curves, Math.Abs(here.Area - plain.AveragePrecision));
    }

    private static double Largest(double[] here, double[] plain) =>
        here.Length == plain.Length ? here.Zip(plain, (a, b) => Math.Abs(a - b)).Max() : double.PositiveInfinity;
}
