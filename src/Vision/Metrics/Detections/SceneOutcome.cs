namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>What one scene adds to an evaluation, whatever the other scenes hold.</summary>
public sealed record SceneOutcome
{
    public required string Scene { get; init; }

    /// <summary>[C] true boxes of each class</summary>
    public required int[] Truths { get; init; }

    /// <summary>The classes with detections.</summary>
    public required IReadOnlyList<ClassOutcome> Classes { get; init; }

    public required SceneSummary Summary { get; init; }

    /// <summary>Which true class was taken for which, at the operating score.</summary>
    public required IReadOnlyList<ConfusedPair> Confusion { get; init; }

    /// <summary>Pairs of boxes at which the published evaluator would have ended with an error; measured exactly instead.</summary>
    public int Refusals { get; init; }
}

/// <summary>The detections of one class.</summary>
/// <param name="Scores">[K] in the order given</param>
/// <param name="Matches">those that found a true box of the class at the lowest threshold or above; all others are wrong at each</param>
public sealed record ClassOutcome(int Class, double[] Scores, IReadOnlyList<DetectionMatch> Matches);

/// <summary>A detection that is right at one threshold or more.</summary>
/// <param name="Detection">place among the class's scores</param>
/// <param name="Truth">place among the scene's true boxes</param>
/// <param name="RightAt">bit i: right at threshold i</param>
public readonly record struct DetectionMatch(int Detection, int Truth, double Iou, uint RightAt);

/// <summary>A scene at the lowest threshold and the operating score.</summary>
public readonly record struct SceneSummary(int Right, int Wrong, int Missed)
{
    /// <summary>Harmonic mean of precision and recall; 1 for a scene with nothing to find and nothing found.</summary>
    public double F1 => Right + Wrong + Missed == 0 ? 1 : 2.0 * Right / (2 * Right + Wrong + Missed);
}

/// <param name="Truth">true class; null: there was nothing</param>
/// <param name="Detected">class given; null: missed</param>
public readonly record struct ConfusedPair(int? Truth, int? Detected);
