using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>A box and a true box that share something.</summary>
internal readonly record struct Overlap(int Box, double Iou);

/// <summary>All overlaps of a scene, each pair measured once, whatever classes and thresholds ask for it.</summary>
internal sealed class SceneOverlaps
{
    private readonly Overlap[][] _byTruth;

    private SceneOverlaps(Overlap[][] byTruth, int refusals) => (_byTruth, Refusals) = (byTruth, refusals);

    /// <summary>Pairs at which the published clipper ends with an error; their exact overlap is used.</summary>
    public int Refusals { get; }

    /// <summary>The boxes with a positive overlap, by ascending place.</summary>
    public ReadOnlySpan<Overlap> Of(int truth) => _byTruth[truth];

    /// <summary>0 where both share nothing.</summary>
    public double IouOf(int truth, int box)
    {
        foreach (Overlap overlap in _byTruth[truth])
        {
            if (overlap.Box == box)
                return overlap.Iou;
        }

        return 0;
    }

    /// <summary>Only pairs whose extents meet are clipped: all others share nothing.</summary>
    public static SceneOverlaps Measure(IReadOnlyList<Box3D> boxes, ReadOnlySpan<Box3D> truth, OverlapKind kind)
    {
        var extents = new Extents3D[boxes.Count];
        for (int i = 0; i < extents.Length; i++)
            extents[i] = boxes[i].Extents();
        var corners = new double[]?[kind == OverlapKind.Published ? boxes.Count : 0];
        List<Overlap> found = [];
        var byTruth = new Overlap[truth.Length][];
        int refusals = 0;
        for (int t = 0; t < truth.Length; t++)
        {
            found.Clear();
            Extents3D around = truth[t].Extents();
            double[] trueCorners = kind == OverlapKind.Published ? CameraAxes.Corners(truth[t]) : [];
            for (int b = 0; b < extents.Length; b++)
            {
                if (Apart(extents[b], around))
                    continue;
                double iou;
                if (kind == OverlapKind.Exact)
                    iou = OrientedIou.Of(boxes[b], truth[t]);
                else if (!PublishedIou.TryOf(corners[b] ??= CameraAxes.Corners(boxes[b]), trueCorners, out iou, out _))
                    (iou, refusals) = (OrientedIou.Of(boxes[b], truth[t]), refusals + 1);
                if (iou > 0)
                    found.Add(new(b, iou));
            }

            byTruth[t] = [.. found];
        }

        return new(byTruth, refusals);
    }

    private static bool Apart(Extents3D a, Extents3D b) =>
        a.Max.X < b.Min.X || b.Max.X < a.Min.X || a.Max.Y < b.Min.Y || b.Max.Y < a.Min.Y || a.Max.Z < b.Min.Z || b.Max.Z < a.Min.Z;
}
