using Fuse3D.Vision.Data;
using Fuse3D.Vision.Metrics;
using Fuse3D.Vision.Metrics.Pictures;

namespace Fuse3D.Vision.Tests.Metrics;

public class PictureEvaluatorTests
{
    [Fact]
    public void Evaluate_PerfectDetections_AreOneEverywhere()
    {
        PictureSummary s = Evaluate(("1", [Found(0, 0.9, 0, 0, 10, 10), Found(1, 0.8, 0, 0, 50, 50), Found(0, 0.7, 0, 0, 100, 100)],
            [True(0, 0, 0, 10, 10), True(1, 0, 0, 50, 50), True(0, 0, 0, 100, 100)])).Summary;
        // One detection a picture finds only one of class 0's two objects.
        Assert.All([s.Ap, s.Ap50, s.Ap75, .. s.ApByArea, s.Recall[1], s.Recall[2], .. s.RecallByArea], v => Assert.Equal(1, v, 12));
        Assert.Equal(0.75, s.Recall[0], 12);
    }

    [Fact]
    public void Evaluate_HandWorkedRanking_SamplesTheEnvelopeAt101Recalls()
    {
        // Right, wrong, right of 3: precision 1, 1/2, 2/3; recall 0..0.33 at 1, 0.34..0.66 at 2/3, then 0.
        PictureFigures figures = Evaluate(
            ("1", [Found(0, 0.9, 0, 0, 10, 10), Found(0, 0.8, 500, 0, 10, 10), Found(0, 0.7, 100, 0, 10, 10)],
                [True(0, 0, 0, 10, 10), True(0, 100, 0, 10, 10), True(0, 200, 0, 10, 10)]));
        Assert.Equal((34 + 33 * 2.0 / 3) / 101, figures.Summary.Ap, 12);
        Assert.Equal((34 + 33 * 2.0 / 3) / 101, figures.Classes[0].Precision[9].Average(), 12);
        Assert.Equal(2.0 / 3, figures.Summary.Recall[2], 12);
        Assert.Equal(1.0 / 3, figures.Summary.Recall[0], 12);
        Assert.Equal(["b"], figures.Absent);
    }

    [Fact]
    public void Evaluate_OverlapOfExactlyTheThreshold_IsRight()
    {
        // 10 x 10 and 10 x 5 inside it: overlap 0.5, right at the first of ten thresholds only.
        PictureSummary s = Evaluate(("1", [Found(0, 0.9, 0, 0, 10, 5)], [True(0, 0, 0, 10, 10)])).Summary;
        Assert.Equal((0.1, 1.0, 0.0), (Math.Round(s.Ap, 12), Math.Round(s.Ap50, 12), s.Ap75));
    }

    [Fact]
    public void Evaluate_Crowds_TakeAnyNumberAndCountNeitherWay()
    {
        PictureTruth crowd = True(0, 0, 0, 100, 100) with { Crowd = true };
        PictureFigures figures = Evaluate(("1",
            [Found(0, 0.9, 0, 0, 10, 10), Found(0, 0.8, 20, 0, 10, 10), Found(0, 0.7, 300, 300, 10, 10)],
            [crowd, True(0, 300, 300, 10, 10)]));
        Assert.Equal(1, figures.Summary.Ap, 12);
        Assert.Equal((1, 3), (figures.Classes[0].Truths, figures.Classes[0].Detections));
    }

    [Fact]
    public void Evaluate_CrowdAndObjectOnOnePlace_TheObjectIsTakenFirst()
    {
        PictureTruth crowd = True(0, 0, 0, 20, 20) with { Crowd = true };
        PictureSummary s = Evaluate(("1", [Found(0, 0.9, 0, 0, 10, 9)], [crowd, True(0, 0, 0, 10, 10)])).Summary;
        Assert.Equal(1, s.Ap50, 12);
        Assert.Equal(0.9, s.Ap, 12);        // 0.5 .. 0.9; at 0.95 only the crowd is left
    }

    [Fact]
    public void Evaluate_ObjectsOfAnotherSize_CountNeitherWay()
    {
        PictureSummary s = Evaluate(("1", [Found(0, 0.9, 0, 0, 200, 200), Found(0, 0.8, 300, 0, 20, 20), Found(0, 0.7, 400, 0, 50, 50)],
            [True(0, 0, 0, 200, 200), True(0, 300, 0, 20, 20)])).Summary;
        Assert.Equal([1, double.NaN, 1], s.ApByArea.Select(v => Math.Round(v, 12)));
        Assert.Equal(1, s.Ap, 12);          // the wrong one comes last
    }

    [Fact]
    public void Evaluate_AreaOfTheMask_DecidesTheSize()
    {
        PictureTruth thin = True(0, 0, 0, 100, 100) with { Area = 500 };
        Assert.Equal([1, double.NaN, double.NaN], Evaluate(("1", [Found(0, 0.9, 0, 0, 100, 100)], [thin])).Summary.ApByArea
            .Select(v => Math.Round(v, 12)));
    }

    [Fact]
    public void Evaluate_MoreThanAHundredDetections_OnlyTheSurestCount()
    {
        PictureDetection[] many = [.. Enumerable.Range(0, 100).Select(i => Found(0, 1 - i * 0.001, 1000 + 20 * i, 0, 10, 10)),
            Found(0, 0.01, 0, 0, 10, 10)];
        Assert.Equal(0, Evaluate(("1", many, [True(0, 0, 0, 10, 10)])).Summary.Recall[2]);
    }

    [Fact]
    public void Evaluate_EqualScores_RankByPictureNumberAndThenInTheOrderGiven()
    {
        PictureDetection right = Found(0, 0.5, 0, 0, 10, 10), wrong = Found(0, 0.5, 900, 0, 10, 10);
        double RightFirst(string first, string second) =>
            Evaluate((second, [wrong], []), (first, [right], [True(0, 0, 0, 10, 10)])).Summary.Ap;
        Assert.Equal(1, RightFirst("9", "10"), 12);
        Assert.Equal(0.5, RightFirst("10", "9"), 12);
        Assert.Equal(1, RightFirst("a", "b"), 12);
        Assert.Equal(0.5, Evaluate(("1", [wrong, right], [True(0, 0, 0, 10, 10)])).Summary.Ap, 12);
    }

    [Fact]
    public void Shards_WrittenAndMerged_GiveTheSameFigures()
    {
        var random = new Random(3);
        PictureEvaluator whole = Evaluator(), merged = Evaluator();
        PictureEvaluator[] parts = [Evaluator(), Evaluator()];
        for (int i = 0; i < 30; i++)
        {
            PictureDetection[] found = [.. Enumerable.Range(0, 20).Select(_ => Found(
                random.Next(2), random.Next(5) / 5.0, 10 * random.Next(6), 0, 10 + random.Next(60), 40))];
            PictureTruth[] truth = [.. Enumerable.Range(0, 5).Select(n =>
                True(n % 2, 12 * n, 2, 40, 40) with { Crowd = random.Next(4) == 0 })];
            whole.Add($"{i}", found, truth);
            parts[i % 2].Add($"{i}", found, truth);
        }

        foreach (PictureEvaluator part in parts)
            merged.Add(MetricsJson.Read<PictureShard>(MetricsJson.Write(part.ToShard()), "part"));
        Assert.Equal(MetricsJson.Write(whole.Evaluate()), MetricsJson.Write(merged.Evaluate()));
        Assert.InRange(whole.Evaluate().Summary.Ap, 0.001, 0.999);
    }

    [Fact]
    public void Add_WhatCannotBeUsed_IsRefusedByName()
    {
        PictureEvaluator evaluator = Evaluator();
        evaluator.Add("1", [], []);
        Assert.Contains("picture 1", Refusal(() => evaluator.Add("1", [], [])), StringComparison.Ordinal);
        Assert.Contains("detection 0", Refusal(() => evaluator.Add("2", [Found(0, double.NaN, 0, 0, 1, 1)], [])), StringComparison.Ordinal);
        Assert.Contains("class 2", Refusal(() => evaluator.Add("2", [], [True(2, 0, 0, 1, 1)])), StringComparison.Ordinal);
        Assert.Contains("thresholds", Refusal(() => _ = new PictureEvaluator(evaluator.Settings with { Thresholds = [1.5] })),
            StringComparison.Ordinal);
    }

    private static PictureFigures Evaluate(params (string Id, PictureDetection[] Found, PictureTruth[] Truth)[] pictures)
    {
        PictureEvaluator evaluator = Evaluator();
        foreach (var picture in pictures)
            evaluator.Add(picture.Id, picture.Found, picture.Truth);
        return evaluator.Evaluate();
    }

    private static PictureEvaluator Evaluator() => new(new() { Classes = ["a", "b"] });

    private static PictureDetection Found(int c, double score, double x, double y, double w, double h) =>
        new(c, score, new(x, y, x + w, y + h));

    private static PictureTruth True(int c, double x, double y, double w, double h) => new(c, new(x, y, x + w, y + h), w * h, Crowd: false);

    private static string Refusal(Action action) => Assert.Throws<InvalidInputException>(action).Message;
}
