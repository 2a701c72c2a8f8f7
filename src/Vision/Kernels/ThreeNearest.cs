using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Kernels;

/// <summary>For each unknown point the three nearest known points, and the weights with which their features are blended.</summary>
/// <remarks>Distances are squared and ascending; ties go to the lower index; with fewer than three known points the rest are +inf, index 0.</remarks>
public static class ThreeNearest
{
    private const int UnknownPerChunk = 128;

    /// <summary>Finds neighbours for as many unknown points at once as a vector has lanes.</summary>
    /// <param name="unknown">[N, 3] finite</param>
    /// <param name="known">[M, 3] finite, M at least 1</param>
    /// <param name="squaredDistances">[N, 3] receives squared distances</param>
    /// <param name="indices">[N, 3] receives indices of known points</param>
    public static void Query(ReadOnlySpan<float> unknown, ReadOnlySpan<float> known, Span<float> squaredDistances, Span<int> indices)
    {
        int count = Check(unknown, known, squaredDistances, indices);
        QueryVectors(unknown, known, squaredDistances, indices, count);
    }

    /// <summary>The same with the unknown points spread over the workers.</summary>
    public static unsafe void Query(
        ReadOnlySpan<float> unknown, ReadOnlySpan<float> known, Span<float> squaredDistances, Span<int> indices, Workers workers)
    {
        int count = Check(unknown, known, squaredDistances, indices), knownLength = known.Length;
        fixed (float* unknownAt = unknown, knownAt = known, distanceAt = squaredDistances)
        fixed (int* indexAt = indices)
        {
            (nint u, nint k, nint d, nint i) = ((nint)unknownAt, (nint)knownAt, (nint)distanceAt, (nint)indexAt);
            workers.For((count + UnknownPerChunk - 1) / UnknownPerChunk, chunk =>
            {
                int start = 3 * chunk * UnknownPerChunk, length = Math.Min(3 * UnknownPerChunk, 3 * count - start);
                QueryVectors(
                    new((float*)u + start, length), new((float*)k, knownLength), new((float*)d + start, length), new((int*)i + start, length), length / 3);
            });
        }
    }

    /// <summary>weight_k = 1 / (distance_k + 1e-8), divided by their sum over the three.</summary>
    /// <param name="squaredDistances">[N, 3] as <see cref="Query(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, Span{int})"/> gives them</param>
    /// <param name="weights">[N, 3]; may be the same memory</param>
    public static void Weights(ReadOnlySpan<float> squaredDistances, Span<float> weights)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, squaredDistances.Length, nameof(weights));
        for (int i = 0; i < weights.Length; i += 3)
        {
            float a = Weight(squaredDistances[i]), b = Weight(squaredDistances[i + 1]), c = Weight(squaredDistances[i + 2]);
            float sum = a + b + c;
            (weights[i], weights[i + 1], weights[i + 2]) = (a / sum, b / sum, c / sum);
        }

        static float Weight(float squaredDistance) => 1 / (MathF.Sqrt(squaredDistance) + 1e-8f);
    }

    /// <summary>What <see cref="Query(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, Span{int})"/> means, and its tail.</summary>
    internal static void QueryScalar(ReadOnlySpan<float> unknown, ReadOnlySpan<float> known, Span<float> squaredDistances, Span<int> indices)
    {
        for (int i = 0; i < unknown.Length / 3; i++)
        {
            Span<float> best = squaredDistances.Slice(3 * i, 3);
            Span<int> index = indices.Slice(3 * i, 3);
            best.Fill(float.PositiveInfinity);
            index.Clear();
            for (int j = 0; j < known.Length / 3; j++)
            {
                float distance = Points.SquaredDistance(unknown.Slice(3 * i, 3), known.Slice(3 * j, 3));
                if (distance < best[0])
                    (best[2], best[1], best[0], index[2], index[1], index[0]) = (best[1], best[0], distance, index[1], index[0], j);
                else if (distance < best[1])
                    (best[2], best[1], index[2], index[1]) = (best[1], distance, index[1], j);
                else if (distance < best[2])
                    (best[2], index[2]) = (distance, j);
            }
        }
    }

    private static int Check(ReadOnlySpan<float> unknown, ReadOnlySpan<float> known, Span<float> squaredDistances, Span<int> indices)
    {
        int count = Points.Count(unknown, nameof(unknown));
        if (Points.Count(known, nameof(known)) == 0 && count > 0)
            throw new InvalidInputException($"{nameof(known)} holds no point to look for neighbours in", nameof(known));
        ArgumentOutOfRangeException.ThrowIfNotEqual(squaredDistances.Length, unknown.Length, nameof(squaredDistances));
        ArgumentOutOfRangeException.ThrowIfNotEqual(indices.Length, unknown.Length, nameof(indices));
        return count;
    }

    private static void QueryVectors(
        ReadOnlySpan<float> unknown, ReadOnlySpan<float> known, Span<float> squaredDistances, Span<int> indices, int count)
    {
        int lanes = Vector512<float>.Count, i = 0;
        using Axes points = new(unknown);
        for (; i <= count - lanes; i += lanes)
        {
            Nearest nearest = Nearest.Of(Vector512.Create(points.X[i..]), Vector512.Create(points.Y[i..]), Vector512.Create(points.Z[i..]), known);
            nearest.CopyTo(squaredDistances.Slice(3 * i, 3 * lanes), indices.Slice(3 * i, 3 * lanes));
        }

        QueryScalar(unknown[(3 * i)..], known, squaredDistances[(3 * i)..], indices[(3 * i)..]);
    }

    /// <summary>The three nearest of one unknown point per lane.</summary>
    private readonly record struct Nearest(
        Vector512<float> D0, Vector512<float> D1, Vector512<float> D2, Vector512<int> I0, Vector512<int> I1, Vector512<int> I2)
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static Nearest Of(Vector512<float> x, Vector512<float> y, Vector512<float> z, ReadOnlySpan<float> known)
        {
            Vector512<float> d0 = Vector512.Create(float.PositiveInfinity), d1 = d0, d2 = d0;
            Vector512<int> i0 = Vector512<int>.Zero, i1 = i0, i2 = i0;
            for (int j = 0, at = 0; at + 2 < known.Length; j++, at += 3)
            {
                Vector512<float> dx = x - Vector512.Create(known[at]), dy = y - Vector512.Create(known[at + 1]), dz = z - Vector512.Create(known[at + 2]);
                Vector512<float> d = dx * dx + dy * dy + dz * dz;
                if (Vector512.GreaterThanOrEqualAll(d, d2))
                    continue;
                Vector512<float> below0 = Vector512.LessThan(d, d0), below1 = Vector512.LessThan(d, d1), below2 = Vector512.LessThan(d, d2);
                Vector512<int> here = Vector512.Create(j);
                d2 = Vector512.ConditionalSelect(below1, d1, Vector512.ConditionalSelect(below2, d, d2));
                i2 = Vector512.ConditionalSelect(below1.AsInt32(), i1, Vector512.ConditionalSelect(below2.AsInt32(), here, i2));
                d1 = Vector512.ConditionalSelect(below0, d0, Vector512.ConditionalSelect(below1, d, d1));
                i1 = Vector512.ConditionalSelect(below0.AsInt32(), i0, Vector512.ConditionalSelect(below1.AsInt32(), here, i1));
                d0 = Vector512.ConditionalSelect(below0, d, d0);
                i0 = Vector512.ConditionalSelect(below0.AsInt32(), here, i0);
            }

            return new(d0, d1, d2, i0, i1, i2);
        }

        public void CopyTo(Span<float> squaredDistances, Span<int> indices)
        {
            for (int lane = 0; lane < Vector512<float>.Count; lane++)
            {
                (squaredDistances[3 * lane], squaredDistances[3 * lane + 1], squaredDistances[3 * lane + 2]) = (D0[lane], D1[lane], D2[lane]);
                (indices[3 * lane], indices[3 * lane + 1], indices[3 * lane + 2]) = (I0[lane], I1[lane], I2[lane]);
            }
        }
    }
}
