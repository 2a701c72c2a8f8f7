using Fuse3D.Vision.Data;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Losses;

/// <summary>The loss of YOLOS (and DETR): each target goes to one detection, all other detections say "no object".</summary>
/// <remarks>
/// B pictures, Q detections, C classes. Terms carry the reference's names (github.com/hustvl/YOLOS): loss_ce, class_error, loss_bbox,
/// loss_giou, cardinality_error, and "loss", their weighted sum.
/// </remarks>
public sealed class YolosLoss(YolosLossOptions options)
{
    public YolosLossOptions Options { get; } = options;

    /// <summary>
    /// Gives the mean over all processes of the number of targets and of the sum of class weights. The published code takes it of the
    /// former only; with both, a step of several processes equals one of the joined batch.
    /// </summary>
    public Func<Tensor, Tensor> MeanOverProcesses { get; init; } = count => count;

    /// <param name="logits">[B, Q, C + 1], the last being "no object"</param>
    /// <param name="boxes">[B, Q, 4] centre x, centre y, width, height in parts of the picture</param>
    /// <param name="targets">[B] lists, which may be empty</param>
    /// <exception cref="InvalidInputException">a target is no possible box or class; outputs are not finite</exception>
    public LossTerms Compute(Tensor logits, Tensor boxes, IReadOnlyList<IReadOnlyList<PictureTarget>> targets)
    {
        Check(logits, targets);
        using var scope = NewDisposeScope();
        MatchedPictures matched = MatchedPictures.Of(logits, boxes, targets, Options);
        var terms = new LossTerms();
        var classes = terms.Add("loss_ce", CrossEntropy(logits, matched));
        terms.Add("class_error", ClassError(logits, matched));
        terms.Add("cardinality_error", CardinalityError(logits, targets));

        var found = boxes.flatten(0, 1).index_select(0, matched.Rows);                                  // [T, 4]
        var count = Positive(MeanOverProcesses(full([], (double)matched.Labels.shape[0], device: logits.device)));
        var (iou, overlap) = PictureBoxes.Overlap(found, matched.Boxes);
        var apart = terms.Add("loss_bbox", (found - matched.Boxes).abs().sum() / count);
        var outside = terms.Add("loss_giou", (1 - overlap).sum() / count);
        terms.Add("iou", iou.sum() / (double)Math.Max(1, matched.Labels.shape[0]));
        var total = classes * Options.ClassWeight + apart * Options.L1Weight + outside * Options.GiouWeight;
        return terms.WithTotal(terms.Add("loss", total)).MoveToOuterDisposeScope();
    }

    private Tensor CrossEntropy(Tensor logits, MatchedPictures matched)
    {
        using var scope = NewDisposeScope();
        var flat = logits.flatten(0, 1);                                                                // [B Q, C + 1]
        long none = flat.shape[1] - 1;
        var label = full([flat.shape[0]], none, ScalarType.Int64, flat.device).scatter(0, matched.Rows, matched.Labels);
        var weight = full([flat.shape[0]], Options.NoObjectWeight, ScalarType.Float32, flat.device)
            .scatter(0, matched.Rows, ones_like(matched.Labels, ScalarType.Float32));
        var loss = flat.log_softmax(-1).gather(1, label.unsqueeze(1)).squeeze(1).neg();
        return ((loss * weight).sum() / MeanOverProcesses(weight.sum())).MoveToOuterDisposeScope();
    }

    // A mean over processes may lie between 0 and 1 where the joined batch holds a target; only a batch without any has nothing to divide.
    internal static Tensor Positive(Tensor count) => where(count.gt(0), count, ones_like(count));

    // Percent of the targets whose detection says another class; 100 where there is none, as the reference reports it.
    private static Tensor ClassError(Tensor logits, MatchedPictures matched)
    {
        using var scope = NewDisposeScope();
        var said = logits.detach().flatten(0, 1).index_select(0, matched.Rows).argmax(-1);
        var right = said.eq(matched.Labels).to(ScalarType.Float32).sum();
        return (100 - right * (100.0 / Math.Max(1, matched.Labels.shape[0]))).MoveToOuterDisposeScope();
    }

    // How far the number of detections with an object is from the number of targets, mean over the pictures.
    private static Tensor CardinalityError(Tensor logits, IReadOnlyList<IReadOnlyList<PictureTarget>> targets)
    {
        using var scope = NewDisposeScope();
        var objects = logits.detach().argmax(-1).ne(logits.shape[2] - 1).to(ScalarType.Float32).sum(1);  // [B]
        var wanted = tensor(targets.Select(picture => (float)picture.Count).ToArray(), device: logits.device);
        return (objects - wanted).abs().mean().MoveToOuterDisposeScope();
    }

    private static void Check(Tensor logits, IReadOnlyList<IReadOnlyList<PictureTarget>> targets)
    {
        long classes = logits.shape[2] - 1;
        if (targets.Count != logits.shape[0])
            throw new ArgumentException($"{targets.Count} lists of targets for {logits.shape[0]} pictures", nameof(targets));
        for (int b = 0; b < targets.Count; b++)
        {
            string picture = $"picture {b} of the batch has";
            if (targets[b].Count > logits.shape[1])
                throw new InvalidInputException($"{picture} {targets[b].Count} targets, the network {logits.shape[1]} detections", nameof(targets));
            if (targets[b].FirstOrDefault(target => !IsPossible(target, classes)) is { } wrong)
                throw new InvalidInputException($"{picture} the target {wrong}; classes are below {classes}, boxes finite", nameof(targets));
        }
    }

    private static bool IsPossible(PictureTarget target, long classes) =>
        target.Class >= 0 && target.Class < classes && target.Width >= 0 && target.Height >= 0
        && float.IsFinite(target.CentreX + target.CentreY + target.Width + target.Height);
}
