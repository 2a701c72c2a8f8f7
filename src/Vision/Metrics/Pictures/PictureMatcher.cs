using Fuse3D.Vision.Data;

namespace Fuse3D.Vision.Metrics.Pictures;

/// <summary>Decides for one picture which detections are right, as COCO's evaluation does.</summary>
/// <remarks>
/// Detections of a class go from the highest score down, equal scores in the order given; only so many count. Each takes the free true
/// box that it overlaps most, the last among equals. Crowds, and objects out of the range of areas, are taken only where no other
/// object will do, and what takes them counts neither way; so does a detection out of the range that finds nothing. A crowd can be
/// taken any number of times, and the overlap with it is the part of the detection that lies inside.
/// </remarks>
internal static class PictureMatcher
{
    public static PictureOutcome Match(
        string picture, IReadOnlyList<PictureDetection> detections, IReadOnlyList<PictureTruth> truth, PictureSettings settings)
    {
        ILookup<int, PictureDetection> found = detections.ToLookup(d => d.Class);
        ILookup<int, PictureTruth> wanted = truth.ToLookup(t => t.Class);
        return new(picture, [.. found.Select(c => c.Key).Union(wanted.Select(c => c.Key)).Order()
            .Select(c => MatchClass(c, found[c], [.. wanted[c]], settings))]);
    }

    private static PictureClassOutcome MatchClass(
        int classId, IEnumerable<PictureDetection> detections, PictureTruth[] truth, PictureSettings settings)
    {
        PictureDetection[] found = [.. detections.OrderByDescending(d => d.Score).Take(settings.MostDetections[^1])];
        double[][] overlaps = [.. found.Select(d => Array.ConvertAll(truth, t => Overlap(d.Box, t)))];
        return new(classId, [.. found.Select(d => d.Score)],
            [.. settings.Areas.Select(area => MatchArea(found, truth, overlaps, area, settings.Thresholds))]);
    }

    private static AreaOutcome MatchArea(
        PictureDetection[] found, PictureTruth[] truth, double[][] overlaps, AreaRange area, IReadOnlyList<double> thresholds)
    {
        bool[] ignored = Array.ConvertAll(truth, t => t.Crowd || !area.Holds(t.Area));
        int[] order = [.. Enumerable.Range(0, truth.Length).OrderBy(t => ignored[t])];        // stable: those that count come first
        uint[] right = new uint[found.Length], without = new uint[found.Length];
        for (int i = 0; i < thresholds.Count; i++)
        {
            var taken = new bool[truth.Length];
            for (int d = 0; d < found.Length; d++)
            {
                int match = Nearest(overlaps[d], order, ignored, t => taken[t] && !truth[t].Crowd, thresholds[i]);
                bool counts = match >= 0 ? !ignored[match] : area.Holds(Area(found[d].Box));
                right[d] |= match >= 0 ? 1u << i : 0;
                without[d] |= counts ? 0 : 1u << i;
                if (match >= 0)
                    taken[match] = true;
            }
        }

        return new(ignored.Count(i => !i), right, without);
    }

    private static int Nearest(double[] overlaps, int[] order, bool[] ignored, Func<int, bool> isTaken, double threshold)
    {
        double least = Math.Min(threshold, 1 - 1e-10);      // an overlap of 1 stays reachable after rounding
        int nearest = -1;
        foreach (int t in order)
        {
            if (isTaken(t))
                continue;
            if (nearest >= 0 && !ignored[nearest] && ignored[t])
                break;
            if (overlaps[t] >= least)
                (nearest, least) = (t, overlaps[t]);
        }

        return nearest;
    }

    private static double Overlap(PictureBox found, PictureTruth truth)
    {
        double width = Math.Min(found.Right, truth.Box.Right) - Math.Max(found.Left, truth.Box.Left);
        double height = Math.Min(found.Bottom, truth.Box.Bottom) - Math.Max(found.Top, truth.Box.Top);
        if (width <= 0 || height <= 0)
            return 0;
        double shared = width * height, own = Area(found);
        return shared / (truth.Crowd ? own : own + Area(truth.Box) - shared);
    }

    private static double Area(PictureBox box) => (box.Right - box.Left) * (box.Bottom - box.Top);
}
