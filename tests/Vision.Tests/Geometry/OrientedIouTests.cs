using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Geometry;

public class OrientedIouTests
{
    // The official clipper is right only where edges are in general position.
    private static readonly string[] TrustedTags = ["random", "axis_aligned", "near_identical", "contained", "far", "thin"];

    private static readonly Arbitrary<(Box3D A, Box3D B)> Pairs =
        (from a in Box3DTests.AnyBox
         from b in Box3DTests.AnyBox
         from near in Gen.Choose(0, 2)
         select (a, near > 0 ? b with { Centre = a.Centre + (b.Centre - a.Centre) * 0.1 } : b)).ToArbitrary();

    [Fact]
    public void Of_AnyPair_IsSymmetricAndInRange() => Box3DTests.Check(Prop.ForAll(Pairs, pair =>
    {
        double iou = OrientedIou.Of(pair.A, pair.B), above = OrientedIou.FromAbove(pair.A, pair.B);
        return iou is >= 0 and <= 1 && above is >= 0 and <= 1
            && Math.Abs(iou - OrientedIou.Of(pair.B, pair.A)) < 1e-9 && Math.Abs(above - OrientedIou.FromAbove(pair.B, pair.A)) < 1e-9;
    }));

    [Fact]
    public void Of_SameMotionOfBoth_StaysTheSame() => Box3DTests.Check(Prop.ForAll(Pairs, Box3DTests.AnyBox.ToArbitrary(), (pair, motion) =>
        Math.Abs(OrientedIou.Of(pair.A, pair.B) - OrientedIou.Of(Move(pair.A, motion), Move(pair.B, motion))) < 1e-9));

    [Fact]
    public void Of_ABoxAndItself_IsOneHoweverItIsWritten() => Box3DTests.Check(Prop.ForAll(Box3DTests.AnyBox.ToArbitrary(), box =>
    {
        Box3D[] same = [box, box with { Yaw = box.Yaw + Math.PI }, box with { Size = new(-box.Size.X, box.Size.Y, -box.Size.Z) },
            box with { Yaw = box.Yaw + Math.PI / 2, Size = new(box.Size.Y, box.Size.X, box.Size.Z) }];
        return same.All(b => Math.Abs(OrientedIou.Of(box, b) - 1) < 1e-9 && Math.Abs(OrientedIou.FromAbove(box, b) - 1) < 1e-9);
    }));

    [Fact]
    public void Of_BoxesAlongTheAxes_IsThatOfTheirExtents() => Box3DTests.Check(Prop.ForAll(Pairs, pair =>
    {
        Box3D a = pair.A with { Yaw = 0 }, b = pair.B with { Yaw = 0 };
        double shared = a.Extents().Intersection(b.Extents());
        return Math.Abs(OrientedIou.Of(a, b) - shared / (a.Volume + b.Volume - shared)) < 1e-9;
    }));

    [Fact]
    public void Intersection_SampledPoints_AgreeWithinChance()
    {
        var random = new Random(3);
        Box3D a = new(new(0, 0, 0), new(2, 1, 1), 0.4), b = new(new(0.3, 0.2, 0.1), new(1.5, 1.2, 1), -0.7);
        int inside = Enumerable.Range(0, 200_000).Count(_ =>
        {
            Point3D p = new(random.NextDouble() * 4 - 2, random.NextDouble() * 4 - 2, random.NextDouble() * 4 - 2);
            return a.Contains(p) && b.Contains(p);
        });
        Assert.Equal(inside / 200_000.0 * 64, OrientedIou.Intersection(a, b), tolerance: 0.05);
    }

    [Fact]
    public void Of_TouchingOrFlatBoxes_IsZero()
    {
        var box = new Box3D(default, new(1, 1, 1), 0.3);
        Assert.Equal(0, OrientedIou.Of(box, box with { Centre = new(0, 0, 1) }));
        Assert.Equal(0, OrientedIou.Of(box with { Size = default }, box with { Size = default }));
        Assert.Equal(0, OrientedIou.Of(box, box with { Size = new(1, 0, 1) }));
    }

    [SkippableTheory, Trait("Category", "Golden")]
    [MemberData(nameof(GoldenCases.Of), "iou3d", MemberType = typeof(GoldenCases))]
    public void Of_GoldenPairs_MatchExactClipping(string name)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(GoldenCases.PathOf(name));
        (Box3D[] a, Box3D[] b) = (Boxes(golden, "1"), Boxes(golden, "2"));
        GoldenReport.Close(name, "iou3d_exact", golden.ReadAs<double>("iou3d_exact"), [.. a.Zip(b, OrientedIou.Of)], 1e-9);
        GoldenReport.Close(name, "iou_bev_exact", golden.ReadAs<double>("iou_bev_exact"), [.. a.Zip(b, OrientedIou.FromAbove)], 1e-9);

        string[] tags = JsonSerializer.Deserialize<string[]>(golden.Metadata["tags"])!;
        int[] tag = golden.ReadAs<int>("tag"),
            trusted = [.. Enumerable.Range(0, tag.Length).Where(i => TrustedTags.Contains(tags[tag[i]]))];
        double[] official = golden.ReadAs<double>("iou3d"), above = golden.ReadAs<double>("iou_bev");
        GoldenReport.Close(name, "iou3d", [.. trusted.Select(i => official[i])], [.. trusted.Select(i => OrientedIou.Of(a[i], b[i]))],
            1e-9);
        GoldenReport.Close(name, "iou_bev", [.. trusted.Select(i => above[i])],
            [.. trusted.Select(i => OrientedIou.FromAbove(a[i], b[i]))], 1e-9);
    }

    [SkippableTheory, Trait("Category", "Golden")]
    [MemberData(nameof(GoldenCases.Of), "iou3d", MemberType = typeof(GoldenCases))]
    public void Corners_GoldenBoxes_MatchTheOfficialOrder(string name)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(GoldenCases.PathOf(name));
        foreach (string which in (string[])["1", "2"])
        {
            double[] corners = [.. Boxes(golden, which).SelectMany(CameraAxes.Corners)];
            GoldenReport.Close(name, $"corners{which}", golden.ReadAs<double>($"corners{which}"), corners, 1e-12);
        }
    }

    private static Box3D[] Boxes(SafetensorsFile golden, string which)
    {
        double[] centre = golden.ReadAs<double>($"center{which}"), size = golden.ReadAs<double>($"size{which}"),
            heading = golden.ReadAs<double>($"heading{which}");
        return [.. heading.Select((h, i) => CameraAxes.ToBox(
            new(centre[3 * i], centre[3 * i + 1], centre[3 * i + 2]), new(size[3 * i], size[3 * i + 1], size[3 * i + 2]), h))];
    }

    private static Box3D Move(Box3D box, Box3D motion)
    {
        (double sin, double cos) = Math.SinCos(motion.Yaw);
        Point3D c = box.Centre;
        return box with
        {
            Centre = new Point3D(cos * c.X - sin * c.Y, sin * c.X + cos * c.Y, c.Z) + motion.Centre,
            Yaw = box.Yaw + motion.Yaw
        };
    }
}
