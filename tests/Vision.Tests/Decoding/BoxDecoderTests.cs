using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.GroupFree.Decoding;

namespace Fuse3D.Vision.Tests.Decoding;

public class BoxDecoderTests
{
    private static readonly DecodeOptions Everything = new() { RemoveEmptyBoxes = false, Suppression = null };

    [Fact]
    public void DecodeAll_HeadingBeyondPi_WrapsAndTurnsTheOtherWay()
    {
        HeadOutputs head = Head(1);
        head.HeadingScores[9] = 5;           // bin 9 of 12: 270 degrees
        head.HeadingResiduals[9] = 0.1f;
        Assert.Equal(-(9 * Math.PI / 6 + 0.1 - 2 * Math.PI), new BoxDecoder(ObjectClasses.SunRgbd, Everything).DecodeAll(head)[0].Box.Yaw,
            6);
    }

    [Fact]
    public void DecodeAll_SizeClusters_AddTheResidualOfTheBest()
    {
        HeadOutputs head = Head(1, ObjectClasses.ScanNet) with { Sizes = null, SizeScores = new float[18], SizeResiduals = new float[54] };
        head.SizeScores[2] = 3;
        (head.SizeResiduals[6], head.SizeResiduals[7], head.SizeResiduals[8]) = (0.5f, -0.25f, 1);
        Point3D size = new BoxDecoder(ObjectClasses.ScanNet, Everything).DecodeAll(head)[0].Box.Size;
        Assert.True((size - (ObjectClasses.ScanNet.MeanSizes[2] + new Point3D(0.5, -0.25, 1))).Length < 1e-12);
    }

    [Fact]
    public void Decode_EmptyBoxes_AreDroppedBeforeTheySuppress()
    {
        HeadOutputs head = Head(2);
        (head.Objectness[0], head.Objectness[1]) = (5, 1);
        (head.Centres[0], head.Centres[3]) = (0.3f, 0);                    // overlapping; points only in the weaker one
        float[] points = [.. Enumerable.Repeat(new float[] { -0.45f, 0, 0 }, 5).SelectMany(p => p)];
        Assert.Equal([1], new BoxDecoder(ObjectClasses.SunRgbd, DecodeOptions.Evaluation).Decode(head, points).Select(b => b.Candidate));
        Assert.Equal([0], new BoxDecoder(ObjectClasses.SunRgbd, DecodeOptions.TrainingEvaluation).Decode(head, points).Select(
            b => b.Candidate));
        Assert.Empty(new BoxDecoder(ObjectClasses.SunRgbd, DecodeOptions.Evaluation).Decode(head, points.AsSpan(0, 12)));
    }

    [Fact]
    public void Decode_NotFinite_IsDropped()
    {
        HeadOutputs head = Head(5);
        head.Centres[0] = float.NaN;
        head.Objectness[1] = float.NaN;
        head.SemanticScores[2 * 10] = float.PositiveInfinity;
        head.Sizes![9] = float.NegativeInfinity;
        Assert.Equal([4], new BoxDecoder(ObjectClasses.SunRgbd, Everything).Decode(head, []).Select(b => b.Candidate));
    }

    [Fact]
    public void Decode_NothingOrMisshapen_IsEmptyOrRefused()
    {
        Assert.Empty(new BoxDecoder(ObjectClasses.SunRgbd, DecodeOptions.Evaluation).Decode(Head(0), []));
        Assert.Throws<ArgumentException>(
            () => new BoxDecoder(ObjectClasses.SunRgbd, Everything).DecodeAll(Head(2) with { Centres = new float[5] }));
        Assert.Throws<ArgumentException>(() => new BoxDecoder(ObjectClasses.ScanNet, Everything).DecodeAll(Head(2)));
    }

    [Fact]
    public void ToDetections_EachForm_OrdersAsPublished()
    {
        HeadOutputs head = Head(2);
        head.SemanticScores[3] = 2;
        var perClass = new BoxDecoder(ObjectClasses.SunRgbd, Everything);
        DecodedBox[] boxes = perClass.Decode(head, []);
        Detection3D[] all = perClass.ToDetections(boxes);
        Assert.Equal(20, all.Length);
        Assert.Equal([(0, 0), (0, 1), (1, 0)], all.Take(3).Select(d => (d.Class, d.Candidate)));
        Assert.Equal(0.5, all.Where(d => d.Candidate == 0).Sum(d => d.Score), 12);
        Detection3D[] single = new BoxDecoder(ObjectClasses.SunRgbd, Everything with { PerClassProposals = false }).ToDetections(boxes);
        Assert.Equal([(3, 0.5), (0, 0.5)], single.Select(d => (d.Class, d.Score)));
    }

    // Unit cubes at the origin, undecided about everything.
    private static HeadOutputs Head(int count, ObjectClasses? classes = null)
    {
        classes ??= ObjectClasses.SunRgbd;
        return new()
        {
            Centres = new float[3 * count],
            Objectness = new float[count],
            HeadingScores = new float[count * classes.HeadingBins],
            HeadingResiduals = new float[count * classes.HeadingBins],
            SemanticScores = new float[count * classes.Names.Count],
            Sizes = Enumerable.Repeat(1f, 3 * count).ToArray(),
        };
    }
}
