namespace Fuse3D.Vision.Metrics.Pictures;

/// <summary>From pictures to figures.</summary>
/// <remarks>A mean is taken of every class and threshold that has something to find, all weighing the same.</remarks>
internal static class PictureAverages
{
    /// <param name="Precision">[areas][thresholds][101]; an area without objects has none</param>
    /// <param name="Recall">[areas][thresholds] of the most detections</param>
    /// <param name="RecallOfFew">[numbers of detections][thresholds] of objects of the first range of areas</param>
    private sealed record ClassAverages(double[][][] Precision, double[][] Recall, double[][] RecallOfFew);

    /// <param name="pictures">in the order that decides between equal scores</param>
    public static PictureFigures Of(PictureSettings settings, PictureOutcome[] pictures)
    {
        ILookup<int, PictureClassOutcome> byClass = pictures.SelectMany(p => p.Classes).ToLookup(c => c.Class);
        int classes = settings.Classes.Count;
        var averages = new ClassAverages[classes];
        var figures = new PictureClassFigures[classes];
        Parallel.For(0, classes, c =>
        {
            var curves = new PictureCurves([.. byClass[c]], settings);
            ClassAverages own = averages[c] = Averages(curves, settings);
            figures[c] = new(settings.Classes[c], curves.Truths(0), curves.Detections, Summarise([own], settings), own.Precision[0]);
        });
        return new() { Settings = settings, Pictures = pictures.Length, Summary = Summarise(averages, settings), Classes = figures };
    }

    private static ClassAverages Averages(PictureCurves curves, PictureSettings settings)
    {
        IEnumerable<int> areas = Enumerable.Range(0, settings.Areas.Count);
        int most = settings.MostDetections[^1];
        return new([.. areas.Select(curves.Precisions)], [.. areas.Select(area => curves.Recalls(area, most))],
            [.. settings.MostDetections.Select(few => curves.Recalls(0, few))]);
    }

    private static PictureSummary Summarise(IReadOnlyList<ClassAverages> classes, PictureSettings settings)
    {
        int[] smaller = [.. Enumerable.Range(1, settings.Areas.Count - 1)];
        double Precision(int area) => Mean(classes.SelectMany(c => c.Precision[area]).SelectMany(p => p));
        double PrecisionAt(double threshold) => Mean(
            from c in classes
            from t in Enumerable.Range(0, c.Precision[0].Length)
            where Math.Abs(settings.Thresholds[t] - threshold) < 1e-9
            from p in c.Precision[0][t]
            select p);
        return new(Precision(0), PrecisionAt(0.5), PrecisionAt(0.75), [.. smaller.Select(Precision)],
            [.. Enumerable.Range(0, settings.MostDetections.Count).Select(m => Mean(classes.SelectMany(c => c.RecallOfFew[m])))],
            [.. smaller.Select(area => Mean(classes.SelectMany(c => c.Recall[area])))]);
    }

    private static double Mean(IEnumerable<double> values) => values.DefaultIfEmpty(double.NaN).Average();
}
