using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Metrics;
using Fuse3D.Vision.Metrics.Detections;

namespace Fuse3D.Vision.Tests.Metrics;

public class SpreadTests
{
    [Fact]
    public void Of_SeveralRuns_GivesMeanSampleDeviationAndBest() => Assert.Equal(new Spread(2, 1, 3, 3), Spread.Of([1, 3, 2]));

    [Fact]
    public void Of_OneRun_DoesNotDeviate() => Assert.Equal(new Spread(0.5, 0, 0.5, 1), Spread.Of([0.5]));

    [Fact]
    public void RepeatedFigures_TwoSamplings_AreAveragedForEachThreshold()
    {
        RepeatedFigures repeated = RepeatedFigures.Of([Run(finds: true), Run(finds: false)]);
        Assert.Equal([0.25, 0.5], repeated.Thresholds.Select(t => t.Threshold));
        Assert.Equal((0.5, 1.0, 2), (repeated.Thresholds[1].MeanAveragePrecision.Mean, repeated.Thresholds[1].MeanAveragePrecision.Best,
            repeated.Thresholds[1].Classes[0].Runs));
        Assert.Throws<ArgumentException>(() => RepeatedFigures.Of([]));
    }

    private static DetectionFigures Run(bool finds)
    {
        var evaluator = new DetectionEvaluator(new() { Protocol = EvaluationProtocol.Fixed, Classes = ["chair"] });
        Box3D box = new(default, new(1, 1, 1), 0);
        evaluator.Add(SceneDetections.From("a", finds ? [new(box, 0, 1, 0)] : []), [new TruthBox(0, box, box)]);
        return evaluator.Evaluate();
    }
}
