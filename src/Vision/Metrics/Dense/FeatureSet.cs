using static TorchSharp.torch;

namespace Fuse3D.Vision.Metrics.Dense;

/// <summary>What a network sees in the pictures of a set: one row of numbers for each.</summary>
/// <param name="Count">pictures</param>
/// <param name="Dimension">numbers of each; 2048 of Inception's last pooling</param>
/// <param name="Values">[Count, Dimension]</param>
public sealed record FeatureSet(int Count, int Dimension, double[] Values)
{
    /// <summary>Rows one after the other.</summary>
    public static FeatureSet Of(IReadOnlyList<float[]> rows)
    {
        if (rows.Count == 0)
            throw new ArgumentException("no picture, so no features", nameof(rows));
        int dimension = rows[0].Length;
        var values = new double[(long)rows.Count * dimension];
        for (int row = 0; row < rows.Count; row++)
        {
            for (int i = 0; i < dimension; i++)
                values[row * dimension + i] = rows[row][i];
        }

        return new(rows.Count, dimension, values);
    }

    /// <returns>[Count, Dimension] float64 on the CPU</returns>
    internal Tensor ToTensor() => tensor(Values, [Count, Dimension]);

    /// <exception cref="InvalidInputException">the sets cannot be compared</exception>
    internal static void CheckPair(FeatureSet first, FeatureSet second)
    {
        if (first.Dimension != second.Dimension)
            throw new InvalidInputException($"features of {first.Dimension} and of {second.Dimension} numbers cannot be compared");
        if (first.Count < 2 || second.Count < 2)
            throw new InvalidInputException($"sets of {first.Count} and {second.Count} pictures; a distance needs two of each at least");
    }
}
