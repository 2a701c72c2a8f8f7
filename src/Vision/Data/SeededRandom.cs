using System.Text;

namespace Fuse3D.Vision.Data;

/// <summary>SplitMix64: the same numbers from the same seed in every version and language.</summary>
/// <remarks>G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.</remarks>
public sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Numbers for one named thing: other names give others from the same seed.</summary>
    public static SeededRandom For(string name, ulong seed) => new(new SeededRandom(seed).Next() ^ Fnv1a(name));

    /// <summary>The 64-bit FNV-1a hash of a name in UTF-8.</summary>
    internal static ulong Fnv1a(string name)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ b) * 0x100000001B3;
        return hash;
    }

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 to <paramref name="below"/> - 1: the upper half of the product with 2^64 as the whole. Bias is below 2^-32.</summary>
    public int Next(int below) => (int)Math.BigMul(Next(), (ulong)below, out _);

    /// <summary>At least 0, below 1, in steps of 2^-53.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <summary>A seed of its own for each combination of numbers, such as an epoch and a sample's place in it.</summary>
    public static ulong Derive(ulong seed, params ReadOnlySpan<ulong> numbers)
    {
        foreach (ulong number in numbers)
            seed = new SeededRandom(new SeededRandom(seed).Next() ^ number).Next();
        return seed;
    }
}
