using System.Numerics;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>Builds a tree of boxes over triangles by the surface area heuristic on bins.</summary>
/// <remarks>
/// I. Wald, "On fast construction of SAH-based bounding volume hierarchies", 2007. The same triangles give the same tree.
/// N triangles.
/// </remarks>
internal sealed class TreeBuilder
{
    private const int Bins = 12;
    private const int LargestLeaf = 4;
    private const int DepthOfHalving = 40;          // below, triangles are halved by number: no tree is deeper than 40 + log2 N
    private const float NodeCost = 1.1f;            // of passing a box, in tests of a triangle
    private const float Padding = 1e-5f;            // in multiples of the farthest coordinate: more than boxes' and triangles' tests err
    private readonly Vector3[] _low, _high, _centre;
    private readonly int[] _order;
    private readonly List<TreeNode> _nodes = [];
    private readonly Vector3 _padding;

    /// <param name="low">[N] corners of the triangles' own boxes</param>
    /// <param name="high">[N]</param>
    private TreeBuilder(Vector3[] low, Vector3[] high)
    {
        (_low, _high) = (low, high);
        _centre = new Vector3[low.Length];
        _order = new int[low.Length];
        float farthest = 1;
        for (int i = 0; i < low.Length; i++)
        {
            _centre[i] = (low[i] + high[i]) * 0.5f;
            _order[i] = i;
            Vector3 far = Vector3.Max(Vector3.Abs(low[i]), Vector3.Abs(high[i]));
            farthest = MathF.Max(farthest, MathF.Max(far.X, MathF.Max(far.Y, far.Z)));
        }

        _padding = new Vector3(farthest * Padding);
    }

    /// <returns>the boxes, the root first; and the triangles in the order in which leaves name them</returns>
    public static (TreeNode[] Nodes, int[] Order) Build(Vector3[] low, Vector3[] high)
    {
        var builder = new TreeBuilder(low, high);
        if (low.Length > 0)
            builder.Add(0, low.Length, depth: 0);
        return ([.. builder._nodes], builder._order);
    }

    private void Add(int start, int end, int depth)
    {
        (Vector3 low, Vector3 high, Vector3 centreLow, Vector3 centreHigh) = Bounds(start, end);
        int count = end - start;
        (int axis, int split) = count == 1 ? (-1, 0)
            : depth < DepthOfHalving ? Cheapest(start, end, Area(low, high), centreLow, centreHigh)
            : count > LargestLeaf ? (0, (start + end) / 2) : (-1, 0);
        int node = _nodes.Count;
        if (axis < 0)
        {
            _nodes.Add(new TreeNode(low - _padding, start, high + _padding, count));
            return;
        }

        _nodes.Add(default);
        Add(start, split, depth + 1);
        int second = _nodes.Count;
        Add(split, end, depth + 1);
        _nodes[node] = new TreeNode(low - _padding, second, high + _padding, -1 - axis);
    }

    private (Vector3 Low, Vector3 High, Vector3 CentreLow, Vector3 CentreHigh) Bounds(int start, int end)
    {
        Vector3 low = new(float.MaxValue), high = new(float.MinValue), centreLow = low, centreHigh = high;
        foreach (int i in _order.AsSpan(start, end - start))
        {
            low = Vector3.Min(low, _low[i]);
            high = Vector3.Max(high, _high[i]);
            centreLow = Vector3.Min(centreLow, _centre[i]);
            centreHigh = Vector3.Max(centreHigh, _centre[i]);
        }

        return (low, high, centreLow, centreHigh);
    }

    /// <summary>Parts the triangles where rays are expected to test least.</summary>
    /// <returns>axis -1: they are best left together</returns>
    private (int Axis, int Split) Cheapest(int start, int end, float area, Vector3 centreLow, Vector3 centreHigh)
    {
        int count = end - start;
        Vector3 extent = centreHigh - centreLow;
        (float cost, int axis, int bin) = (float.MaxValue, -1, 0);
        for (int candidate = 0; candidate < 3; candidate++)
        {
            if (!(extent[candidate] > 0))
                continue;
            (float there, int at) = BestBin(start, end, candidate, centreLow[candidate], Bins / extent[candidate]);
            if (there < cost)
                (cost, axis, bin) = (there, candidate, at);
        }

        if (axis < 0)                                               // all centres on one spot
            return count > LargestLeaf ? (0, (start + end) / 2) : (-1, 0);
        if (count <= LargestLeaf && count * area <= NodeCost * area + cost)
            return (-1, 0);
        return (axis, Partition(start, end, axis, bin, centreLow[axis], Bins / extent[axis]));
    }

    private (float Cost, int Bin) BestBin(int start, int end, int axis, float origin, float scale)
    {
        Span<Vector3> low = stackalloc Vector3[Bins], high = stackalloc Vector3[Bins];
        Span<int> counts = stackalloc int[Bins];
        low.Fill(new(float.MaxValue));
        high.Fill(new(float.MinValue));
        counts.Clear();
        foreach (int i in _order.AsSpan(start, end - start))
        {
            int bin = BinOf(_centre[i][axis], origin, scale);
            counts[bin]++;
            low[bin] = Vector3.Min(low[bin], _low[i]);
            high[bin] = Vector3.Max(high[bin], _high[i]);
        }

        return Sweep(low, high, counts);
    }

    // Costs of everything left of each border, then of everything right of it.
    private static (float Cost, int Bin) Sweep(ReadOnlySpan<Vector3> low, ReadOnlySpan<Vector3> high, ReadOnlySpan<int> counts)
    {
        Span<float> left = stackalloc float[Bins];
        Vector3 l = new(float.MaxValue), h = new(float.MinValue);
        int count = 0;
        for (int i = 0; i < Bins; i++)
        {
            (l, h, count) = (Vector3.Min(l, low[i]), Vector3.Max(h, high[i]), count + counts[i]);
            left[i] = count > 0 ? count * Area(l, h) : float.PositiveInfinity;
        }

        (l, h, count) = (new(float.MaxValue), new(float.MinValue), 0);
        (float cost, int best) = (float.MaxValue, -1);
        for (int i = Bins - 1; i > 0; i--)
        {
            (l, h, count) = (Vector3.Min(l, low[i]), Vector3.Max(h, high[i]), count + counts[i]);
            float here = count > 0 ? left[i - 1] + count * Area(l, h) : float.PositiveInfinity;
            if (here < cost)
                (cost, best) = (here, i);
        }

        return (cost, best);
    }

    /// <returns>where the triangles of <paramref name="bin"/> and above begin</returns>
    private int Partition(int start, int end, int axis, int bin, float origin, float scale)
    {
        int low = start, high = end - 1;
        while (low <= high)
        {
            if (BinOf(_centre[_order[low]][axis], origin, scale) < bin)
                low++;
            else
                (_order[low], _order[high], high) = (_order[high], _order[low], high - 1);
        }

        return low;
    }

    private static int BinOf(float centre, float origin, float scale) => Math.Min((int)((centre - origin) * scale), Bins - 1);

    /// <summary>Half of a box's surface.</summary>
    private static float Area(Vector3 low, Vector3 high)
    {
        Vector3 size = high - low;
        return size.X * size.Y + size.Y * size.Z + size.Z * size.X;
    }
}
