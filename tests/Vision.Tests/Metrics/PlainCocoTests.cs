using FsCheck;
using FsCheck.Fluent;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Metrics.Pictures;
using Fuse3D.Vision.Tests.Geometry;

namespace Fuse3D.Vision.Tests.Metrics;

public class PlainCocoTests
{
    private static readonly PictureSettings Settings = new() { Classes = ["a", "b", "c"], Thresholds = [0.3, 0.5, 0.75] };

    // Few places, sizes and scores: ties, duplicates, crowds and objects on the border of two sizes are the rule.
    private static readonly Gen<PictureBox> Boxes =
        from x in Gen.Choose(0, 4)
        from y in Gen.Choose(0, 2)
        from width in Gen.Elements(16, 32, 48, 96, 128)
        from height in Gen.Elements(32, 40, 96)
        select new PictureBox(8 * x, 8 * y, 8 * x + width, 8 * y + height);

    private static readonly Gen<PictureDetection> Found =
        from box in Boxes
        from c in Gen.Choose(0, 2)
        from score in Gen.Choose(0, 5)
        select new PictureDetection(c, score / 5.0, box);

    private static readonly Gen<PictureTruth> Truth =
        from box in Boxes
        from c in Gen.Choose(0, 1)
        from crowd in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new PictureTruth(c, box, (box.Right - box.Left) * (box.Bottom - box.Top), crowd);

    private static readonly Arbitrary<(PictureDetection[] Found, PictureTruth[] Truth)[]> Splits =
        (from found in Found.ArrayOf(14)
         from truth in Truth.ArrayOf(5)
         select (found, truth)).ArrayOf(3).ToArbitrary();

    [Fact]
    public void Evaluate_AnySplit_EqualsThePlainAlgorithm() => Box3DTests.Check(Prop.ForAll(Splits, split =>
    {
        var evaluator = new PictureEvaluator(Settings);
        for (int i = split.Length - 1; i >= 0; i--)
            evaluator.Add($"{i}", split[i].Found, split[i].Truth);
        PictureFigures figures = evaluator.Evaluate();
        for (int c = 0; c < 3; c++)
            AssertSame(split, c, figures.Classes[c].Summary);
    }));

    private static void AssertSame((PictureDetection[], PictureTruth[])[] split, int c, PictureSummary actual)
    {
        (double Ap, double Recall) Plain(int area, int most, params double[] thresholds)
        {
            (double Ap, double Recall)?[] at =
                [.. thresholds.Select(t => PlainCoco.Evaluate(split, c, t, Settings.Areas[area], most))];
            return at[0] is null ? (double.NaN, double.NaN) : (at.Average(v => v!.Value.Ap), at.Average(v => v!.Value.Recall));
        }

        double[] all = [.. Settings.Thresholds];
        Assert.Equal(Plain(0, 100, all).Ap, actual.Ap, 12);
        Assert.Equal(Plain(0, 100, 0.5).Ap, actual.Ap50, 12);
        Assert.Equal(Plain(0, 100, 0.75).Ap, actual.Ap75, 12);
        for (int area = 1; area < Settings.Areas.Count; area++)
        {
            Assert.Equal(Plain(area, 100, all).Ap, actual.ApByArea[area - 1], 12);
            Assert.Equal(Plain(area, 100, all).Recall, actual.RecallByArea[area - 1], 12);
        }

        for (int few = 0; few < Settings.MostDetections.Count; few++)
            Assert.Equal(Plain(0, Settings.MostDetections[few], all).Recall, actual.Recall[few], 12);
    }
}
