namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>How the overlap of two boxes is measured.</summary>
public enum OverlapKind
{
    /// <summary>By exact clipping; always within 0..1.</summary>
    Exact,

    /// <summary>By the published clipper, with what it gives where edges coincide; see <see cref="PublishedIou"/>.</summary>
    Published,
}

/// <summary>What becomes of a class that has no true box.</summary>
public enum AbsentClasses
{
    /// <summary>Left out of the means, and listed.</summary>
    Skipped,

    /// <summary>Average precision and recall are not numbers where the class has detections, and neither are the means.</summary>
    NotANumber,
}

/// <summary>Which true box detections are held against.</summary>
public enum TruthKind
{
    /// <summary>The annotated box.</summary>
    Annotated,

    /// <summary>The box of the published class-agnostic evaluation: on SUN RGB-D the turned box's extents, turned again.</summary>
    Published,
}

/// <summary>How precision is summed up over recall.</summary>
public enum Interpolation
{
    /// <summary>Area under the envelope (VOC since 2010).</summary>
    Area,

    /// <summary>Mean of the best precision at recall 0, 0.1 .. 1 (VOC 2007).</summary>
    ElevenPoint,
}

/// <summary>The rules by which detections are held against the truth; docs/evaluation.md compares them.</summary>
public sealed record EvaluationProtocol
{
    /// <summary>The name that goes beside every figure.</summary>
    public required string Id { get; init; }

    public OverlapKind Overlap { get; init; } = OverlapKind.Exact;

    public AbsentClasses Absent { get; init; } = AbsentClasses.Skipped;

    public TruthKind Truth { get; init; } = TruthKind.Annotated;

    /// <summary>What the mean is taken of; both are reported.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Area;

    /// <summary>Runs with points sampled anew, whose figures are averaged.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>VoteNet's evaluator, github.com/facebookresearch/votenet, utils/eval_det.py.</summary>
    public static EvaluationProtocol VoteNet { get; } =
        new() { Id = "votenet-area", Overlap = OverlapKind.Published, Absent = AbsentClasses.NotANumber };

    /// <summary>Group-Free's final evaluation: the same evaluator, five samplings, boxes of size_gts (eval_avg.py).</summary>
    public static EvaluationProtocol GroupFree { get; } = VoteNet with { Id = "groupfree-avg5", Truth = TruthKind.Published, Repeats = 5 };

    /// <summary>mmdetection3d's indoor_eval: exact overlaps, classes without truth not a number.</summary>
    public static EvaluationProtocol Mmdet3d { get; } = new() { Id = "mmdet3d-indoor", Absent = AbsentClasses.NotANumber };

    /// <summary>Ours: exact overlaps with the annotated boxes, classes without truth left out.</summary>
    public static EvaluationProtocol Fixed { get; } = new() { Id = "fixed-v1" };

    /// <summary>The same against the boxes that class-agnostic networks learn: whether they have learnt them.</summary>
    public static EvaluationProtocol Learnt { get; } = Fixed with { Id = "fixed-learnt-boxes", Truth = TruthKind.Published };

    /// <summary>Every protocol that has a name.</summary>
    public static IReadOnlyList<EvaluationProtocol> All { get; } = [VoteNet, GroupFree, Mmdet3d, Fixed, Learnt];

    /// <summary>The protocol of an id; "published" is Group-Free's and "exact" ours.</summary>
    /// <exception cref="InvalidInputException">there is none</exception>
    public static EvaluationProtocol Of(string id) => id switch
    {
        "published" => GroupFree,
        "exact" => Fixed,
        _ => All.FirstOrDefault(p => p.Id == id) ?? throw new InvalidInputException(
            $"there is no evaluation protocol '{id}', only {string.Join(", ", All.Select(p => p.Id))}, published and exact", "protocol"),
    };
}
