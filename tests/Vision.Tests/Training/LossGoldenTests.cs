using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Tests.Golden;
using Fuse3D.Vision.Tests.Models;
using Fuse3D.Vision.Training.Losses;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

[Trait("Category", "Golden")]
public partial class LossGoldenTests
{
    public static TheoryData<string> Points => GoldenContents.Of("loss_", "out_loss");

    public static TheoryData<string> Fused => GoldenContents.Of("loss_", "out_loss", "pred_logits2d");

    public static TheoryData<string> Pictures => GoldenContents.Of("yolos_", "out_loss_ce");

    [SkippableTheory, MemberData(nameof(Points))]
    public void GroupFree_GoldenCase_MatchesReference(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenLoss(name);
        bool fused = golden.File.Has("pred_logits2d");
        DetectionTargets targets = golden.Targets();
        LossTerms loss = new GroupFreeLoss(golden.Options()).Compute(golden.Outputs, targets);
        IReadOnlyDictionary<string, float> terms = loss.Read();
        foreach (string term in golden.Terms.Where(term => !fused || terms.ContainsKey(term) && term != "loss"))
            golden.CompareTerm("out_" + term, terms[term]);

        CandidateTargets candidates = CandidateTargets.Of(golden.Outputs, targets, count => count);
        golden.CompareNumbers("out_last_objectness_label", candidates.Positive);
        golden.CompareNumbers("out_last_object_assignment", candidates.Assignment);
        if (fused)
            return;
        loss.Total.backward();
        golden.CompareGradients();
    }

    [SkippableTheory, MemberData(nameof(Fused))]
    public void TokenFusion_GoldenCase_MatchesReference(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenLoss(name);
        Dictionary<string, Tensor> outputs = new(golden.Outputs);
        outputs.Remove("key_masks", out Tensor? scores);
        for (int layer = 0; layer < scores!.shape[0]; layer++)
            outputs[$"key_mask{layer}"] = scores.select(0, layer);
        List<IReadOnlyList<PictureTarget>[]> views = [.. FusedTargets(golden).Select(picture => new[] { picture })];
        TokenFusionLoss criterion = new(new() { Points = golden.Options() });

        LossTerms loss = criterion.Compute(outputs, golden.Targets(), views, epoch: 120);
        IReadOnlyDictionary<string, float> terms = loss.Read();
        foreach (string term in golden.Terms.Where(terms.ContainsKey))
            golden.CompareTerm("out_" + term, terms[term]);
        golden.CompareTerm("out_iou", terms["loss2d_iou"]);
        Assert.Equal(terms["loss"] + terms["slim_weighted"], loss.Total.item<float>(), 1e-4);

        LossTerms later = criterion.Compute(outputs, golden.Targets(), views, epoch: 121);
        golden.CompareTerm("out_loss_epoch121", later.Read()["loss"]);
        golden.CompareTerm("out_slim_weighted", later.Read()["slim_weighted"]);

        loss.Total.backward();
        golden.CompareGradients();
        Assert.All(scores.grad!.data<float>().ToArray(), gradient => Assert.Equal(1e-3f, gradient, 1e-8f));
    }

    [SkippableTheory, MemberData(nameof(Pictures))]
    public void Yolos_GoldenCase_MatchesReference(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenLoss(name);
        Tensor logits = golden.Outputs["pred_logits"], boxes = golden.Outputs["pred_boxes"];
        IReadOnlyList<PictureTarget>[] targets = [.. Enumerable.Range(0, (int)logits.shape[0]).Select(b => Targets(golden.File, b))];
        YolosLossOptions options = Options(golden.File);
        for (int b = 0; b < targets.Length; b++)
            CompareMatching(golden.File, b, PictureMatching.Of(logits.select(0, b), boxes.select(0, b), targets[b], options));

        LossTerms loss = new YolosLoss(options).Compute(logits, boxes, targets);
        foreach (var (term, value) in loss.Read().Where(term => golden.File.Has("out_" + term.Key)))
            golden.CompareTerm("out_" + term, value);
        golden.CompareTerm("out_total", loss.Total.item<float>());
        loss.Total.backward();
        golden.CompareGradient("grad_logits", logits.grad!, Kept().Match(golden.File.Metadata["note"]) is { Success: true } every
            ? int.Parse(every.Groups[1].Value, CultureInfo.InvariantCulture) : 1);
        golden.CompareGradient("grad_boxes", boxes.grad!, every: 1);
    }

    [SkippableTheory, MemberData(nameof(Pictures))]
    public void Yolos_GoldenCaseWithoutTargets_MatchesReference(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenLoss(name);
        Skip.IfNot(golden.File.Has("empty_out_loss_ce"), $"{name} has no part without targets");
        Tensor logits = golden.Outputs["pred_logits"].narrow(0, 0, 2), boxes = golden.Outputs["pred_boxes"].narrow(0, 0, 2);
        LossTerms loss = new YolosLoss(Options(golden.File)).Compute(logits, boxes, [[], []]);
        foreach (var (term, value) in loss.Read().Where(term => golden.File.Has("empty_out_" + term.Key)))
            golden.CompareTerm("empty_out_" + term, value);
    }

    private static List<IReadOnlyList<PictureTarget>> FusedTargets(GoldenLoss golden)
    {
        int batch = (int)golden.Outputs["box_label_mask"].shape[0];
        int[] labels = golden.File.Integers("sem_cls_label");
        float[] boxes = golden.File.Floats("target_box2d");
        int slots = labels.Length / batch;
        return [.. Enumerable.Range(0, batch).Select(b =>
        {
            int count = golden.File.Floats("box_label_mask")[(b * slots)..((b + 1) * slots)].Count(mask => mask > 0);
            return GoldenLoss.Pictures(labels[(b * slots)..(b * slots + count)], boxes[(4 * b * slots)..]);
        })];
    }

    private static IReadOnlyList<PictureTarget> Targets(GoldenModel golden, int picture) =>
        GoldenLoss.Pictures(golden.Integers($"target{picture}_labels"), golden.Floats($"target{picture}_boxes"));

    private static void CompareMatching(GoldenModel golden, int picture, PictureMatching matching)
    {
        foreach (var (name, found) in ((string, long[])[])[("query", matching.Detections), ("target", matching.Targets)])
        {
            string tensor = $"match{picture}_{name}";
            GoldenReport.Equal<int>(golden.Name, tensor, golden.Integers(tensor), [.. found.Select(value => (int)value)]);
        }
    }

    private static YolosLossOptions Options(GoldenModel golden)
    {
        var weights = JsonSerializer.Deserialize<Dictionary<string, double>>(golden.Metadata["weights"])!;
        return new()
        {
            ClassWeight = weights["loss_ce"],
            L1Weight = weights["loss_bbox"],
            GiouWeight = weights["loss_giou"],
            NoObjectWeight = double.Parse(golden.Metadata["eos_coef"], CultureInfo.InvariantCulture),
        };
    }

    [GeneratedRegex(@"grad_logits keeps every (\d+)")]
    private static partial Regex Kept();
}
