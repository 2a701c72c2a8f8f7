using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.ScanNet;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Tests.Golden;
using Fuse3D.Vision.Tests.Models;

namespace Fuse3D.Vision.Tests.Data.ScanNet;

[Trait("Category", "Golden")]
public class ScanNetGoldenTests
{
    private const string Clouds = "_point_clouds";

    public static TheoryData<string> Cases() => GoldenContents.Of("dataset_", "vert", "ins_label", "sem_label", "bbox");

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Make_GoldenDraws_MatchReference(string name)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(GoldenCases.PathOf(name));
        ScanNetScene scene = ThroughPreparedFiles(golden);
        string[] draws = [.. golden.Entries.Select(e => e.Name).Where(n => n.EndsWith(Clouds, StringComparison.Ordinal))];
        Assert.NotEmpty(draws);
        foreach (string draw in draws.Select(d => d[..^Clouds.Length]))
            Compare(name, golden, draw, scene);
    }

    private static void Compare(string name, SafetensorsFile golden, string draw, ScanNetScene scene)
    {
        float[] cloud = golden.ReadAs<float>(draw + Clouds);
        int stride = scene.Count * 3 / cloud.Length;
        int[] kept = [.. Enumerable.Range(0, cloud.Length / 3).Select(i => i * stride)];
        int[] all = [.. Enumerable.Range(0, scene.Count)];
        DetectionSample sample = ScanNetDataset.Make("golden", scene, all, Recover(scene, kept, cloud), new SampleDraw(scene.Count, 0));
        BoxTargets targets = sample.Targets;

        float[] thinned = [.. kept.SelectMany(i => sample.Points[(3 * i)..(3 * i + 3)])];
        GoldenReport.Close(name, draw + Clouds, cloud, thinned, 1e-6);
        Close("center_label", targets.CenterLabel);
        Close("size_residual_label", targets.SizeResidual);
        Close("size_gts", targets.SizeGts);
        Close("box_label_mask", targets.BoxMask);
        Equal("size_class_label", targets.SizeClass);
        Equal("sem_cls_label", targets.SemanticClass);
        Equal("point_obj_mask", targets.PointObjectMask);
        Equal("point_instance_label", targets.PointInstance);

        void Close(string label, float[] actual)
        {
            float[] expected = golden.ReadAs<float>($"{draw}_{label}");
            GoldenReport.Close(name, $"{draw}_{label}", expected, actual.AsSpan(0, expected.Length), 1e-6);
        }

        void Equal(string label, long[] actual)
        {
            long[] expected = golden.ReadAs<long>($"{draw}_{label}");
            GoldenReport.Equal<long>(name, $"{draw}_{label}", expected, actual.AsSpan(0, expected.Length));
        }
    }

    // The golden does not hold its random values; they follow from where the points went.
    private static ScanNetAugmentation Recover(ScanNetScene scene, int[] kept, float[] cloud)
    {
        ScanNetAugmentation[] fits = [.. from x in (bool[])[false, true] from y in (bool[])[false, true] select new ScanNetAugmentation(x, y, Turn(x, y))];
        return Assert.Single(fits, fit => Math.Abs(fit.Angle) < 0.1 && Miss(fit) < 1e-4);

        (double X, double Y) From(int i, bool x, bool y) =>
            (scene.Vertices[kept[i] * 6] * (x ? -1 : 1), scene.Vertices[kept[i] * 6 + 1] * (y ? -1 : 1));

        double Turn(bool x, bool y)
        {
            double dot = 0, cross = 0;
            for (int i = 0; i < kept.Length; i++)
            {
                (double fromX, double fromY) = From(i, x, y);
                dot += fromX * cloud[3 * i] + fromY * cloud[3 * i + 1];
                cross += fromX * cloud[3 * i + 1] - fromY * cloud[3 * i];
            }

            return Math.Atan2(cross, dot);
        }

        double Miss(ScanNetAugmentation fit) => Enumerable.Range(0, kept.Length).Max(i =>
        {
            Point3D p = fit.AugmentedFromScene().Apply(new Point3D(scene.Vertices[kept[i] * 6], scene.Vertices[kept[i] * 6 + 1], 0));
            return Math.Abs(p.X - cloud[3 * i]) + Math.Abs(p.Y - cloud[3 * i + 1]);
        });
    }

    private static ScanNetScene ThroughPreparedFiles(SafetensorsFile golden)
    {
        using var folder = new ScratchFolder();
        string prefix = folder.At("scene0000_00");
        foreach (string array in (string[])["vert", "ins_label", "sem_label", "bbox"])
            Npy.Write($"{prefix}_{array}.npy", golden[array].Type, golden[array].Shape, golden.ReadBytes(array));
        return ScanNetPrepared.Read(prefix);
    }
}
