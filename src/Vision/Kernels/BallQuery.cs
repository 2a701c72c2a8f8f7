namespace Fuse3D.Vision.Kernels;

/// <summary>For each centre the first points, in index order, whose squared distance is strictly below radius² (both float32).</summary>
/// <remarks>
/// The rules of the published CUDA operator: slots beyond the last hit repeat the first hit; without a hit all slots are 0.
/// Sources and centres must be finite.
/// </remarks>
public static class BallQuery
{
    private const int CentresPerChunk = 64;

    /// <summary>Finds neighbours through a grid of cells at least a radius wide. Exact.</summary>
    /// <param name="xyz">[N, 3] source points, metres</param>
    /// <param name="centres">[M, 3]</param>
    /// <param name="radius">metres, above 0</param>
    /// <param name="samples">slots per centre, at least 1</param>
    /// <param name="indices">[M, samples] receives indices of source points</param>
    public static void Query(ReadOnlySpan<float> xyz, ReadOnlySpan<float> centres, float radius, int samples, Span<int> indices)
    {
        int count = Check(xyz, centres, radius, samples, indices);
        using PointGrid grid = new(xyz, radius);
        using BallHits hits = new(grid);
        for (int i = 0; i < count; i++)
            Fill(indices.Slice(i * samples, samples), hits.First(centres.Slice(3 * i, 3), indices.Slice(i * samples, samples)));
    }

    /// <summary>The same with the centres spread over the workers, and how many slots of each centre are hits.</summary>
    /// <param name="hitCounts">[M] receives how many of a centre's slots are distinct hits; the rest repeat the first</param>
    public static unsafe void Query(
        ReadOnlySpan<float> xyz, ReadOnlySpan<float> centres, float radius, int samples, Span<int> indices, Span<int> hitCounts, Workers? workers = null)
    {
        int count = Check(xyz, centres, radius, samples, indices);
        ArgumentOutOfRangeException.ThrowIfNotEqual(hitCounts.Length, count, nameof(hitCounts));
        using PointGrid grid = new(xyz, radius);
        fixed (float* centresAt = centres)
        fixed (int* indicesAt = indices, countsAt = hitCounts)
        {
            (nint centre, nint index, nint hitCount) = ((nint)centresAt, (nint)indicesAt, (nint)countsAt);
            (workers ?? Workers.Shared).For((count + CentresPerChunk - 1) / CentresPerChunk, chunk =>
            {
                using BallHits hits = new(grid);
                for (int i = chunk * CentresPerChunk; i < Math.Min(count, (chunk + 1) * CentresPerChunk); i++)
                {
                    Span<int> slots = new((int*)index + (long)i * samples, samples);
                    ((int*)hitCount)[i] = hits.First(new((float*)centre + 3 * i, 3), slots);
                    Fill(slots, ((int*)hitCount)[i]);
                }
            });
        }
    }

    /// <summary>What <see cref="Query(ReadOnlySpan{float}, ReadOnlySpan{float}, float, int, Span{int})"/> means.</summary>
    internal static void QueryScalar(ReadOnlySpan<float> xyz, ReadOnlySpan<float> centres, float radius, int samples, Span<int> indices)
    {
        int count = Check(xyz, centres, radius, samples, indices);
        for (int i = 0; i < count; i++)
        {
            Span<int> slots = indices.Slice(i * samples, samples);
            int found = 0;
            for (int j = 0; j < xyz.Length / 3 && found < samples; j++)
            {
                if (Points.SquaredDistance(xyz.Slice(3 * j, 3), centres.Slice(3 * i, 3)) < radius * radius)
                    slots[found++] = j;
            }

            Fill(slots, found);
        }
    }

    private static void Fill(Span<int> slots, int found) => slots[found..].Fill(found > 0 ? slots[0] : 0);

    private static int Check(ReadOnlySpan<float> xyz, ReadOnlySpan<float> centres, float radius, int samples, Span<int> indices)
    {
        Points.Count(xyz, nameof(xyz));
        int count = Points.Count(centres, nameof(centres));
        if (!(radius > 0) || !float.IsFinite(radius))
            throw new InvalidInputException($"the radius is {radius}; it must be finite and above 0", nameof(radius));
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(indices.Length, count * samples, nameof(indices));
        return count;
    }
}
