namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>From scenes to figures.</summary>
internal static class EvaluationFigures
{
    /// <param name="scenes">in the order that decides between equal scores</param>
    public static DetectionFigures Of(EvaluationSettings settings, SceneOutcome[] scenes)
    {
        int classes = settings.Classes.Count;
        int[] truths = [.. Enumerable.Range(0, classes).Select(c => scenes.Sum(s => s.Truths[c]))];
        var curves = new PrecisionRecallCurve[classes][];
        ClassOutcome?[][] byClass = ByClass(scenes, classes);
        var histograms = new MatchHistogram[classes];
        Parallel.For(0, classes, c =>
        {
            curves[c] = ClassRanking.Rank(byClass[c], truths[c], settings.Thresholds.Count);
            histograms[c] = MatchHistogram.Of(byClass[c]);
        });
        return new()
        {
            Settings = settings,
            Truths = truths,
            Thresholds = [.. Enumerable.Range(0, settings.Thresholds.Count).Select(t => Threshold(settings, t, curves))],
            Absent = [.. settings.Classes.Where((_, c) => truths[c] == 0)],
            Confusion = ConfusionMatrix.Of(scenes, classes),
            Histogram = MatchHistogram.Sum(histograms),
            Scenes = [.. scenes.Select(s => new SceneFigures(s.Scene, s.Summary))],
            Refusals = scenes.Sum(s => s.Refusals),
        };
    }

    private static ClassOutcome?[][] ByClass(SceneOutcome[] scenes, int classes)
    {
        ClassOutcome?[][] byClass = [.. Enumerable.Range(0, classes).Select(_ => new ClassOutcome?[scenes.Length])];
        for (int s = 0; s < scenes.Length; s++)
        {
            foreach (ClassOutcome own in scenes[s].Classes)
                byClass[own.Class][s] = own;
        }

        return byClass;
    }

    private static ThresholdFigures Threshold(EvaluationSettings settings, int threshold, PrecisionRecallCurve[][] curves)
    {
        ClassFigures[] classes = [.. curves.Select((own, c) => Class(settings, settings.Classes[c], own[threshold]))];
        ClassFigures[] counted = [.. classes.Where(c => c.Counted)];
        bool eleven = settings.Protocol.Interpolation == Interpolation.ElevenPoint;
        double precision = Mean(counted, c => eleven ? c.ElevenPoint : c.Area);
        return new(settings.Thresholds[threshold], precision, Mean(counted, c => c.Recall), classes);
    }

    // The published evaluators count what is true or detected; there 0 / 0 shows in the means.
    private static ClassFigures Class(EvaluationSettings settings, string name, PrecisionRecallCurve curve)
    {
        bool counted = curve.Truths > 0 || (settings.Protocol.Absent == AbsentClasses.NotANumber && curve.Detections > 0);
        return new(name, curve.Area(), curve.ElevenPoint(), curve.FinalRecall, curve.FinalPrecision, counted, curve);
    }

    private static double Mean(ClassFigures[] classes, Func<ClassFigures, double> figure) =>
        classes.Length == 0 ? double.NaN : classes.Average(figure);
}
