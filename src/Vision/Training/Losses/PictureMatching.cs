using Fuse3D.Vision.Data;
using Fuse3D.Vision.Models.Packed;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Losses;

/// <summary>Pairs of detections and targets in one picture, by rising detection.</summary>
/// <param name="Detections">rows of the outputs</param>
/// <param name="Targets">which target each has</param>
internal sealed record PictureMatching(long[] Detections, long[] Targets)
{
    /// <summary>The cheapest pairs: cost of class, L1 and generalised IoU. No gradient flows through the choice.</summary>
    /// <param name="logits">[Q, classes + 1]</param>
    /// <param name="boxes">[Q, 4]</param>
    /// <exception cref="InvalidInputException">outputs are not finite</exception>
    public static PictureMatching Of(Tensor logits, Tensor boxes, IReadOnlyList<PictureTarget> targets, YolosLossOptions options)
    {
        if (targets.Count == 0)
            return new([], []);

        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var labels = tensor(targets.Select(target => (long)target.Class).ToArray(), device: logits.device);
        var wanted = Boxes(targets).to(boxes.device);                                                   // [T, 4]
        var likely = logits.softmax(-1).index_select(1, labels);                                        // [Q, T]
        var (a, b) = (boxes.unsqueeze(1), wanted.unsqueeze(0));
        var apart = (a - b).abs().sum(-1);                                                              // [Q, T]
        var overlap = PictureBoxes.Overlap(a, b).Generalised;
        var cost = apart * options.L1Weight - likely * options.ClassWeight - overlap * options.GiouWeight;
        return Solve(cost.ToFloats(), (int)cost.shape[0], targets.Count);
    }

    /// <summary>[T, 4] centre x, centre y, width, height.</summary>
    public static Tensor Boxes(IReadOnlyList<PictureTarget> targets) => tensor(
        targets.SelectMany(target => new[] { target.CentreX, target.CentreY, target.Width, target.Height }).ToArray(), [targets.Count, 4]);

    private static PictureMatching Solve(float[] cost, int detections, int targets)
    {
        int bad = Array.FindIndex(cost, value => !float.IsFinite(value));
        if (bad >= 0)
        {
            throw new InvalidInputException(
                $"detection {bad / targets} against target {bad % targets} costs {cost[bad]}: the network's outputs are not finite", nameof(cost));
        }

        int[] targetOf = HungarianMatching.Solve([.. cost.Select(value => (double)value)], detections, targets);
        long[] matched = [.. Enumerable.Range(0, detections).Where(detection => targetOf[detection] >= 0).Select(detection => (long)detection)];
        return new(matched, [.. matched.Select(detection => (long)targetOf[detection])]);
    }
}
