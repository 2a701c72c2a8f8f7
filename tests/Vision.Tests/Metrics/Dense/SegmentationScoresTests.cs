using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Tests.Dense;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Metrics.Dense;

public class SegmentationScoresTests
{
    private const double ScoreLimit = 1e-10;

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "metrics_seg", MemberType = typeof(GoldenCases)), Trait("Category", "Golden")]
    public void Of_GoldenPictures_MatchesReference(string name)
    {
        using var golden = new DenseGolden(name);
        foreach (var set in golden.Json("num_classes").EnumerateObject())
        {
            var confusion = new ConfusionMatrix(set.Value.GetInt32());
            for (int i = 0; golden.Has($"{set.Name}.gt{i}"); i++)
                confusion.Add(golden.Bytes($"{set.Name}.gt{i}"), golden.Bytes($"{set.Name}.pred{i}"));
            GoldenReport.Equal<long>(name, $"{set.Name}.confusion", golden.Integers($"{set.Name}.confusion"), confusion.Counts);
            SegmentationScores scores = SegmentationScores.Of(confusion);
            Close(golden, $"{set.Name}.scores_f64", [scores.PixelAccuracy, scores.MeanAccuracy, scores.MeanIou]);
            Close(golden, $"{set.Name}.class_acc_minus1_for_nan_f64", WithoutNaN(scores.ClassAccuracies));
            Close(golden, $"{set.Name}.class_iou_minus1_for_nan_f64", WithoutNaN(scores.ClassIous));
        }

        SegmentationScores empty = SegmentationScores.Of(new ConfusionMatrix(5));
        Close(golden, "empty.scores_f64", [empty.PixelAccuracy, empty.MeanAccuracy, empty.MeanIou]);
    }

    [Fact]
    public void Of_ClassesAbsentAndOnlyPredicted_AreLeftOutAsPublished()
    {
        var confusion = new ConfusionMatrix(4);
        confusion.Add([0, 0, 1, 1, 255, 7], [0, 2, 1, 1, 0, 0]);       // class 2 is only predicted, class 3 nowhere
        SegmentationScores scores = SegmentationScores.Of(confusion);
        Assert.Equal(75, scores.PixelAccuracy);
        Assert.Equal((50.0 + 100) / 2, scores.MeanAccuracy);
        Assert.Equal((50.0 + 100 + 0) / 3, scores.MeanIou, 12);
        Assert.Equal([50.0, 100, double.NaN, double.NaN], scores.ClassAccuracies);
    }

    [Fact]
    public void Add_OfAnotherMatrix_IsTheSum()
    {
        ConfusionMatrix left = new(3), right = new(3), both = new(3);
        left.Add([0, 1, 2], [0, 2, 2]);
        right.Add([2, 2], [1, 255]);
        both.Add([0, 1, 2, 2, 2], [0, 2, 2, 1, 255]);
        left.Add(right);
        Assert.Equal(both.Counts.ToArray(), left.Counts.ToArray());
        Assert.Throws<ArgumentException>(() => left.Add(new ConfusionMatrix(4)));
        Assert.Throws<ArgumentException>(() => left.Add([0], [0, 1]));
    }

    // The golden has shares there, the scores percent.
    private static double[] WithoutNaN(IEnumerable<double> percent) => [.. percent.Select(v => double.IsNaN(v) ? -1 : v / 100)];

    private static void Close(DenseGolden golden, string tensor, double[] actual) =>
        GoldenReport.Close(golden.Name, tensor, golden.Doubles(tensor), actual, ScoreLimit);
}
