using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Metrics.Running;

namespace Fuse3D.Vision.Tests.Metrics.Running;

public class DenseEvaluationTests
{
    [Fact]
    public void Segmentation_TwoFrames_IsOfAllTheirPixelsTogether()
    {
        DenseEvaluation evaluation = Of(
            ["only", "ensemble"], new DenseFrame { Labels = [[new(0, 0, 6), new(1, 0, 2)], [new(0, 0, 8)]] }, new DenseFrame { Labels = [[new(1, 1, 2)], [new(1, 0, 2)]] });

        IReadOnlyList<SegmentationFigures> figures = evaluation.Segmentation(["wall", "floor", "chair"]);

        Assert.Equal(["only", "ensemble"], figures.Select(own => own.Output));
        Assert.Equal(80, figures[0].Scores.PixelAccuracy, 12);
        Assert.Equal((75.0 + 50) / 2, figures[0].Scores.MeanIou, 12);
        Assert.Equal([6, 4, 0], figures[0].Pixels);
        Assert.Equal([("0", 1.0), ("1", 0.0)], evaluation.Ranked());        // by the ensemble
    }

    [Fact]
    public void Translation_FeaturesOfOnePicture_GiveNoDistance()
    {
        DenseFrame first = new() { Errors = [new(0.2, 0.04)], Features = [[1, 2], [1, 2]] }, second = new() { Errors = [new(0.4, 0.12)], Features = [[3, 1], [4, 0]] };

        TranslationFigures one = Of(["ensemble"], first).Translation(new())[0], two = Of(["ensemble"], first, second).Translation(new())[0];

        Assert.Null(one.Frechet);
        Assert.Equal(0.3, two.MeanAbsolute, 12);
        Assert.Equal(Math.Sqrt(0.08), two.RootMeanSquared, 12);
        FeatureSet made = FeatureSet.Of([[1, 2], [3, 1]]), target = FeatureSet.Of([[1, 2], [4, 0]]);
        Assert.Equal((FrechetDistance.Between(made, target), KernelDistance.Between(made, target).MeanTimes100), (two.Frechet, two.Kernel));
    }

    [Fact]
    public void Exchanged_TwoFrames_IsTheMeanByPlace()
    {
        DenseFrame first = new() { Errors = [new(0, 0)], Exchanged = [new("a", [0, 1]), new("b", [0.5, 0])] }, second = new() { Errors = [new(0, 0)], Exchanged = [new("a", [1, 1]), new("b", [0, 0])] };

        IReadOnlyList<ExchangedShare> shares = Of(["ensemble"], first, second).Exchanged();

        Assert.Equal(["a", "b"], shares.Select(place => place.Place));
        Assert.Equal([0.5, 1, 0.25, 0], shares.SelectMany(place => place.Shares));
    }

    private static DenseEvaluation Of(string[] outputs, params DenseFrame[] frames)
    {
        var store = new ResultMemory();
        for (int i = 0; i < frames.Length; i++)
            store.Add(new(new(0, i), $"{i}") { Dense = frames[i] });
        return new(store, frames.Length, outputs);
    }
}
