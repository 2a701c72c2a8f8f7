using Fuse3D.Vision.Data;
using Fuse3D.Vision.Metrics.Pictures;

namespace Fuse3D.Vision.Tests.Metrics;

/// <summary>COCO's evaluation written straight down, one number at a time: the oracle of <see cref="PictureEvaluator"/>.</summary>
internal static class PlainCoco
{
    private sealed record Picture(List<PictureDetection> Found, List<PictureTruth> Truth);

    /// <summary>AP at one threshold for one class and area: mean of 101 precisions; null where there is nothing to find.</summary>
    /// <param name="pictures">in the order that decides between equal scores</param>
    public static (double Ap, double Recall)? Evaluate(
        IEnumerable<(PictureDetection[] Found, PictureTruth[] Truth)> pictures, int c, double threshold, AreaRange area, int most)
    {
        List<(double Score, bool Right)> ranked = [];
        int wanted = 0;
        foreach (var (found, truth) in pictures)
        {
            var own = new Picture([.. found.Where(d => d.Class == c).OrderByDescending(d => d.Score).Take(100)],
                [.. truth.Where(t => t.Class == c)]);
            wanted += own.Truth.Count(t => !Ignored(t, area));
            ranked.AddRange(Match(own, threshold, area).Take(most).Where(d => d.Counts).Select(d => (d.Score, d.Right)));
        }

        if (wanted == 0)
            return null;
        bool[] right = [.. ranked.OrderByDescending(d => d.Score).Select(d => d.Right)];
        return (MeanPrecision(right, wanted), (double)right.Count(r => r) / wanted);
    }

    private static IEnumerable<(double Score, bool Right, bool Counts)> Match(Picture picture, double threshold, AreaRange area)
    {
        HashSet<PictureTruth> taken = new(ReferenceEqualityComparer.Instance);
        foreach (PictureDetection d in picture.Found)
        {
            // What counts first; only then crowds and objects of other sizes. Of equal overlaps the last.
            PictureTruth? match = Best(d, picture.Truth.Where(t => !Ignored(t, area) && !taken.Contains(t)), threshold)
                ?? Best(d, picture.Truth.Where(t => Ignored(t, area) && (t.Crowd || !taken.Contains(t))), threshold);
            if (match is not null)
                taken.Add(match);
            yield return (d.Score, match is not null, match is null ? area.Holds(Area(d.Box)) : !Ignored(match, area));
        }
    }

    private static PictureTruth? Best(PictureDetection d, IEnumerable<PictureTruth> free, double threshold) =>
        free.Where(t => Overlap(d.Box, t) >= threshold).Reverse().MaxBy(t => Overlap(d.Box, t));

    private static double MeanPrecision(bool[] right, int wanted)
    {
        double sum = 0;
        for (int step = 0; step <= 100; step++)
        {
            double best = 0;
            for (int n = 1; n <= right.Length; n++)
            {
                int found = right.Take(n).Count(r => r);
                if ((double)found / wanted >= (step == 100 ? 1 : step * 0.01))
                    best = Math.Max(best, (double)found / n);
            }

            sum += best;
        }

        return sum / 101;
    }

    private static bool Ignored(PictureTruth truth, AreaRange area) => truth.Crowd || !area.Holds(truth.Area);

    private static double Overlap(PictureBox found, PictureTruth truth)
    {
        double width = Math.Min(found.Right, truth.Box.Right) - Math.Max(found.Left, truth.Box.Left);
        double height = Math.Min(found.Bottom, truth.Box.Bottom) - Math.Max(found.Top, truth.Box.Top);
        double shared = Math.Max(0, width) * Math.Max(0, height);
        return shared / (truth.Crowd ? Area(found) : Area(found) + Area(truth.Box) - shared);
    }

    private static double Area(PictureBox box) => (box.Right - box.Left) * (box.Bottom - box.Top);
}
