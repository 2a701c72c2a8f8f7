using FsCheck;
using FsCheck.Fluent;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Tests.Geometry;

public class NonMaximumSuppressionTests
{
    // Unit cubes: 0 and 1 share half of their length, 2 stands on 0, 3 is far.
    private static readonly Extents3D[] Boxes = [Cube(0, 0), Cube(0.5, 0), Cube(0, 1), Cube(9, 0)];

    [Theory]
    [InlineData(SuppressionKind.ClassAgnostic, new[] { 0, 2, 3 })]
    [InlineData(SuppressionKind.FromAbove, new[] { 0, 3 })]
    [InlineData(SuppressionKind.PerClass, new[] { 0, 1, 2, 3 })]
    public void Keep_EachKind_ComparesWhatItShould(SuppressionKind kind, int[] kept) =>
        Assert.Equal(kept, new NonMaximumSuppression(kind).Keep(Boxes, [0.9, 0.8, 0.7, 0.6], [0, 1, 1, 0]));

    [Fact]
    public void Keep_OverlapAtTheThreshold_Stays()
    {
        Extents3D small = new(default, new(0.25, 1, 1)), large = new(default, new(1, 1, 1));    // IoU 0.25 exactly
        Assert.Equal([0, 1], new NonMaximumSuppression(SuppressionKind.ClassAgnostic).Keep([large, small], [1, 0.5], []));
        Assert.Equal([0], new NonMaximumSuppression(SuppressionKind.ClassAgnostic, 0.2499).Keep([large, small], [1, 0.5], []));
    }

    [Fact]
    public void Keep_ByLowerBox_RemovesWhatLiesInsideABetterOne()
    {
        Extents3D small = new(default, new(0.1, 1, 1)), large = new(default, new(1, 1, 1));
        var old = new NonMaximumSuppression(SuppressionKind.ClassAgnostic, ByLowerBox: true);
        Assert.Equal([0], old.Keep([large, small], [1, 0.5], []));
        Assert.Equal([0, 1], old.Keep([large, small], [0.5, 1], []));
    }

    [Fact]
    public void Keep_RemovedBox_RemovesNothingItself() =>
        Assert.Equal([0, 2], new NonMaximumSuppression(SuppressionKind.ClassAgnostic).Keep(
            [Cube(0, 0), Cube(0.5, 0), Cube(0.95, 0)], [0.9, 0.8, 0.7], []));

    [Fact]
    public void Keep_FlatBoxesAndNaN_RemoveNothing()
    {
        var flat = new Extents3D(default, new(1, 1, 0));
        Assert.Equal([0, 1], new NonMaximumSuppression(SuppressionKind.ClassAgnostic).Keep([flat, flat], [1, 1], []));
        Assert.Equal([1], new NonMaximumSuppression(SuppressionKind.ClassAgnostic).Keep([Cube(0, 0), Cube(0, 0)], [double.NaN, 0.1], []));
        Extents3D nowhere = new(new(double.NaN, 0, 0), new(double.NaN, 1, 1));
        Assert.Equal([0, 1], new NonMaximumSuppression(SuppressionKind.FromAbove).Keep([nowhere, Cube(0, 0)], [1, 0.5], []));
    }

    [Fact]
    public void Keep_EqualScores_FirstIndexStays() =>
        Assert.Equal([0], new NonMaximumSuppression(SuppressionKind.ClassAgnostic).Keep([Cube(0, 0), Cube(0.1, 0)], [0.5, 0.5], []));

    [Fact]
    public void Keep_Nothing_KeepsNothing() => Assert.Empty(new NonMaximumSuppression(SuppressionKind.PerClass).Keep([], [], []));

    [Fact]
    public void Keep_AnyBoxes_KeepsTheBestOfEachCluster() => Box3DTests.Check(Prop.ForAll(
        Box3DTests.AnyBox.ListOf(12).ToArbitrary(), Gen.Choose(0, 4).ArrayOf(12).ToArbitrary(), (boxes, scores) =>
        {
            Extents3D[] extents = [.. boxes.Select(b => (b with { Centre = b.Centre * 0.2 }).Extents())];
            double[] score = [.. scores.Take(boxes.Count).Select(s => s / 4.0)];
            int[] kept = new NonMaximumSuppression(SuppressionKind.ClassAgnostic).Keep(extents, score, []);
            bool Overlap(int a, int b) => extents[a].Intersection(extents[b]) is var shared
                && shared / (extents[a].Volume + extents[b].Volume - shared) > 0.25;
            bool Better(int a, int b) => score[a] > score[b] || (score[a] == score[b] && a < b);
            return kept.All(a => kept.All(b => a == b || !Overlap(a, b)))
                && Enumerable.Range(0, extents.Length).Except(kept).All(r => kept.Any(k => Better(k, r) && Overlap(k, r)));
        }));

    private static Extents3D Cube(double x, double z) => new(new(x, 0, z), new(x + 1, 1, z + 1));
}
