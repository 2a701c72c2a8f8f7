using FsCheck;
using FsCheck.Fluent;
using Fuse3D.Bench.Metrics;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Tests.Geometry;

namespace Fuse3D.Vision.Tests.Metrics;

/// <summary>The evaluator against the published algorithm written straight down.</summary>
public class PlainEvaluatorTests
{
    private const int Classes = 3;

    // Few places and few scores: ties, duplicates, shared edges and empty classes are the rule.
    private static readonly Gen<Box3D> Boxes =
        from x in Gen.Choose(0, 5)
        from y in Gen.Choose(0, 1)
        from length in Gen.Choose(1, 3)
        from turn in Gen.Choose(0, 4)
        select new Box3D(new(x * 0.3, y * 0.25, 0), new(length * 0.4, 0.6, 1), turn * 0.35);

    private static readonly Gen<SceneDetections> Found =
        from boxes in Boxes.ArrayOf(6)
        from classes in Gen.Choose(0, Classes - 1).ArrayOf(2)
        from scores in Gen.Choose(0, 4).ArrayOf(12)
        from picks in Gen.Choose(0, 5).ArrayOf(12)
        select new SceneDetections("", boxes, [.. classes.Distinct().Select((c, i) =>
            new ClassDetections(c, picks[(6 * i)..(6 * i + 6)], [.. scores[(6 * i)..(6 * i + 6)].Select(s => s / 4.0)]))]);

    private static readonly Gen<TruthBox[]> Truth =
        from boxes in Boxes.ArrayOf(4)
        from classes in Gen.Choose(0, Classes - 1).ArrayOf(4)
        from count in Gen.Choose(0, 4)
        select boxes.Zip(classes).Take(count).Select(t => new TruthBox(t.Second, t.First, t.First)).ToArray();

    private static readonly Arbitrary<(SceneDetections Found, IReadOnlyList<TruthBox> Truth)[]> Splits =
        (from count in Gen.Choose(1, 5)
         from found in Found.ArrayOf(count)
         from truth in Truth.ArrayOf(count)
         select found.Select((f, i) => (f with { Scene = $"{i}" }, (IReadOnlyList<TruthBox>)truth[i])).ToArray()).ToArbitrary();

    [Theory, InlineData("votenet-area"), InlineData("fixed-v1")]
    public void Evaluate_AnySplit_EqualsThePlainAlgorithm(string protocol) =>
        Box3DTests.Check(Prop.ForAll(Splits, split => AssertSame(split, EvaluationProtocol.Of(protocol), Classes)));

    [Theory, InlineData("votenet-area"), InlineData("fixed-v1")]
    public void Evaluate_RoomsOfCandidates_EqualsThePlainAlgorithm(string protocol) =>
        AssertSame(SyntheticScenes.Make(scenes: 40, candidates: 64, classes: 6, seed: 4), EvaluationProtocol.Of(protocol), 6);

    private static void AssertSame((SceneDetections Found, IReadOnlyList<TruthBox> Truth)[] split, EvaluationProtocol protocol, int classes)
    {
        var evaluator = new DetectionEvaluator(new()
        {
            Protocol = protocol,
            Classes = [.. Enumerable.Range(0, classes).Select(c => $"{c}")],
            Thresholds = [0.1, 0.25, 0.5],
        });
        foreach (var scene in split.Reverse())
            evaluator.Add(scene.Found, scene.Truth);
        foreach (ThresholdFigures at in evaluator.Evaluate().Thresholds)
        {
            PlainEvaluator.ClassResult?[] plain = PlainEvaluator.Evaluate(split, classes, at.Threshold, protocol.Overlap);
            foreach ((ClassFigures here, PlainEvaluator.ClassResult? there) in at.Classes.Zip(plain))
                AssertSame(here, there);
        }
    }

    private static void AssertSame(ClassFigures here, PlainEvaluator.ClassResult? there)
    {
        (double[] recall, double[] precision) = here.Curve.Expand();
        Assert.Equal(there?.Recall ?? [], recall);
        Assert.Equal(there?.Precision ?? [], precision);
        Assert.Equal(there?.AveragePrecision ?? double.NaN, here.Area, 12);
    }
}
