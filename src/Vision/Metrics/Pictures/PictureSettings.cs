namespace Fuse3D.Vision.Metrics.Pictures;

/// <summary>Which objects an average is taken of, by their area.</summary>
/// <param name="Smallest">square pixels, inclusive</param>
/// <param name="Largest">square pixels, inclusive</param>
public sealed record AreaRange(string Name, double Smallest, double Largest)
{
    public bool Holds(double area) => area >= Smallest && area <= Largest;
}

/// <summary>The rules of COCO's box evaluation (cocodataset.org, "Detection Evaluation"); its values unless changed.</summary>
public sealed record PictureSettings
{
    /// <summary>Names by class id.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>A detection is right from these overlaps on, at most 32: 0.5, 0.55 .. 0.95.</summary>
    public IReadOnlyList<double> Thresholds { get; init; } = [.. Enumerable.Range(0, 9).Select(i => 0.5 + i * ((0.95 - 0.5) / 9)), 0.95];

    /// <summary>The first holds every object; side lengths of 32 and 96 pixels part the others.</summary>
    public IReadOnlyList<AreaRange> Areas { get; init; } =
        [new("all", 0, 1e10), new("small", 0, 32 * 32), new("medium", 32 * 32, 96 * 96), new("large", 96 * 96, 1e10)];

    /// <summary>Detections of a class in a picture that count, the surest first, ascending; precision takes the last.</summary>
    public IReadOnlyList<int> MostDetections { get; init; } = [1, 10, 100];

    /// <summary>Whether outcomes under both can be put together.</summary>
    public bool Fits(PictureSettings other) => Classes.SequenceEqual(other.Classes) && Thresholds.SequenceEqual(other.Thresholds)
        && Areas.SequenceEqual(other.Areas) && MostDetections.SequenceEqual(other.MostDetections);

    /// <exception cref="InvalidInputException">naming what cannot be used</exception>
    internal void Check()
    {
        if (Classes.Count == 0 || Areas.Count == 0)
            throw new InvalidInputException("an evaluation needs at least one class and one range of areas", "classes");
        if (Thresholds.Count is 0 or > 32 || Thresholds.Any(t => !(t is > 0 and <= 1)))
            throw new InvalidInputException("an evaluation takes 1 to 32 thresholds, each above 0 and up to 1", "thresholds");
        if (MostDetections.Count == 0 || MostDetections[0] < 1 || MostDetections.Zip(MostDetections.Skip(1)).Any(m => m.Second <= m.First))
            throw new InvalidInputException("the numbers of detections that count are positive and ascending", "most_detections");
    }
}
