using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>A box and a true box that share something.</summary>
internal readonly record struct Overlap(int Box, double Iou);

/// <summary>All overlaps of a scene that may count, each pair measured once, whatever classes and thresholds ask for it.</summary>
internal sealed class SceneOverlaps
{
    private const double Rounding = 1e-9;       // beyond what clipping and the bound may differ by

    private readonly Overlap[][] _byTruth;

    private SceneOverlaps(Overlap[][] byTruth, int refusals) => (_byTruth, Refusals) = (byTruth, refusals);

    /// <summary>Pairs at which the published clipper ends with an error; their exact overlap is used.</summary>
    public int Refusals { get; }

    /// <summary>The boxes that overlap a true box by more than the lowest threshold, and perhaps others, by ascending place.</summary>
    public ReadOnlySpan<Overlap> Of(int truth) => _byTruth[truth];

    /// <summary>At most the lowest threshold where both are not listed.</summary>
    public double IouOf(int truth, int box)
    {
        foreach (Overlap overlap in _byTruth[truth])
        {
            if (overlap.Box == box)
                return overlap.Iou;
        }

        return 0;
    }

    /// <param name="lowest">threshold</param>
    public static SceneOverlaps Measure(IReadOnlyList<Box3D> boxes, ReadOnlySpan<Box3D> truth, OverlapKind kind, double lowest)
    {
        Extents3D[] extents = [.. boxes.Select(b => b.Extents())];
        double[] volumes = [.. boxes.Select(b => b.Volume)];
        PublishedClipper? published = kind == OverlapKind.Published ? new(boxes) : null;
        List<Overlap> found = [];
        var byTruth = new Overlap[truth.Length][];
        for (int t = 0; t < truth.Length; t++)
        {
            found.Clear();
            published?.Take(truth[t]);
            Extents3D around = truth[t].Extents();
            double volume = truth[t].Volume;
            for (int b = 0; b < extents.Length; b++)
            {
                if (Apart(extents[b], around)
                    || (published is null && !MayExceed(lowest, extents[b].Intersection(around), volumes[b], volume)))
                    continue;
                double iou = published?.Iou(b) ?? OrientedIou.Of(boxes[b], truth[t]);
                if (iou > lowest)
                    found.Add(new(b, iou));
            }

            byTruth[t] = [.. found];
        }

        return new(byTruth, published?.Refusals ?? 0);
    }

    // Boxes share no more than their extents do, and no more than either holds.
    private static bool MayExceed(double lowest, double shared, double volume, double trueVolume)
    {
        double most = Math.Min(shared, Math.Min(volume, trueVolume)) * (1 + Rounding);
        return most > lowest * (volume + trueVolume - most);
    }

    // The published clipper may find anything where edges coincide, so only what cannot meet is left out.
    private static bool Apart(Extents3D a, Extents3D b) =>
        a.Max.X < b.Min.X || b.Max.X < a.Min.X || a.Max.Y < b.Min.Y || b.Max.Y < a.Min.Y || a.Max.Z < b.Min.Z || b.Max.Z < a.Min.Z;

    private sealed class PublishedClipper(IReadOnlyList<Box3D> boxes)
    {
        private readonly double[]?[] _corners = new double[]?[boxes.Count];
        private double[] _trueCorners = [];
        private Box3D _truth;

        public int Refusals { get; private set; }

        public void Take(Box3D truth) => (_truth, _trueCorners) = (truth, CameraAxes.Corners(truth));

        public double Iou(int box)
        {
            if (PublishedIou.TryOf(_corners[box] ??= CameraAxes.Corners(boxes[box]), _trueCorners, out double iou, out _))
                return iou;
            Refusals++;
            return OrientedIou.Of(boxes[box], _truth);
        }
    }
}
