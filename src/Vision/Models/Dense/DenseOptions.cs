namespace Fuse3D.Vision.Models.Dense;

/// <summary>How a picture is put through a network.</summary>
public sealed record DenseOptions
{
    /// <summary>Pixels that a network is given at once at least.</summary>
    public const int LeastTile = 1 << 16;

    /// <summary>Sizes of the picture that segmentation looks at, as factors; the mean of their probabilities decides. Published: 1 alone.</summary>
    public IReadOnlyList<double> Scales { get; init; } = [1];

    /// <summary>Whether the mirrored picture is looked at, too.</summary>
    public bool Flip { get; init; }

    /// <summary>Pixels that the network is given at once, before scaling; larger pictures go through in overlapping tiles.</summary>
    public int MaxPixels { get; init; } = 1 << 20;

    /// <summary>Pixels that neighbouring tiles have in common; each counts up to the middle of it.</summary>
    public int Overlap { get; init; } = 128;

    /// <summary>Whether to tell what the branches exchanged.</summary>
    public bool WithExchange { get; init; }

    /// <summary>
    /// Translation by a generator that stays in training, as published evaluations leave it: dropout and dropped paths are drawn from this seed.
    /// Null: in evaluation.
    /// </summary>
    public ulong? TrainingSeed { get; init; }

    internal bool IsPlain => Scales is [1] && !Flip;

    /// <param name="isSegmentation">what the options are for</param>
    /// <exception cref="InvalidInputException">names the option, what it holds and what is allowed</exception>
    internal void Require(bool isSegmentation)
    {
        if (Scales.Count is < 1 or > 16 || Scales.Any(scale => scale is not (>= 0.1 and <= 4)))
            throw new InvalidInputException(FormattableString.Invariant($"scales [{string.Join(", ", Scales)}]; 1 to 16 factors of 0.1 to 4 are wanted"), "options.scales");
        if (!isSegmentation && Scales is not [1])
            throw new InvalidInputException("translation takes pictures at their own size; scales are for segmentation", "options.scales");
        if (MaxPixels < LeastTile)
            throw new InvalidInputException($"max_pixels is {MaxPixels}; at least {LeastTile} are wanted", "options.max_pixels");
        if (Overlap is < 0 or > 1024)
            throw new InvalidInputException($"overlap is {Overlap}; 0 to 1024 pixels are allowed", "options.overlap");
    }
}
