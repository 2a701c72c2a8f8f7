using System.Globalization;
using System.Text.Json;
using Fuse3D.Vision.Data;

namespace Fuse3D.Vision.Checkpoints;

/// <summary>Weights as a function of their name, shape and a seed: the same everywhere, with nothing to download.</summary>
/// <remarks>
/// Element i is SplitMix64 of (FNV-1a-64 of the name + seed * golden ratio + i); its top 24 bits give u in [-1, 1). Matrices become
/// u * sqrt(3 / inputs), so that activations keep their size; norms lie near 1, biases and means near 0.
/// </remarks>
/// <param name="seed">another seed, other weights</param>
public sealed class HashedWeights(ulong seed)
{
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    /// <summary>Entries that are u times this number whatever their name and rank.</summary>
    public IReadOnlyDictionary<string, float> Factors { get; init; } = new Dictionary<string, float>();

    /// <summary>Entries that hold these values; they win over everything else.</summary>
    public IReadOnlyDictionary<string, float[]> Constants { get; init; } = new Dictionary<string, float[]>();

    /// <summary>Applied afterwards, in this order, to every entry whose name they match.</summary>
    internal IReadOnlyList<FillAdjustment> Adjustments { get; init; } = [];

    /// <summary>Reads "seed" and, where present, "fill_overrides" {name: factor} and "fill_constants" {name: values} (JSON).</summary>
    public static HashedWeights FromMetadata(IReadOnlyDictionary<string, string> metadata) =>
        new(ulong.Parse(metadata["seed"], CultureInfo.InvariantCulture))
        {
            Factors = Read<float>(metadata, "fill_overrides"),
            Constants = Read<float[]>(metadata, "fill_constants"),
        };

    /// <summary>Fills one entry.</summary>
    /// <param name="name">full key, without "module."</param>
    /// <param name="shape">row-major; its product is the length of <paramref name="values"/></param>
    public void Fill(string name, ReadOnlySpan<long> shape, Span<float> values)
    {
        if (Constants.TryGetValue(name, out float[]? constant))
        {
            constant.CopyTo(values);
            return;
        }

        (float offset, float factor) = Factors.TryGetValue(name, out float given) ? (0, given) : Scale(name, shape);
        Uniform(name, seed, values);
        for (int i = 0; i < values.Length; i++)
            values[i] = offset + factor * values[i];
        foreach (FillAdjustment adjustment in Adjustments)
            adjustment.Apply(name, seed, values);
    }

    /// <summary>u in [-1, 1) for elements 0, 1, ... of an entry.</summary>
    public static void Uniform(string name, ulong seed, Span<float> values)
    {
        ulong state = SeededRandom.Fnv1a(name) + seed * GoldenRatio + GoldenRatio;
        for (int i = 0; i < values.Length; i++)
        {
            ulong z = state + (ulong)i;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            values[i] = (int)(z >> 40) * (1f / (1 << 23)) - 1;
        }
    }

    // value = offset + factor * u
    private static (float Offset, float Factor) Scale(string name, ReadOnlySpan<long> shape)
    {
        if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            return (0, 0);
        if (name.EndsWith("running_var", StringComparison.Ordinal))
            return (1, 0.2f);
        if (name.EndsWith("running_mean", StringComparison.Ordinal))
            return (0, 0.1f);
        if (shape.Length <= 1)
            return name.EndsWith("bias", StringComparison.Ordinal) ? (0, 0.1f) : (1, 0.1f);

        long inputs = 1;
        foreach (long size in shape[1..])
            inputs *= size;
        return (0, (float)Math.Sqrt(3.0 / inputs));
    }

    private static Dictionary<string, T> Read<T>(IReadOnlyDictionary<string, string> metadata, string key) =>
        metadata.TryGetValue(key, out string? json) ? JsonSerializer.Deserialize<Dictionary<string, T>>(json) ?? [] : [];
}
