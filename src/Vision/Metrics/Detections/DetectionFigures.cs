namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>The figures of a whole evaluation.</summary>
public sealed record DetectionFigures
{
    public required EvaluationSettings Settings { get; init; }

    /// <summary>[C] true boxes of each class</summary>
    public required int[] Truths { get; init; }

    /// <summary>One for each threshold.</summary>
    public required IReadOnlyList<ThresholdFigures> Thresholds { get; init; }

    /// <summary>Names of the classes without a true box. Figures of these say nothing.</summary>
    public required IReadOnlyList<string> Absent { get; init; }

    public required ConfusionMatrix Confusion { get; init; }

    public required MatchHistogram Histogram { get; init; }

    /// <summary>By ascending id.</summary>
    public required IReadOnlyList<SceneFigures> Scenes { get; init; }

    /// <summary>Pairs of boxes at which the published evaluator would have ended with an error; measured exactly instead.</summary>
    public int Refusals { get; init; }
}

/// <param name="MeanAveragePrecision">by the protocol's interpolation, over the classes it counts; NaN where it counts none</param>
/// <param name="AverageRecall">mean of the classes' final recall</param>
public sealed record ThresholdFigures(
    double Threshold, double MeanAveragePrecision, double AverageRecall, IReadOnlyList<ClassFigures> Classes);

/// <param name="Area">average precision, area under the envelope</param>
/// <param name="ElevenPoint">average precision by eleven points</param>
/// <param name="Counted">whether the means count it</param>
public sealed record ClassFigures(
    string Name, double Area, double ElevenPoint, double Recall, double Precision, bool Counted, PrecisionRecallCurve Curve);

/// <summary>One scene at the lowest threshold and the operating score.</summary>
public sealed record SceneFigures(string Scene, SceneSummary Summary);
