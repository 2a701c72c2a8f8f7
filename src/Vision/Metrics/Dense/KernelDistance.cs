using Fuse3D.Vision.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Metrics.Dense;

/// <summary>How the subsets of a kernel distance are drawn.</summary>
/// <param name="Subsets">as many are averaged</param>
/// <param name="Size">pictures of each set in a subset; all of the smaller set where it has fewer</param>
/// <param name="Seed">of the draws, which are without replacement</param>
public sealed record KernelDraws(int Subsets = 50, int Size = 1000, ulong Seed = 0);

/// <summary>KID: the squared maximum mean discrepancy between two sets of features, unbiased, averaged over subsets.</summary>
/// <remarks>
/// M. Bińkowski et al., "Demystifying MMD GANs", ICLR 2018: kernel (x·y / d + 1)³. Published tables of translation give it times 100.
/// </remarks>
/// <param name="Subsets">of each subset; negative ones are possible, as the estimate has no bias</param>
public sealed record KernelDistance(IReadOnlyList<double> Subsets)
{
    /// <summary>What tables call KID × 100.</summary>
    public double MeanTimes100 => 100 * Subsets.Average();

    public static KernelDistance Between(FeatureSet first, FeatureSet second, KernelDraws? draws = null)
    {
        FeatureSet.CheckPair(first, second);
        draws ??= new KernelDraws();
        int size = Math.Min(draws.Size, Math.Min(first.Count, second.Count));
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Tensor x = first.ToTensor(), y = second.ToTensor();
        // Then every subset is the whole set, in another order.
        if (size == first.Count && size == second.Count)
            return new([.. Enumerable.Repeat(Unbiased(x, y), draws.Subsets)]);
        var random = SeededRandom.For("kernel distance", draws.Seed);
        return new([.. Enumerable.Range(0, draws.Subsets).Select(_ => Unbiased(Some(x, size, random), Some(y, size, random)))]);
    }

    /// <summary>(Σ k(xᵢ, xⱼ) + Σ k(yᵢ, yⱼ)) / (m (m - 1)) over i ≠ j, less 2 Σ k(xᵢ, yⱼ) / m².</summary>
    /// <param name="x">[m, d] float64</param>
    /// <param name="y">[m, d] float64</param>
    internal static double Unbiased(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        double m = x.shape[0];
        Tensor own = Kernel(x, x), other = Kernel(y, y);                                    // [m, m]
        double within = Sum(own) - Sum(own.trace()) + Sum(other) - Sum(other.trace());
        return within / (m * (m - 1)) - 2 * Sum(Kernel(x, y)) / (m * m);
    }

    private static Tensor Kernel(Tensor x, Tensor y) => (x.matmul(y.transpose(0, 1)) / x.shape[1] + 1).pow(3);

    private static double Sum(Tensor values) => values.sum().item<double>();

    // The first of a shuffle that stops when it has enough.
    private static Tensor Some(Tensor rows, int size, SeededRandom random)
    {
        long[] order = [.. Enumerable.Range(0, (int)rows.shape[0]).Select(i => (long)i)];
        for (int i = 0; i < size; i++)
        {
            int other = i + random.Next(order.Length - i);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return rows.index_select(0, tensor(order[..size]));
    }
}
