using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data;

/// <summary>Brings clouds to the number of points that a network takes.</summary>
public static class PointSampling
{
    /// <summary>Which points to take.</summary>
    /// <remarks>
    /// As many as there are: all, in their order. Fewer: a random choice without repetition, in random order (the first steps of a
    /// Fisher-Yates shuffle by <see cref="SeededRandom"/>). More: all in their order, then random repetitions.
    /// </remarks>
    /// <param name="count">points in the cloud, at least 1</param>
    /// <param name="target">indices wanted</param>
    public static int[] Choose(int count, int target, ulong seed)
    {
        if (count < 1)
            throw new InvalidInputException("the cloud has no points", "points");
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        var random = new SeededRandom(seed);
        int[] indices = [.. Enumerable.Range(0, count)];
        return target >= count
            ? [.. indices, .. Enumerable.Range(0, target - count).Select(_ => random.Next(count))]
            : Shuffled(indices, target, random);
    }

    /// <summary>Which points to take, as the published data loaders choose them.</summary>
    /// <remarks>
    /// Enough points: a random choice without repetition, in random order. Too few: each one is drawn from all of them, so that some
    /// repeat and some stay out.
    /// </remarks>
    /// <inheritdoc cref="Choose" path="/param"/>
    public static int[] Draw(int count, int target, SeededRandom random)
    {
        if (count < 1)
            throw new InvalidInputException("the cloud has no points", "points");
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        return target > count
            ? [.. Enumerable.Range(0, target).Select(_ => random.Next(count))]
            : Shuffled([.. Enumerable.Range(0, count)], target, random);
    }

    /// <summary>The cloud with exactly so many points, by <see cref="Choose"/>; the cloud itself when it has them.</summary>
    public static PointCloud Resample(PointCloud cloud, int target, ulong seed) =>
        cloud.Count == target && target > 0 ? cloud : cloud.Select(Choose(cloud.Count, target, seed));

    /// <summary>Each point's height above the floor, which is taken to be where 0.99 percent of the points lie below.</summary>
    /// <param name="xyz">[N, 3], z up</param>
    /// <returns>[N]</returns>
    public static float[] Heights(ReadOnlySpan<float> xyz)
    {
        var z = new float[xyz.Length / 3];
        for (int i = 0; i < z.Length; i++)
            z[i] = xyz[3 * i + 2];
        if (z.Length == 0)
            return z;
        double floor = Percentile(z, 0.99);
        return [.. z.Select(v => (float)(v - floor))];
    }

    // The first steps of a Fisher-Yates shuffle.
    private static int[] Shuffled(int[] indices, int target, SeededRandom random)
    {
        for (int i = 0; i < target; i++)
        {
            int j = i + random.Next(indices.Length - i);
            (indices[i], indices[j]) = (indices[j], indices[i]);
        }

        return indices[..target];
    }

    // Linear between the two nearest ranks, as NumPy's default.
    private static double Percentile(float[] values, double percent)
    {
        float[] sorted = [.. values.Order()];
        double at = percent / 100 * (sorted.Length - 1);
        int below = (int)at;
        return sorted[below] + (at - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - (double)sorted[below]);
    }
}
