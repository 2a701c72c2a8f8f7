using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Losses;

/// <summary>What each candidate should say: the target of the object that its seed lies on. The same for every head.</summary>
/// <remarks>B clouds, Q candidates. Candidates on no object point at the last slot and count for nothing but objectness.</remarks>
internal sealed record CandidateTargets
{
    private readonly DetectionTargets _targets;

    private CandidateTargets(DetectionTargets targets) => _targets = targets;

    /// <summary>[B, Q] slot of the candidate's object</summary>
    public required Tensor Assignment { get; init; }

    /// <summary>[B, Q] 1 on an object, float</summary>
    public required Tensor Positive { get; init; }

    /// <summary>Number of positives that sums are divided by.</summary>
    public required Tensor Count { get; init; }

    public Tensor Centre => Boxes(_targets.CenterLabel);
    public Tensor SizeGts => Boxes(_targets.SizeGts);
    public Tensor SizeResidual => Boxes(_targets.SizeResidual);
    public Tensor HeadingClass => Numbers(_targets.HeadingClass);
    public Tensor HeadingResidual => Numbers(_targets.HeadingResidual);
    public Tensor SizeClass => Numbers(_targets.SizeClass);
    public Tensor Class => Numbers(_targets.SemanticClass);

    /// <param name="meanOverProcesses">see <see cref="GroupFreeLoss"/></param>
    public static CandidateTargets Of(
        IReadOnlyDictionary<string, Tensor> outputs, DetectionTargets targets, Func<Tensor, Tensor> meanOverProcesses)
    {
        using var scope = NewDisposeScope();
        var seeds = outputs["query_points_sample_inds"].to(ScalarType.Int64);                           // [B, Q]
        var points = outputs["seed_inds"].to(ScalarType.Int64).gather(1, seeds);                        // [B, Q]
        var instance = targets.PointInstance.gather(1, points);
        var background = full_like(instance, targets.BoxMask.shape[1] - 1);
        var positive = targets.PointObjectMask.gather(1, points).to(ScalarType.Float32);
        return new(targets)
        {
            Assignment = where(instance.ge(0), instance, background).MoveToOuterDisposeScope(),
            Positive = positive.MoveToOuterDisposeScope(),
            Count = (meanOverProcesses(positive.sum()) + 1e-6f).MoveToOuterDisposeScope(),
        };
    }

    /// <summary>Sum of the positives' losses, divided by their number.</summary>
    /// <param name="loss">[B, Q] or [B, Q, ...]</param>
    public Tensor Mean(Tensor loss)
    {
        using var scope = NewDisposeScope();
        var each = loss.dim() > 2 ? loss.flatten(2).sum(-1) : loss;                                     // [B, Q]
        return ((each * Positive).sum() / Count).MoveToOuterDisposeScope();
    }

    private Tensor Numbers(Tensor slots) => slots.gather(1, Assignment);

    private Tensor Boxes(Tensor slots)
    {
        using var scope = NewDisposeScope();
        return slots.gather(1, Assignment.unsqueeze(-1).expand(-1, -1, slots.shape[2])).MoveToOuterDisposeScope();
    }
}
