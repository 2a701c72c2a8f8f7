namespace Fuse3D.Vision.Kernels;

/// <summary>Furthest point sampling: each pick is the point furthest from all picks before it.</summary>
/// <remarks>
/// The rules of the published CUDA operator, which the trained weights depend on: the first pick is point 0; points within about 3.2 cm
/// of the origin (|p|² at most 1e-3) are never picked after it; where no point qualifies the pick is 0. Ties go to the lowest index
/// (the CUDA operator's tie order depends on its thread layout; on recorded clouds the two never differed).
/// </remarks>
public static class FurthestPoint
{
    internal const float NearOrigin = 1e-3f;        // squared metres
    internal const float Unseen = 1e10f;            // squared distance before the first pick

    /// <summary>Picks points; the cloud is cut into buckets and only those that a pick can change are looked at. Exact.</summary>
    /// <param name="xyz">[N, 3] metres, finite</param>
    /// <param name="picked">[M] receives indices into the cloud; with M beyond the distinct points, indices repeat</param>
    public static void Sample(ReadOnlySpan<float> xyz, Span<int> picked)
    {
        if (!Begin(xyz, picked))
            return;

        using var buckets = PointBuckets.Build(xyz);
        for (int i = 1; i < picked.Length; i++)
        {
            buckets.Relax(xyz.Slice(3 * picked[i - 1], 3));
            picked[i] = buckets.Furthest();
        }
    }

    /// <summary>What <see cref="Sample"/> means: every point is looked at for every pick.</summary>
    internal static void SampleScalar(ReadOnlySpan<float> xyz, Span<int> picked)
    {
        if (!Begin(xyz, picked))
            return;

        float[] nearest = new float[xyz.Length / 3];
        Array.Fill(nearest, Unseen);
        for (int i = 1; i < picked.Length; i++)
            picked[i] = RelaxScalar(xyz, picked[i - 1], nearest);
    }

    internal static bool Qualifies(ReadOnlySpan<float> xyz, int i)
    {
        float x = xyz[3 * i], y = xyz[3 * i + 1], z = xyz[3 * i + 2];
        return x * x + y * y + z * z > NearOrigin;
    }

    private static bool Begin(ReadOnlySpan<float> xyz, Span<int> picked)
    {
        int points = Points.Count(xyz, nameof(xyz));
        if (picked.IsEmpty)
            return false;
        if (points == 0)
            throw new InvalidInputException($"{nameof(xyz)} holds no point to pick {picked.Length} from", nameof(xyz));
        picked[0] = 0;
        return true;
    }

    private static int RelaxScalar(ReadOnlySpan<float> xyz, int pick, Span<float> nearest)
    {
        int furthest = 0;
        float distance = -1;
        for (int i = 0; i < nearest.Length; i++)
        {
            if (!Qualifies(xyz, i))
                continue;
            nearest[i] = MathF.Min(nearest[i], Points.SquaredDistance(xyz.Slice(3 * i, 3), xyz.Slice(3 * pick, 3)));
            if (nearest[i] > distance)
                (distance, furthest) = (nearest[i], i);
        }

        return furthest;
    }
}
