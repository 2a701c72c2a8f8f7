using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Metrics;

public class PublishedIouTests
{
    [SkippableTheory, Trait("Category", "Golden")]
    [MemberData(nameof(GoldenCases.Of), "iou3d", MemberType = typeof(GoldenCases))]
    public void TryOf_GoldenPairs_GivesTheOfficialValuesWithTheirQuirks(string name)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(GoldenCases.PathOf(name));
        double[] first = golden.ReadAs<double>("corners1"), second = golden.ReadAs<double>("corners2");
        int[] errors = golden.ReadAs<int>("error"), stopped = new int[errors.Length];
        double[] iou = new double[errors.Length], above = new double[errors.Length];
        for (int i = 0; i < errors.Length; i++)
        {
            bool ran = PublishedIou.TryOf(first.AsSpan(24 * i, 24), second.AsSpan(24 * i, 24), out iou[i], out above[i]);
            stopped[i] = ran ? 0 : 1;
        }

        GoldenReport.Equal<int>(name, "error", errors, stopped);
        GoldenReport.Close(name, "iou3d of the official clipper", golden.ReadAs<double>("iou3d"), iou, 1e-9);
        GoldenReport.Close(name, "iou_bev of the official clipper", golden.ReadAs<double>("iou_bev"), above, 1e-9);
    }

    [Fact]
    public void TryOf_BoxesApart_IsZero()
    {
        double[] here = CameraAxes.Corners(new(default, new(1, 1, 1), 0.3));
        double[] there = CameraAxes.Corners(new(new(3, 0, 0), new(1, 1, 1), 0.1));
        Assert.True(PublishedIou.TryOf(here, there, out double iou, out double above));
        Assert.Equal((0.0, 0.0), (iou, above));
    }
}
