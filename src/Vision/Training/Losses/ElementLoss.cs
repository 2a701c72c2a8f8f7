using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Losses;

/// <summary>Losses element by element.</summary>
internal static class ElementLoss
{
    private const double Alpha = 0.25;      // of the positive targets; the published gamma is 2, a square

    /// <summary>Sigmoid focal loss (Lin et al., Focal Loss for Dense Object Detection), alpha 0.25, gamma 2.</summary>
    /// <param name="logits">any shape</param>
    /// <param name="target">0 or 1, float, of the same shape</param>
    public static Tensor Focal(Tensor logits, Tensor target)
    {
        using var scope = NewDisposeScope();
        var p = logits.sigmoid();
        var miss = target * (1 - p) + (1 - target) * p;
        var weight = target * Alpha + (1 - target) * (1 - Alpha);
        var entropy = logits.clamp_min(0) - logits * target + logits.abs().neg().exp().log1p();
        return (weight * miss * miss * entropy).MoveToOuterDisposeScope();
    }

    /// <param name="delta">where the smooth one turns from square to linear</param>
    public static Tensor Of(Distance distance, Tensor actual, Tensor target, double delta) => distance == Distance.L1
        ? nn.functional.l1_loss(actual, target, nn.Reduction.None)
        : nn.functional.smooth_l1_loss(actual, target, nn.Reduction.None, delta);

    /// <summary>The same times delta, as sizes and headings count it; plain L1 has no such factor.</summary>
    public static Tensor Scaled(Distance distance, Tensor actual, Tensor target, double delta)
    {
        using var scope = NewDisposeScope();
        var loss = Of(distance, actual, target, delta);
        return (distance == Distance.L1 ? loss : loss * delta).MoveToOuterDisposeScope();
    }

    /// <param name="scores">[B, Q, K] logits</param>
    /// <param name="target">[B, Q] int64 below K</param>
    /// <returns>[B, Q]</returns>
    public static Tensor CrossEntropy(Tensor scores, Tensor target)
    {
        using var scope = NewDisposeScope();
        var likelihood = scores.log_softmax(-1).gather(-1, target.unsqueeze(-1)).squeeze(-1);
        return likelihood.neg().MoveToOuterDisposeScope();
    }
}
