using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Losses;

/// <summary>Teaches the seeds' objectness: the few seeds of each object that lie closest to its centre are positive.</summary>
/// <remarks>B clouds, P seeds, G slots, k seeds per object.</remarks>
internal static class SeedLoss
{
    private const float Elsewhere = 100;        // distance of seeds that lie on no object or on another one

    /// <returns>focal loss, mean over the seeds</returns>
    public static Tensor Compute(
        IReadOnlyDictionary<string, Tensor> outputs, DetectionTargets targets, GroupFreeLossOptions options, LossTerms terms)
    {
        var instance = targets.PointInstance.gather(1, outputs["seed_inds"].to(ScalarType.Int64));      // [B, P]
        var positive = Positives(outputs["seed_xyz"], instance, targets, options);                      // [B, P]
        var ratio = positive.mean();
        string name = $"points_hard_topk{options.ClosestSeeds}_";
        terms.Add(name + "pos_ratio", ratio);
        terms.Add(name + "neg_ratio", 1 - ratio);
        terms.Add(name + "upper_recall_ratio", Recall(instance, positive, targets));
        var loss = ElementLoss.Focal(outputs["seeds_obj_cls_logits"].squeeze(1), positive).mean();
        return terms.Add("query_points_generation_loss", loss);
    }

    /// <param name="seedXyz">[B, P, 3]</param>
    /// <param name="instance">[B, P] slot of each seed's object, -1 without one</param>
    /// <returns>[B, P] 1 for the seeds closest to a centre, in units of the object's size</returns>
    internal static Tensor Positives(Tensor seedXyz, Tensor instance, DetectionTargets targets, GroupFreeLossOptions options)
    {
        using var scope = NewDisposeScope();
        long seeds = seedXyz.shape[1], slots = targets.BoxMask.shape[1];
        var onObject = instance.ge(0);
        var owner = where(onObject, instance, full_like(instance, slots - 1));                          // background: the last slot
        var own = nn.functional.one_hot(owner, slots).to(ScalarType.Bool).transpose(1, 2);              // [B, G, P]
        var away = seedXyz.unsqueeze(1) - targets.CenterLabel.unsqueeze(2);                             // [B, G, P, 3]
        away = away / (targets.SizeGts.unsqueeze(2) + 1e-6f);
        var distance = ((away * away).sum(-1) + 1e-6f).sqrt();                                          // [B, G, P]
        distance = where(own, distance, full_like(distance, Elsewhere));

        int closest = (int)Math.Min(options.ClosestSeeds, seeds);
        var picked = distance.topk(closest, -1, largest: false, sorted: true).indexes;                  // [B, G, k]
        var counts = targets.BoxMask.gt(0).unsqueeze(-1).expand(-1, -1, closest);
        if (options.OwnSeedsOnly)
            counts = counts.logical_and(own.gather(2, picked));
        var marks = zeros_like(distance).scatter(2, picked, counts.to(distance.dtype));                 // [B, G, P]
        return (marks.amax(new long[] { 1 }) * onObject.to(marks.dtype)).MoveToOuterDisposeScope();
    }

    // The most objects that the positive seeds could find, of those that any point lies on.
    private static Tensor Recall(Tensor instance, Tensor positive, DetectionTargets targets)
    {
        using var scope = NewDisposeScope();
        var found = where(positive.gt(0), instance, full_like(instance, -1));
        return (Objects(found, targets) / Objects(targets.PointInstance, targets).clamp_min(1)).MoveToOuterDisposeScope();
    }

    // How many different slots a batch of labels [B, n] names; -1 names none.
    private static Tensor Objects(Tensor labels, DetectionTargets targets)
    {
        using var scope = NewDisposeScope();
        long batch = labels.shape[0], slots = targets.BoxMask.shape[1];
        var named = zeros([batch, slots + 1], device: labels.device);
        named = named.scatter(1, labels + 1, ones_like(labels, named.dtype));
        return named.narrow(1, 1, slots).sum().MoveToOuterDisposeScope();
    }
}
