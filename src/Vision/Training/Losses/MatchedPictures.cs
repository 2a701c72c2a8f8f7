using Fuse3D.Vision.Data;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Losses;

/// <summary>A batch's detections that have a target, with it.</summary>
/// <param name="Rows">[T] of the detections, over all pictures</param>
/// <param name="Labels">[T] class of each one's target</param>
/// <param name="Boxes">[T, 4] box of each one's target</param>
internal sealed record MatchedPictures(Tensor Rows, Tensor Labels, Tensor Boxes)
{
    /// <param name="logits">[B, Q, C + 1]</param>
    /// <param name="boxes">[B, Q, 4]</param>
    /// <param name="targets">[B] lists</param>
    public static MatchedPictures Of(
        Tensor logits, Tensor boxes, IReadOnlyList<IReadOnlyList<PictureTarget>> targets, YolosLossOptions options)
    {
        var rows = new List<long>();
        var found = new List<PictureTarget>();
        for (int b = 0; b < targets.Count; b++)
        {
            PictureMatching matching = Match(logits, boxes, targets[b], b, options);
            rows.AddRange(matching.Detections.Select(detection => b * logits.shape[1] + detection));
            found.AddRange(matching.Targets.Select(target => targets[b][(int)target]));
        }

        return new(
            tensor(rows.ToArray(), device: logits.device),
            tensor(found.Select(target => (long)target.Class).ToArray(), device: logits.device),
            PictureMatching.Boxes(found).to(logits.device));
    }

    private static PictureMatching Match(
        Tensor logits, Tensor boxes, IReadOnlyList<PictureTarget> targets, int picture, YolosLossOptions options)
    {
        using var scope = NewDisposeScope();
        return PictureMatching.Of(logits.select(0, picture), boxes.select(0, picture), targets, options);
    }
}
