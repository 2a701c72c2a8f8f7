using Fuse3D.Vision.Data;

namespace Fuse3D.Vision.Checkpoints.KeyMaps;

/// <summary>Weights that a start lacks and a network needs, as its authors begin them, from a seed.</summary>
internal static class NewWeights
{
    private const double TableDeviation = 0.02, TableBound = 2;

    /// <summary>Tokens and position tables: normal with deviation 0.02. Layers of the heads: uniform within 1 / sqrt(inputs).</summary>
    /// <param name="inputs">of the layer that a weight or bias belongs to</param>
    public static Weight Make(string name, long[] shape, long inputs, ulong seed)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        SeededRandom random = SeededRandom.For(name, seed);
        double bound = 1 / Math.Sqrt(inputs);
        bool layer = name.EndsWith(".weight", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal);
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(layer ? (2 * random.NextDouble() - 1) * bound : TruncatedNormal(random));
        return new(shape, values);
    }

    public static StoredWeight Constant(long[] shape, float value)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        Array.Fill(values, value);
        return StoredWeight.Of(new(shape, values));
    }

    /// <summary>Deviation 0.02, within -2..2.</summary>
    public static double TruncatedNormal(SeededRandom random)
    {
        while (true)
        {
            double value = Normal(random, TableDeviation);
            if (Math.Abs(value) <= TableBound)
                return value;
        }
    }

    /// <summary>G. E. P. Box, M. E. Muller, "A note on the generation of random normal deviates", 1958.</summary>
    public static double Normal(SeededRandom random, double deviation)
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
        return radius * Math.Cos(2 * Math.PI * random.NextDouble()) * deviation;
    }
}
