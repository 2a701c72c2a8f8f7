using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Losses;

/// <summary>The loss of Group-Free 3D: seeds, and objectness, boxes and classes of every head.</summary>
/// <remarks>
/// Terms carry the names of the reference (github.com/zeliu98/Group-Free-3D): "loss", "sum_heads_box_loss", "last_center_loss", ...
/// The total is ten times the weighted sum, as published.
/// </remarks>
public sealed class GroupFreeLoss(GroupFreeLossOptions options)
{
    private const double Scale = 10;

    public GroupFreeLossOptions Options { get; } = options;

    /// <summary>
    /// Gives the mean over all processes of a number of positives. With it a step of several processes equals one of the joined batch;
    /// without it each counts its own, as published.
    /// </summary>
    public Func<Tensor, Tensor> MeanOverProcesses { get; init; } = count => count;

    /// <param name="outputs">of a Group-Free network, by the reference's names; its heads are those with a "center"</param>
    /// <param name="targets">on the same device</param>
    public LossTerms Compute(IReadOnlyDictionary<string, Tensor> outputs, DetectionTargets targets)
    {
        using var scope = NewDisposeScope();
        var terms = new LossTerms();
        CandidateTargets candidates = CandidateTargets.Of(outputs, targets, MeanOverProcesses);
        var head = new HeadLoss(Options, candidates, terms);
        var heads = Heads(outputs).Select(prefix => head.Compute(outputs, prefix)).ToList();

        var objectness = terms.Add("sum_heads_objectness_loss", Sum(heads.Select(loss => loss.Objectness)));
        var boxes = terms.Add("sum_heads_box_loss", Sum(heads.Select(loss => loss.Box)));
        var classes = terms.Add("sum_heads_sem_cls_loss", Sum(heads.Select(loss => loss.Class)));
        var total = objectness * Options.ObjectnessWeight + boxes * Options.BoxWeight + classes * Options.ClassWeight;
        total = total / (double)heads.Count;
        if (outputs.ContainsKey("seeds_obj_cls_logits"))
            total = total + SeedLoss.Compute(outputs, targets, Options, terms) * Options.SeedWeight;
        return terms.WithTotal(terms.Add("loss", total * Scale)).MoveToOuterDisposeScope();
    }

    private static List<string> Heads(IReadOnlyDictionary<string, Tensor> outputs)
    {
        const string centre = "center";
        IEnumerable<string> centres = outputs.Keys.Where(name => name.EndsWith("_" + centre, StringComparison.Ordinal));
        List<string> heads = [.. centres.Select(name => name[..^centre.Length])];
        return heads.Count > 0 ? heads : throw new ArgumentException("no head has a centre: no outputs of a Group-Free network", nameof(outputs));
    }

    private static Tensor Sum(IEnumerable<Tensor> losses) => losses.Aggregate((sum, loss) => sum + loss);
}
