namespace Fuse3D.Vision.Geometry;

/// <summary>Which boxes may remove each other, and what their overlap is measured on.</summary>
public enum SuppressionKind
{
    /// <summary>All boxes, seen from above.</summary>
    FromAbove,

    /// <summary>All boxes, by volume.</summary>
    ClassAgnostic,

    /// <summary>Only boxes of the same class, by volume.</summary>
    PerClass,
}

/// <summary>Greedy non-maximum suppression on axis-aligned extents, as Group-Free's evaluation does it.</summary>
/// <remarks>
/// Boxes are visited from the highest score down, equal scores by index. An overlap that is not a number (0 / 0 for flat boxes)
/// removes nothing; a box whose score is not a number is dropped and removes nothing.
/// </remarks>
/// <param name="Threshold">a box is removed when its overlap with a kept one exceeds this</param>
/// <param name="ByLowerBox">overlap is the shared part of the lower-scored box alone, not of both joined ("old type")</param>
public sealed record NonMaximumSuppression(SuppressionKind Kind, double Threshold = 0.25, bool ByLowerBox = false)
{
    /// <param name="extents">[N]</param>
    /// <param name="scores">[N]</param>
    /// <param name="classes">[N], read only for <see cref="SuppressionKind.PerClass"/></param>
    /// <returns>Indices of the boxes that stay, ascending.</returns>
    public int[] Keep(ReadOnlySpan<Extents3D> extents, ReadOnlySpan<double> scores, ReadOnlySpan<int> classes)
    {
        int[] order = Order(scores);
        var kept = new List<int>(order.Length);
        foreach (int candidate in order)
        {
            if (!IsRemoved(candidate, kept, extents, classes))
                kept.Add(candidate);
        }

        kept.Sort();
        return [.. kept];
    }

    private bool IsRemoved(int candidate, List<int> kept, ReadOnlySpan<Extents3D> extents, ReadOnlySpan<int> classes)
    {
        foreach (int stronger in kept)
        {
            if (Kind == SuppressionKind.PerClass && classes[stronger] != classes[candidate])
                continue;
            if (Overlap(extents[stronger], extents[candidate]) > Threshold)
                return true;
        }

        return false;
    }

    private double Overlap(Extents3D stronger, Extents3D weaker)
    {
        bool above = Kind == SuppressionKind.FromAbove;
        double shared = above ? stronger.IntersectionFromAbove(weaker) : stronger.Intersection(weaker);
        double own = above ? weaker.Area : weaker.Volume;
        return shared / (ByLowerBox ? own : (above ? stronger.Area : stronger.Volume) + own - shared);
    }

    private static int[] Order(ReadOnlySpan<double> scores)
    {
        double[] values = scores.ToArray();
        int[] order = [.. Enumerable.Range(0, values.Length).Where(i => !double.IsNaN(values[i]))];
        Array.Sort(order, (a, b) => values[b].CompareTo(values[a]) is var c && c != 0 ? c : a.CompareTo(b));
        return order;
    }
}
