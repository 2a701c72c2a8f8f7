using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Metrics;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Models.GroupFree.Decoding;

namespace Fuse3D.Vision.Tests.Metrics;

public class DetectionEvaluatorTests
{
    private static readonly Box3D Here = new(default, new(1, 1, 1), 0.2), There = new(new(5, 0, 0), new(1, 2, 1), 0);

    [Fact]
    public void Evaluate_HandWorkedCase_GivesAreaElevenPointAndRecall()
    {
        // chair: right, wrong, right of 3; precision 1, 1/2, 2/3 at recall 1/3, 1/3, 2/3
        DetectionEvaluator evaluator = Evaluator(EvaluationProtocol.Fixed);
        evaluator.Add(Scene("a", (Here, 0, 0.9), (There, 0, 0.7)), [Truth(Here, 0), Truth(There, 0)]);
        evaluator.Add(Scene("b", (Here, 0, 0.8)), [Truth(There, 0)]);
        ClassFigures chair = evaluator.Evaluate().Thresholds[0].Classes[0];
        Assert.Equal(1.0 / 3 + 2.0 / 9, chair.Area, 12);
        Assert.Equal((4 + 3 * 2.0 / 3) / 11, chair.ElevenPoint, 12);
        Assert.Equal((2.0 / 3, 2.0 / 3), (chair.Recall, chair.Precision));
        Assert.Equal([1, 3], chair.Curve.Ranks);
    }

    [Fact]
    public void Evaluate_SecondDetectionOfTheSameObject_IsWrongEvenWhereAnotherIsFree()
    {
        DetectionEvaluator evaluator = Evaluator(EvaluationProtocol.Fixed);
        Box3D near = Here with { Centre = new(0.2, 0, 0) }, beside = Here with { Centre = new(0.5, 0, 0) };
        evaluator.Add(Scene("a", (Here, 0, 0.9), (near, 0, 0.8)), [Truth(Here, 0), Truth(beside, 0)]);
        Assert.Equal([1], evaluator.Evaluate().Thresholds[0].Classes[0].Curve.Ranks);
    }

    [Fact]
    public void Evaluate_ClassWithoutTruth_IsLeftOutOrNotANumber()
    {
        foreach (EvaluationProtocol protocol in EvaluationProtocol.All)
        {
            DetectionEvaluator evaluator = Evaluator(protocol);
            evaluator.Add(Scene("a", (Here, 0, 0.9), (Here, 1, 0.1)), [Truth(Here, 0)]);
            DetectionFigures figures = evaluator.Evaluate();
            Assert.Equal(["table"], figures.Absent);
            bool exact = protocol.Absent == AbsentClasses.Skipped;
            Assert.Equal(exact ? 1 : double.NaN, figures.Thresholds[0].MeanAveragePrecision);
            Assert.Equal(exact ? 1 : double.NaN, figures.Thresholds[0].AverageRecall);
            Assert.NotEqual(exact, figures.Thresholds[0].Classes[1].Counted);
        }
    }

    [Fact]
    public void Evaluate_NothingAtAll_IsNotANumberInsteadOfZero()
    {
        DetectionFigures figures = Evaluator(EvaluationProtocol.Fixed).Evaluate();
        Assert.Equal(double.NaN, figures.Thresholds[0].MeanAveragePrecision);
        Assert.Equal(["chair", "table"], figures.Absent);
    }

    [Fact]
    public void Evaluate_EqualScores_RankBySceneAndThenInTheOrderGiven()
    {
        DetectionEvaluator evaluator = Evaluator(EvaluationProtocol.Fixed);
        evaluator.Add(Scene("b", (There, 0, 0.5), (Here, 0, 0.5)), [Truth(Here, 0)]);
        evaluator.Add(Scene("a", (Here, 0, 0.5), (There, 0, 0.5)), [Truth(Here, 0)]);
        Assert.Equal([1, 4], evaluator.Evaluate().Thresholds[0].Classes[0].Curve.Ranks);
    }

    [Fact]
    public void Evaluate_PublishedTruth_ComparesWithThePublishedBox()
    {
        DetectionEvaluator evaluator = Evaluator(EvaluationProtocol.GroupFree);
        evaluator.Add(Scene("a", (There, 0, 0.9), (There, 1, 0.9)), [new(0, Here, There with { Yaw = 0.1 }), new(1, There, Here)]);
        Assert.Equal([1.0, 0.0], evaluator.Evaluate().Thresholds[0].Classes.Select(c => c.Recall));
    }

    [Fact]
    public void Evaluate_Scenes_GiveSummariesAndConfusion()
    {
        DetectionEvaluator evaluator = Evaluator(EvaluationProtocol.Fixed);
        evaluator.Add(Scene("a", (Here, 1, 0.9), (There, 0, 0.8), (There with { Centre = new(9, 9, 9) }, 0, 0.7), (Here, 0, 0.1)),
            [Truth(Here, 0), Truth(There, 0), Truth(Here with { Centre = new(0, 0, 7) }, 1)]);
        DetectionFigures figures = evaluator.Evaluate();
        Assert.Equal(new SceneSummary(Right: 1, Wrong: 2, Missed: 2), figures.Scenes[0].Summary);
        Assert.Equal([[1, 1, 0], [0, 0, 1], [1, 0, 0]], figures.Confusion.Counts);
    }

    [Fact]
    public void Shards_WrittenAndMergedInAnyOrder_GiveTheSameFigures()
    {
        DetectionEvaluator whole = Evaluator(EvaluationProtocol.Fixed), first = Evaluator(EvaluationProtocol.Fixed),
            second = Evaluator(EvaluationProtocol.Fixed);
        var random = new Random(5);
        foreach (int i in Enumerable.Range(0, 20))
        {
            SceneDetections scene = Scene($"{i:D2}", (Here, 0, random.Next(4) / 4.0), (There, 1, random.Next(4) / 4.0));
            whole.Add(scene, [Truth(Here, i % 2), Truth(There, 1)]);
            (i % 3 == 0 ? first : second).Add(scene, [Truth(Here, i % 2), Truth(There, 1)]);
        }

        DetectionEvaluator merged = Evaluator(EvaluationProtocol.Fixed);
        foreach (DetectionEvaluator part in (DetectionEvaluator[])[second, first])
            merged.Add(MetricsJson.Read<EvaluationShard>(MetricsJson.Write(part.ToShard()), "part"));
        Assert.Equal(MetricsJson.Write(whole.Evaluate()), MetricsJson.Write(merged.Evaluate()));
    }

    [Fact]
    public void Add_WhatCannotBeUsed_IsRefusedByName()
    {
        DetectionEvaluator evaluator = Evaluator(EvaluationProtocol.Fixed);
        evaluator.Add(Scene("a", (Here, 0, 0.9)), []);
        Assert.Contains("scene a", Refusal(() => evaluator.Add(Scene("a", (Here, 0, 0.9)), [])), StringComparison.Ordinal);
        Assert.Contains("score 0", Refusal(() => evaluator.Add(Scene("b", (Here, 0, double.NaN)), [])), StringComparison.Ordinal);
        Assert.Contains("class 2", Refusal(() => evaluator.Add(Scene("b", (Here, 2, 1)), [])), StringComparison.Ordinal);
        Assert.Contains("true box 0", Refusal(() => evaluator.Add(Scene("b"), [Truth(Here, -1)])), StringComparison.Ordinal);
        Box3D nowhere = Here with { Yaw = double.PositiveInfinity };
        Assert.Contains("detected box 0", Refusal(() => evaluator.Add(Scene("b", (nowhere, 0, 1)), [])), StringComparison.Ordinal);
        EvaluationShard other = Evaluator(EvaluationProtocol.VoteNet).ToShard();
        Assert.Contains("votenet-area", Refusal(() => evaluator.Add(other)), StringComparison.Ordinal);
        Assert.Contains("threshold 1", Refusal(() => _ = new DetectionEvaluator(evaluator.Settings with { Thresholds = [0.5, 0.25] })),
            StringComparison.Ordinal);
        Assert.Equal(1, evaluator.Count);
    }

    private static DetectionEvaluator Evaluator(EvaluationProtocol protocol) =>
        new(new() { Protocol = protocol, Classes = ["chair", "table"] });

    private static SceneDetections Scene(string id, params (Box3D Box, int Class, double Score)[] detections) =>
        SceneDetections.From(id, detections.Select((d, i) => new Detection3D(d.Box, d.Class, d.Score, i)));

    private static TruthBox Truth(Box3D box, int classId) => new(classId, box, box);

    private static string Refusal(Action action) => Assert.Throws<InvalidInputException>(action).Message;
}
