using System.Runtime.CompilerServices;

namespace Fuse3D.Vision.Kernels;

/// <summary>Cuts points into small groups that lie close together, as the leaves of a kd-tree.</summary>
internal static class PointSplitter
{
    private const int Samples = 31;     // of which the median places the cut

    /// <summary>Reorders point indices so that each leaf is a stretch of them, with its indices in their order before.</summary>
    /// <param name="order">indices of the points to cut</param>
    /// <param name="spare">room for as many indices</param>
    /// <param name="capacity">a leaf has at most this many points, unless more lie in one place</param>
    /// <param name="leaves">receives the stretches of <paramref name="order"/></param>
    public static void Split(ReadOnlySpan<float> xyz, Span<int> order, Span<int> spare, int capacity, List<(int Start, int Length)> leaves)
    {
        Stack<(int Start, int Length)> open = new();
        if (order.Length > 0)
            open.Push((0, order.Length));
        while (open.TryPop(out (int Start, int Length) part))
        {
            Span<int> members = order.Slice(part.Start, part.Length);
            if (part.Length <= capacity || !TryPlaceCut(xyz, members, out int axis, out float cut))
            {
                leaves.Add(part);
                continue;
            }

            int below = Partition(xyz[axis..], members, spare, cut);
            open.Push((part.Start + below, part.Length - below));
            open.Push((part.Start, below));
        }
    }

    // A cut with points on both sides: at least one below it, at least one at it or above.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryPlaceCut(ReadOnlySpan<float> xyz, ReadOnlySpan<int> members, out int axis, out float cut)
    {
        Span<float> low = [float.MaxValue, float.MaxValue, float.MaxValue], high = [float.MinValue, float.MinValue, float.MinValue];
        foreach (int member in members)
        {
            for (int a = 0; a < 3; a++)
            {
                float value = xyz[3 * member + a];
                (low[a], high[a]) = (MathF.Min(low[a], value), MathF.Max(high[a], value));
            }
        }

        axis = 0;
        for (int a = 1; a < 3; a++)
            axis = (double)high[a] - low[a] > (double)high[axis] - low[axis] ? a : axis;
        cut = SampledMedian(xyz[axis..], members);
        if (cut <= low[axis])
            cut = low[axis] / 2 + high[axis] / 2 is var middle && middle > low[axis] ? middle : high[axis];
        return high[axis] > low[axis];
    }

    private static float SampledMedian(ReadOnlySpan<float> values, ReadOnlySpan<int> members)
    {
        Span<float> samples = stackalloc float[Samples];
        for (int i = 0; i < Samples; i++)
            samples[i] = values[3 * members[(int)((long)i * members.Length / Samples)]];
        samples.Sort();
        return samples[Samples / 2];
    }

    // Moves those below the cut to the front; both sides keep their order.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Partition(ReadOnlySpan<float> values, Span<int> members, Span<int> spare, float cut)
    {
        int below = 0, above = 0;
        for (int i = 0; i < members.Length; i++)
        {
            int member = members[i];
            spare[above] = member;
            members[below] = member;
            bool isBelow = values[3 * member] < cut;
            below += isBelow ? 1 : 0;
            above += isBelow ? 0 : 1;
        }

        spare[..above].CopyTo(members[below..]);
        return below;
    }
}
