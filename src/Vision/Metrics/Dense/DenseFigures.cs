namespace Fuse3D.Vision.Metrics.Dense;

/// <summary>What a network of segmentation or translation reached on a split. Outputs are the branches, then the ensemble.</summary>
public sealed record DenseFigures
{
    /// <summary>Of each output of a segmentation.</summary>
    public IReadOnlyList<SegmentationFigures> Segmentation { get; init; } = [];

    /// <summary>Class names of a segmentation.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Of each output of a translation.</summary>
    public IReadOnlyList<TranslationFigures> Translation { get; init; } = [];

    /// <summary>The network whose features distances are of; null: none was at hand, and there are no distances.</summary>
    public string? Features { get; init; }

    /// <summary>Whether those distances are FID and KID.</summary>
    public bool IsInception { get; init; }

    /// <summary>Names of the modalities, for <see cref="Exchanged"/>.</summary>
    public IReadOnlyList<string> Modalities { get; init; } = [];

    /// <summary>Place by place, the mean over frames of what each modality took from another.</summary>
    public IReadOnlyList<Running.ExchangedShare> Exchanged { get; init; } = [];
}

/// <param name="Output">"rgb", "depth", "ensemble"</param>
/// <param name="Pixels">[classes] labelled pixels</param>
public sealed record SegmentationFigures(string Output, SegmentationScores Scores, IReadOnlyList<long> Pixels);

/// <param name="Output">"reshading", "ensemble"</param>
/// <param name="MeanAbsolute">of values in [-1, 1], unscaled</param>
/// <param name="RootMeanSquared">likewise; tables of papers call it MSE</param>
/// <param name="Frechet">between the features of outputs and targets; null: there are none, or fewer than two pictures</param>
/// <param name="Kernel">likewise, times 100</param>
public sealed record TranslationFigures(string Output, double MeanAbsolute, double RootMeanSquared, double? Frechet, double? Kernel);
