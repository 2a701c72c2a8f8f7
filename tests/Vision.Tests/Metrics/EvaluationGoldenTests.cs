using System.Globalization;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Models.GroupFree.Decoding;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Metrics;

[Trait("Category", "Golden")]
public class EvaluationGoldenTests
{
    private const double Limit = 1e-6;

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (string name in GoldenCases.Of("map_"))
        {
            foreach (EvaluationProtocol protocol in EvaluationProtocol.All)
                cases.Add(name, protocol.Id);
        }

        return cases;
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Evaluate_GoldenScenes_MatchesTheReference(string name, string protocol)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(GoldenCases.PathOf(name));
        int[] percents = [.. from entry in golden.Entries
                             where entry.Name.EndsWith("_mAP", StringComparison.Ordinal)
                             orderby entry.Name
                             select int.Parse(entry.Name[1..^4], CultureInfo.InvariantCulture)];
        DetectionFigures figures = Evaluate(golden, protocol, [.. percents.Select(p => p / 100.0)]);
        for (int i = 0; i < percents.Length; i++)
            Compare(golden, name, $"t{percents[i]}_", figures.Thresholds[i], EvaluationProtocol.Of(protocol).Absent);
    }

    private static void Compare(SafetensorsFile golden, string name, string prefix, ThresholdFigures actual, AbsentClasses absent)
    {
        double[] Golden(string tensor) => golden.ReadAs<double>(prefix + tensor);
        int[] classes = golden.ReadAs<int>(prefix + "classes");
        bool countsAll = absent == AbsentClasses.NotANumber || classes.All(c => actual.Classes[c].Curve.Truths > 0);
        GoldenReport.Close(name, prefix + "ap", Golden("ap"), [.. classes.Select(c => actual.Classes[c].Area)], Limit);
        GoldenReport.Close(name, prefix + "ap_voc07", Golden("ap_voc07"), [.. classes.Select(c => actual.Classes[c].ElevenPoint)], Limit);
        GoldenReport.Close(name, prefix + "recall", Golden("recall"), [.. classes.Select(c => actual.Classes[c].Recall)], Limit);
        if (countsAll)
        {
            Assert.Equal(classes, Enumerable.Range(0, actual.Classes.Count).Where(c => actual.Classes[c].Counted));
            GoldenReport.Close(name, prefix + "mAP", Golden("mAP"), [actual.MeanAveragePrecision], Limit);
            GoldenReport.Close(name, prefix + "AR", Golden("AR"), [actual.AverageRecall], Limit);
        }

        foreach (int c in classes.Where(c => golden.TryGet($"{prefix}rec_class{c}", out _)))
        {
            (double[] recall, double[] precision) = actual.Classes[c].Curve.Expand();
            GoldenReport.Close(name, $"{prefix}rec_class{c}", Golden($"rec_class{c}"), recall, Limit);
            GoldenReport.Close(name, $"{prefix}prec_class{c}", Golden($"prec_class{c}"), precision, Limit);
        }
    }

    private static DetectionFigures Evaluate(SafetensorsFile golden, string protocol, double[] thresholds)
    {
        int[] scenes = golden.ReadAs<int>("pred_scene"), classes = golden.ReadAs<int>("pred_class");
        int[] trueScenes = golden.ReadAs<int>("gt_scene"), trueClasses = golden.ReadAs<int>("gt_class");
        double[] scores = golden.ReadAs<double>("pred_score");
        Box3D[] boxes = Boxes(golden.ReadAs<double>("pred_corners")), truth = Boxes(golden.ReadAs<double>("gt_corners"));
        int count = classes.Concat(trueClasses).Max() + 1;
        var evaluator = new DetectionEvaluator(new()
        {
            Protocol = EvaluationProtocol.Of(protocol),
            Classes = [.. Enumerable.Range(0, count).Select(c => $"class{c}")],
            Thresholds = thresholds,
        });
        foreach (int scene in scenes.Concat(trueScenes).Distinct())
        {
            Detection3D[] own = [.. Enumerable.Range(0, scenes.Length).Where(i => scenes[i] == scene)
                .Select(i => new Detection3D(boxes[i], classes[i], scores[i], i))];
            evaluator.Add(SceneDetections.From($"{scene:D4}", own), [.. Enumerable.Range(0, truth.Length)
                .Where(i => trueScenes[i] == scene).Select(i => new TruthBox(trueClasses[i], truth[i], truth[i]))]);
        }

        return evaluator.Evaluate();
    }

    private static Box3D[] Boxes(double[] corners) => [.. corners.Chunk(24).Select(c => CameraAxes.FromCorners(c))];
}
