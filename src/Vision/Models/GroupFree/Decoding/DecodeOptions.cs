using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Models.GroupFree.Decoding;

/// <summary>Which candidates become detections.</summary>
public sealed record DecodeOptions
{
    /// <summary>Drop boxes that hold fewer than <see cref="FewestPoints"/> points of the cloud, before suppression.</summary>
    public bool RemoveEmptyBoxes { get; init; } = true;

    public int FewestPoints { get; init; } = 5;

    /// <summary>How boxes remove each other; null: they do not.</summary>
    public NonMaximumSuppression? Suppression { get; init; } = new(SuppressionKind.PerClass);

    /// <summary>A box stays when its objectness is above this.</summary>
    public double MinObjectness { get; init; }

    /// <summary>
    /// Report each box once for every class with score = probability * objectness; else once, with its class and objectness.
    /// </summary>
    public bool PerClassProposals { get; init; } = true;

    /// <summary>The published final evaluation.</summary>
    public static DecodeOptions Evaluation { get; } = new();

    /// <summary>The published evaluation during training.</summary>
    public static DecodeOptions TrainingEvaluation { get; } = new() { RemoveEmptyBoxes = false };
}
