using Fuse3D.Vision.Data;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion.Tokens;

/// <summary>Which other modality each token takes from where there are three or more: fixed maps, drawn before training.</summary>
/// <remarks>
/// The N positions of a modality are divided by chance into M - 1 groups, as equal as can be; group k takes from the k-th other modality in
/// ascending order. With two modalities every position takes from the other. Our reading of the paper; the published code knows two only.
/// </remarks>
public static class TokenGroups
{
    /// <summary>The map of one modality.</summary>
    /// <param name="permutation">the positions 0..N-1 in the order in which they are divided</param>
    /// <returns>[N] the modality that each position takes from</returns>
    public static long[] Assign(ReadOnlySpan<int> permutation, int modality, int modalities)
    {
        int others = modalities - 1, least = permutation.Length / others, larger = permutation.Length % others, at = 0;
        var sources = new long[permutation.Length];
        for (int group = 0; group < others; group++)
        {
            int end = at + least + (group < larger ? 1 : 0), other = group < modality ? group : group + 1;
            for (; at < end; at++)
                sources[permutation[at]] = other;
        }

        return sources;
    }

    /// <summary>Maps of all modalities for a grid of tokens: [M, height, width] int64, the same for the same seed and stage.</summary>
    public static Tensor Draw(int modalities, long height, long width, ulong seed, int stage)
    {
        int positions = checked((int)(height * width));
        var maps = new List<long>(modalities * positions);
        for (int m = 0; m < modalities; m++)
        {
            int[] permutation = [.. Enumerable.Range(0, positions)];
            Shuffle(permutation, new SeededRandom(SeededRandom.Derive(seed, (ulong)stage, (ulong)m)));
            maps.AddRange(Assign(permutation, m, modalities));
        }

        return tensor(maps.ToArray(), [modalities, height, width]);
    }

    /// <summary>Maps for another grid: the drawn ones, repeated from the top left. [M, height * width].</summary>
    /// <param name="maps">[M, h, w]</param>
    public static Tensor For(Tensor maps, long height, long width)
    {
        using var scope = NewDisposeScope();
        long down = (height + maps.shape[1] - 1) / maps.shape[1], across = (width + maps.shape[2] - 1) / maps.shape[2];
        return maps.repeat(1, down, across).narrow(1, 0, height).narrow(2, 0, width).flatten(1).MoveToOuterDisposeScope();
    }

    // R. Durstenfeld, "Algorithm 235: Random permutation", 1964.
    private static void Shuffle(int[] values, SeededRandom random)
    {
        for (int last = values.Length - 1; last > 0; last--)
        {
            int at = random.Next(last + 1);
            (values[last], values[at]) = (values[at], values[last]);
        }
    }
}
