using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fuse3D.Vision.Kernels;

/// <summary>Points in boxes of up to 256, with each point's squared distance to the nearest pick and each box's largest such distance.</summary>
/// <remarks>
/// A pick changes no point of a box that is at least as far from it as the box's largest distance, so the box is left alone. That is
/// exact in float32 too: the distance to the box is computed with the same operations in the same order as to a point, and rounding
/// is monotonic, so it is never above that of a point inside.
/// Inside a box points keep their index order, so the first of several largest is the one with the lowest index.
/// </remarks>
internal sealed class PointBuckets : IDisposable
{
    private const int Capacity = 256;           // measured: 128 to 256 is flat, smaller and larger are slower
    private static int Lanes => Vector<float>.Count;

    private readonly List<(int Start, int Length)> _buckets = [];
    private readonly Axes _points;              // bucket after bucket, each padded to whole vectors
    private readonly float[] _nearest;          // as _points; padding is -1 and never the largest
    private readonly int[] _index;              // as _points: the point's index in the cloud
    private readonly float[] _bounds;           // [6, B]: lowest x, y, z, highest x, y, z
    private readonly float[] _largest;          // [B]
    private readonly int[] _largestIndex;       // [B] lowest index in the cloud that has it
    private readonly int _boxes;                // B, padded to whole vectors; padding is never near and never largest

    private PointBuckets(ReadOnlySpan<float> xyz, int[] order, List<(int Start, int Length)> leaves)
    {
        int padded = 0;
        foreach ((_, int length) in leaves)
        {
            _buckets.Add((padded, length));
            padded += RoundUp(length);
        }

        _boxes = Math.Max(Lanes, RoundUp(leaves.Count));
        _points = new Axes(padded);
        _nearest = ArrayPool<float>.Shared.Rent(padded + 1);
        _index = ArrayPool<int>.Shared.Rent(padded + 1);
        _nearest.AsSpan(0, padded).Fill(-1);
        (_bounds, _largest, _largestIndex) = (new float[6 * _boxes], new float[_boxes], new int[_boxes]);
        Array.Fill(_largest, -1);
        for (int b = 0; b < leaves.Count; b++)
            FillBucket(b, xyz, order.AsSpan(leaves[b].Start, leaves[b].Length));
    }

    /// <summary>Cuts the points that may be picked into buckets, halving along the longest side of their box.</summary>
    public static PointBuckets Build(ReadOnlySpan<float> xyz)
    {
        int points = xyz.Length / 3, kept = 0;
        int[] order = ArrayPool<int>.Shared.Rent(points), spare = ArrayPool<int>.Shared.Rent(points);
        for (int i = 0; i < points; i++)
        {
            order[kept] = i;
            kept += FurthestPoint.Qualifies(xyz, i) ? 1 : 0;
        }

        List<(int Start, int Length)> leaves = [];
        PointSplitter.Split(xyz, order.AsSpan(0, kept), spare, Capacity, leaves);
        PointBuckets buckets = new(xyz, order, leaves);
        ArrayPool<int>.Shared.Return(order);
        ArrayPool<int>.Shared.Return(spare);
        return buckets;
    }

    /// <summary>nearest = min(nearest, |p - pick|²) for every point p.</summary>
    /// <param name="pick">[3] the newest pick's position</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Relax(ReadOnlySpan<float> pick)
    {
        Vector<float> px = new(pick[0]), py = new(pick[1]), pz = new(pick[2]);
        ReadOnlySpan<Vector<float>> bounds = MemoryMarshal.Cast<float, Vector<float>>(_bounds.AsSpan());
        ReadOnlySpan<Vector<float>> largest = MemoryMarshal.Cast<float, Vector<float>>(_largest.AsSpan());
        int n = largest.Length;
        for (int v = 0; v < n; v++)
        {
            Vector<float> dx = Outside(bounds[v], bounds[3 * n + v], px);
            Vector<float> dy = Outside(bounds[n + v], bounds[4 * n + v], py);
            Vector<float> dz = Outside(bounds[2 * n + v], bounds[5 * n + v], pz);
            Vector<int> near = Vector.LessThan(dx * dx + dy * dy + dz * dz, largest[v]);
            if (near == Vector<int>.Zero)
                continue;
            for (int lane = 0; lane < Lanes; lane++)
            {
                if (near[lane] != 0)
                    RelaxBucket(v * Lanes + lane, px, py, pz);
            }
        }
    }

    /// <summary>The point furthest from all picks, the lowest index where several are; 0 where no point may be picked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Furthest()
    {
        ReadOnlySpan<Vector<float>> largest = MemoryMarshal.Cast<float, Vector<float>>(_largest.AsSpan());
        Vector<float> most = largest[0];
        foreach (Vector<float> value in largest[1..])
            most = Vector.Max(most, value);

        float distance = most[0];
        for (int lane = 1; lane < Lanes; lane++)
            distance = MathF.Max(distance, most[lane]);
        return distance < 0 ? 0 : LowestIndexAt(distance, largest);
    }

    public void Dispose()
    {
        _points.Dispose();
        ArrayPool<float>.Shared.Return(_nearest);
        ArrayPool<int>.Shared.Return(_index);
    }

    private static int RoundUp(int length) => (length + Lanes - 1) / Lanes * Lanes;

    // How far p is outside [low, high]; 0 inside.
    private static Vector<float> Outside(Vector<float> low, Vector<float> high, Vector<float> p) =>
        Vector.Max(Vector.Max(low - p, p - high), Vector<float>.Zero);

    private int LowestIndexAt(float distance, ReadOnlySpan<Vector<float>> largest)
    {
        Vector<float> wanted = new(distance);
        int lowest = int.MaxValue;
        for (int v = 0; v < largest.Length; v++)
        {
            Vector<int> equal = Vector.Equals(largest[v], wanted);
            for (int lane = 0; equal != Vector<int>.Zero && lane < Lanes; lane++)
                lowest = equal[lane] != 0 ? Math.Min(lowest, _largestIndex[v * Lanes + lane]) : lowest;
        }

        return lowest;
    }

    private void FillBucket(int bucket, ReadOnlySpan<float> xyz, ReadOnlySpan<int> members)
    {
        Span<float> x = _points.X, y = _points.Y, z = _points.Z;
        Span<float> low = [float.MaxValue, float.MaxValue, float.MaxValue], high = [float.MinValue, float.MinValue, float.MinValue];
        int at = _buckets[bucket].Start;
        foreach (int member in members)
        {
            ReadOnlySpan<float> p = xyz.Slice(3 * member, 3);
            (x[at], y[at], z[at]) = (p[0], p[1], p[2]);
            (_index[at], _nearest[at]) = (member, FurthestPoint.Unseen);
            at++;
            for (int axis = 0; axis < 3; axis++)
                (low[axis], high[axis]) = (MathF.Min(low[axis], p[axis]), MathF.Max(high[axis], p[axis]));
        }

        for (int axis = 0; axis < 3; axis++)
            (_bounds[axis * _boxes + bucket], _bounds[(axis + 3) * _boxes + bucket]) = (low[axis], high[axis]);
        (_largest[bucket], _largestIndex[bucket]) = (FurthestPoint.Unseen, members[0]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RelaxBucket(int bucket, Vector<float> px, Vector<float> py, Vector<float> pz)
    {
        (int start, int length) = _buckets[bucket];
        length = RoundUp(length);
        ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(_points.X.Slice(start, length));
        ReadOnlySpan<Vector<float>> y = MemoryMarshal.Cast<float, Vector<float>>(_points.Y.Slice(start, length));
        ReadOnlySpan<Vector<float>> z = MemoryMarshal.Cast<float, Vector<float>>(_points.Z.Slice(start, length));
        Span<Vector<float>> nearest = MemoryMarshal.Cast<float, Vector<float>>(_nearest.AsSpan(start, length));

        Vector<float> most = new(-1f);
        Vector<int> where = Vector<int>.Zero;
        for (int v = 0; v < nearest.Length; v++)
        {
            Vector<float> dx = x[v] - px, dy = y[v] - py, dz = z[v] - pz;
            Vector<float> value = Vector.Min(nearest[v], dx * dx + dy * dy + dz * dz);
            nearest[v] = value;
            Vector<int> more = Vector.GreaterThan(value, most);
            most = Vector.ConditionalSelect(more, value, most);
            where = Vector.ConditionalSelect(more, new Vector<int>(v), where);
        }

        (_largest[bucket], int at) = First(most, where);
        _largestIndex[bucket] = _index[start + at];
    }

    // The largest over the lanes and its first place in the bucket.
    private static (float Value, int At) First(Vector<float> most, Vector<int> where)
    {
        (float value, int at) = (most[0], where[0] * Lanes);
        for (int lane = 1; lane < Lanes; lane++)
        {
            int place = where[lane] * Lanes + lane;
            if (most[lane] > value || (most[lane] == value && place < at))
                (value, at) = (most[lane], place);
        }

        return (value, at);
    }
}
