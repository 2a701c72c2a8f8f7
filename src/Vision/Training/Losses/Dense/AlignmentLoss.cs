using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Losses.Dense;

/// <summary>How far the modalities' aligned maps lie apart as distributions: their maximum mean discrepancy.</summary>
/// <remarks>
/// Gretton et al., "A Kernel Two-Sample Test", JMLR 2012, the unbiased estimate of its square. Samples are places of a map. Kernels are
/// Gaussian, as wide as 0.5, 1 and 2 times the median distance of the samples, and averaged. B pictures, C channels.
/// </remarks>
public static class AlignmentLoss
{
    private const int MostSamples = 1024;       // of each picture; the same places in both modalities
    private static readonly double[] Widths = [0.5, 1, 2];

    /// <param name="places">of each place in the network, M maps [B, C, H, W]</param>
    /// <returns>a scalar: the sum over places and pairs of modalities of the mean over pictures</returns>
    public static Tensor Of(IReadOnlyList<Tensor[]> places)
    {
        using var scope = NewDisposeScope();
        List<Tensor> discrepancies = [];
        foreach (Tensor[] maps in places)
        {
            Tensor[] samples = Samples(maps);
            for (int first = 0; first < samples.Length; first++)
            {
                for (int second = first + 1; second < samples.Length; second++)
                    discrepancies.Add(MeanOverPictures(samples[first], samples[second]));
            }
        }

        return discrepancies.Aggregate((sum, next) => sum + next).MoveToOuterDisposeScope();
    }

    /// <param name="first">[n, C]</param>
    /// <param name="second">[n, C]</param>
    /// <returns>a scalar, about 0 or below where both are drawn from one distribution</returns>
    internal static Tensor SquaredDiscrepancy(Tensor first, Tensor second)
    {
        using var scope = NewDisposeScope();
        long n = first.shape[0];
        var squares = SquaredDistances(cat([first, second]));                               // [2n, 2n]
        var median = squares.detach().masked_select(eye(2 * n, dtype: ScalarType.Bool, device: first.device).logical_not()).median().clamp_min(1e-12);
        Tensor similarity = Widths.Select(width => (squares / (median * (-2 * width * width))).exp()).Aggregate((sum, next) => sum + next) / Widths.Length;
        Tensor within = Inside(similarity.narrow(0, 0, n).narrow(1, 0, n)) + Inside(similarity.narrow(0, n, n).narrow(1, n, n));
        return (within - similarity.narrow(0, 0, n).narrow(1, n, n).mean() * 2).MoveToOuterDisposeScope();
    }

    private static Tensor MeanOverPictures(Tensor first, Tensor second) =>
        stack(Enumerable.Range(0, (int)first.shape[0]).Select(b => SquaredDiscrepancy(first[b], second[b]))).mean();

    // The mean over pairs of different samples: one's similarity with itself is 1.
    private static Tensor Inside(Tensor similarity)
    {
        long n = similarity.shape[0];
        return (similarity.sum() - n) / Math.Max(1, n * (n - 1));
    }

    private static Tensor SquaredDistances(Tensor samples)
    {
        var norms = samples.square().sum(1, keepdim: true);                                 // [n, 1]
        return (norms + norms.t() - samples.matmul(samples.t()) * 2).clamp_min(0);
    }

    private static Tensor[] Samples(Tensor[] maps)
    {
        long all = maps[0].shape[2] * maps[0].shape[3];
        var drawn = all > MostSamples ? randperm(all, device: maps[0].device).narrow(0, 0, MostSamples) : null;
        return [.. maps.Select(map => map.flatten(2).transpose(1, 2)).Select(rows => drawn is null ? rows : rows.index_select(1, drawn))];     // M of [B, n, C]
    }
}
