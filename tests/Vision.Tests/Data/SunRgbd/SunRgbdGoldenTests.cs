using System.Globalization;
using System.Text.RegularExpressions;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.SunRgbd;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Data.SunRgbd;

/// <summary>Cases of prepared arrays and the samples that the reference draws from them, with its random numbers written down.</summary>
[Trait("Category", "Golden")]
public partial class SunRgbdGoldenTests
{
    private const double Limit = 1e-6;

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "dataset", MemberType = typeof(GoldenCases))]
    public void Draw_EveryRecordedDraw_MatchesTheReference(string name)
    {
        using SafetensorsFile golden = OpenSun(name);
        SunRgbdScene scene = Scene(golden);
        foreach (string draw in Draws(golden))
        {
            SunRgbdAugmentation augmentation = Recorded(golden, draw);
            TruthBox[] truth = SunRgbdDataset.Truth(scene, augmentation);
            ComparePoints(golden, name, draw, scene, augmentation);
            CompareTargets(golden, name, draw + "_", BoxTargets.Of(ObjectClasses.SunRgbd, truth, []));
            CompareTruth(golden, name, draw + "_", truth);
        }
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "dataset", MemberType = typeof(GoldenCases))]
    public void Of_ThePointsOfTheCase_FindsTheRecordedObjects(string name)
    {
        using SafetensorsFile golden = OpenSun(name);
        SunRgbdScene scene = Scene(golden);
        int[] recorded = golden.ReadAs<int>("votes_mask_and_index");
        int[] found = PointInstances.Of(scene.Cloud.Positions, scene.Objects);
        GoldenReport.Equal<int>(name, "votes_mask_and_index", recorded, [.. found.SelectMany(i => new[] { i >= 0 ? 1 : 0, i })]);
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "dataset", MemberType = typeof(GoldenCases))]
    public void Heights_OfTheCase_MatchTheReference(string name)
    {
        using SafetensorsFile golden = OpenSun(name);
        Skip.IfNot(golden.TryGet("height_plain", out _), $"{name} has no heights");
        float[] heights = PointSampling.Heights(Scene(golden).Cloud.Positions), kept = golden.ReadAs<float>("height_plain");
        GoldenReport.Close(name, "height_plain", kept, EveryRow(heights, 1, kept.Length), Limit);
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "dataset", MemberType = typeof(GoldenCases))]
    public void HeadingBins_OfTheCase_MatchTheReference(string name)
    {
        using SafetensorsFile golden = OpenSun(name);
        Skip.IfNot(golden.TryGet("angle2class_in", out _), $"{name} has no angles");
        int bins = ObjectClasses.SunRgbd.HeadingBins;
        (int Bin, double Residual)[] found = [.. golden.ReadAs<double>("angle2class_in").Select(a => HeadingBins.Of(a, bins))];
        GoldenReport.Equal<long>(name, "angle2class_cls", golden.ReadAs<long>("angle2class_cls"), [.. found.Select(f => (long)f.Bin)]);
        GoldenReport.Close(name, "angle2class_res", golden.ReadAs<double>("angle2class_res"), [.. found.Select(f => f.Residual)], 1e-12);
        double[] headings = [.. Enumerable.Range(0, bins).SelectMany(b => new[] { -0.2, 0, 0.2 }.Select(r => HeadingBins.Heading(b, r, bins)))];
        GoldenReport.Close(name, "class2angle_out", golden.ReadAs<double>("class2angle_out"), headings, 1e-12);
    }

    private static void ComparePoints(SafetensorsFile golden, string name, string draw, SunRgbdScene scene, SunRgbdAugmentation augmentation)
    {
        int[] all = [.. Enumerable.Range(0, scene.Cloud.Count)];
        float[] points = SunRgbdDataset.Points(scene.Cloud, all, augmentation, new SampleDraw(all.Length, 0), new SeededRandom(0));
        float[] kept = golden.ReadAs<float>(draw + "_point_clouds");
        GoldenReport.Close(name, draw + "_point_clouds", kept, EveryRow(points, 3, kept.Length / 3), Limit);
    }

    private static void CompareTargets(SafetensorsFile golden, string name, string draw, BoxTargets targets)
    {
        void Close(string tensor, float[] values)
        {
            float[] kept = golden.ReadAs<float>(draw + tensor);
            GoldenReport.Close(name, draw + tensor, kept, values.AsSpan(0, kept.Length), Limit);
        }

        void Equal(string tensor, long[] values)
        {
            long[] kept = golden.ReadAs<long>(draw + tensor);
            GoldenReport.Equal<long>(name, draw + tensor, kept, values.AsSpan(0, kept.Length));
        }

        Close("center_label", targets.CenterLabel);
        Close("heading_residual_label", targets.HeadingResidual);
        Close("size_residual_label", targets.SizeResidual);
        Close("size_gts", targets.SizeGts);
        Close("box_label_mask", targets.BoxMask);
        Equal("heading_class_label", targets.HeadingClass);
        Equal("size_class_label", targets.SizeClass);
        Equal("sem_cls_label", targets.SemanticClass);
    }

    private static void CompareTruth(SafetensorsFile golden, string name, string draw, TruthBox[] truth)
    {
        double[] boxes = [.. truth.SelectMany(t => new[]
        {
            t.Box.Centre.X, t.Box.Centre.Y, t.Box.Centre.Z, t.Box.Size.X / 2, t.Box.Size.Y / 2, t.Box.Size.Z / 2, -t.Box.Yaw, t.Class,
        })];
        double[] kept = golden.ReadAs<double>(draw + "max_gt_bboxes");
        GoldenReport.Close(name, draw + "max_gt_bboxes", kept.AsSpan(0, boxes.Length), boxes, Limit);
        GoldenReport.Close(name, draw + "gt_corners_size_gts", golden.ReadAs<double>(draw + "gt_corners_size_gts"),
            [.. truth.SelectMany(t => CameraAxes.Corners(t.Published))], Limit);
        GoldenReport.Close(name, draw + "gt_corners_true_size", golden.ReadAs<double>(draw + "gt_corners_true_size"),
            [.. truth.SelectMany(t => CameraAxes.Corners(t.Box))], Limit);
    }

    // "noflip: draws .3,.9,.2; ..." gives the three numbers of a draw; one that is not listed has no augmentation.
    private static SunRgbdAugmentation Recorded(SafetensorsFile golden, string draw)
    {
        Match found = DrawnNumbers().Matches(golden.Metadata["random"]).FirstOrDefault(m => m.Groups[1].Value == draw)!;
        if (found is null)
            return SunRgbdAugmentation.None;
        Queue<double> numbers = new(found.Groups[2].Value.Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)));
        return SunRgbdAugmentation.Draw(numbers.Dequeue);
    }

    private static IEnumerable<string> Draws(SafetensorsFile golden) =>
        golden.Entries.Select(e => e.Name).Where(n => n.EndsWith("_point_clouds", StringComparison.Ordinal)).Select(n => n[..^"_point_clouds".Length]);

    private static SafetensorsFile OpenSun(string name)
    {
        SafetensorsFile golden = SafetensorsFile.Open(GoldenCases.PathOf(name));
        bool sun = golden.TryGet("votes_mask_and_index", out _);
        if (!sun)
            golden.Dispose();
        Skip.IfNot(sun, $"{name} is not of SUN RGB-D");
        return golden;
    }

    private static SunRgbdScene Scene(SafetensorsFile golden)
    {
        float[][] rows = [.. golden.ReadAs<float>("pc").Chunk(6)];
        return new SunRgbdScene(
            new PointCloud([.. rows.SelectMany(r => r[..3])], [.. rows.SelectMany(r => r[3..])]),
            [.. golden.ReadAs<double>("bbox").Chunk(8).Select((row, i) => SunRgbdLabels.FromRow(row, $"row {i}"))],
            Instances: null);
    }

    // Goldens keep every so many-th row.
    private static float[] EveryRow(float[] rows, int width, int kept)
    {
        int step = rows.Length / width / kept;
        return [.. rows.Chunk(width).Where((_, i) => i % step == 0).SelectMany(r => r)];
    }

    [GeneratedRegex(@"(\w+): draws ([\d.]+,[\d.]+,[\d.]+)")]
    private static partial Regex DrawnNumbers();
}
