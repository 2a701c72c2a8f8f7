using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Metrics.Dense;

/// <summary>
/// FID: how far two sets of features are apart if each is a normal distribution, |μ₁ - μ₂|² + tr Σ₁ + tr Σ₂ - 2 tr √(Σ₁Σ₂), with
/// covariances over n - 1.
/// </summary>
/// <remarks>
/// M. Heusel et al., "GANs trained by a two time-scale update rule converge to a local Nash equilibrium", NIPS 2017. With the centred features
/// A and B, tr √(Σ₁Σ₂) is the sum of the singular values of A Bᵀ over √((n₁-1)(n₂-1)): exact where there are fewer pictures than numbers, too,
/// where the published matrix root is not.
/// </remarks>
public static class FrechetDistance
{
    public static double Between(FeatureSet first, FeatureSet second)
    {
        FeatureSet.CheckPair(first, second);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var (mean1, a) = Centred(first);                                                    // [d], [n1, d]
        var (mean2, b) = Centred(second);                                                   // [d], [n2, d]
        double apart = Sum((mean1 - mean2).square()), own = Sum(a.square()) + Sum(b.square());
        double shared = Sum(linalg.svdvals(Lower(a).matmul(Lower(b).transpose(0, 1))));
        return apart + own - 2 * shared;
    }

    // Divided by √(n - 1), so that the product with its own transpose is the covariance.
    private static (Tensor Mean, Tensor Centred) Centred(FeatureSet features)
    {
        Tensor rows = features.ToTensor(), mean = rows.mean([0]);
        return (mean, (rows - mean) / Math.Sqrt(features.Count - 1));
    }

    // More rows than columns: a triangle with the same covariance, so the singular values stay and the product becomes small.
    private static Tensor Lower(Tensor rows) => rows.shape[0] > rows.shape[1] ? linalg.qr(rows, linalg.QRMode.R).R : rows;

    private static double Sum(Tensor values) => values.sum().item<double>();
}
