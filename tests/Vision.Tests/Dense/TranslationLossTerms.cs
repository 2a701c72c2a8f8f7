using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

/// <summary>The losses of TokenFusion's translation, as far as its goldens need them.</summary>
internal static class TranslationLossTerms
{
    public const double OfDistance = 100;

    /// <summary>Mean cross-entropy of decisions that should all be one number.</summary>
    public static Tensor Decisions(Tensor decisions, double wanted)
    {
        using var scope = NewDisposeScope();
        return nn.functional.binary_cross_entropy(decisions, full_like(decisions, wanted)).MoveToOuterDisposeScope();
    }

    /// <summary>Sum over the modalities of the mean of both errors.</summary>
    public static Tensor OfDiscriminator(Tensor[] real, Tensor[] made) =>
        real.Zip(made, (one, other) => (Decisions(one, 1) + Decisions(other, 0)) * 0.5).Aggregate((sum, one) => sum + one);

    public static Tensor Adversarial(Tensor[] made) => made.Select(one => Decisions(one, 1)).Aggregate((sum, one) => sum + one);

    public static Tensor Distance(Tensor picture, Tensor target) => (picture - target).abs().mean();
}
