namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>All that decides what one scene adds to an evaluation. Shards merge only under the same settings.</summary>
public sealed record EvaluationSettings
{
    /// <summary>As many as there are bits for them.</summary>
    public const int MostThresholds = 32;

    public required EvaluationProtocol Protocol { get; init; }

    /// <summary>Names by class id.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>A detection is right when its overlap exceeds one of these; each within 0..1, the smallest first.</summary>
    public IReadOnlyList<double> Thresholds { get; init; } = [0.25, 0.5];

    /// <summary>Detections from this score on count in the confusion and in the scenes' summaries; average precision takes all.</summary>
    public double OperatingScore { get; init; } = 0.3;

    /// <summary>Whether outcomes under both can be put together.</summary>
    public bool Fits(EvaluationSettings other) => Protocol == other.Protocol && OperatingScore.Equals(other.OperatingScore)
        && Classes.SequenceEqual(other.Classes) && Thresholds.SequenceEqual(other.Thresholds);

    /// <exception cref="InvalidInputException">naming what cannot be used</exception>
    internal void Check()
    {
        if (Classes.Count == 0)
            throw new InvalidInputException("an evaluation needs at least one class", "classes");
        if (Thresholds.Count is 0 or > MostThresholds)
            throw new InvalidInputException($"an evaluation takes 1 to {MostThresholds} thresholds, not {Thresholds.Count}", "thresholds");
        for (int i = 0; i < Thresholds.Count; i++)
        {
            if (!(Thresholds[i] is >= 0 and < 1) || (i > 0 && Thresholds[i] <= Thresholds[i - 1]))
                throw new InvalidInputException(
                    $"threshold {i} is {Thresholds[i]}; they lie within 0..1 and each is larger than the one before", "thresholds");
        }
    }
}
