using Fuse3D.Vision.Metrics.Dense;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>What an evaluation keeps of a frame of segmentation or a view of translation. Outputs are the branches, then the ensemble.</summary>
public sealed record DenseFrame
{
    /// <summary>Segmentation: of each output, its labelled pixels by true and given class.</summary>
    public IReadOnlyList<LabelCount[]> Labels { get; init; } = [];

    /// <summary>Translation: of each output, its distance from the target.</summary>
    public IReadOnlyList<PictureError> Errors { get; init; } = [];

    /// <summary>Translation: of each output and then of the target, what a network saw in it; none without such a network.</summary>
    public IReadOnlyList<float[]> Features { get; init; } = [];

    /// <summary>What the branches exchanged, place by place.</summary>
    public IReadOnlyList<ExchangedShare> Exchanged { get; init; } = [];
}

/// <summary>A translated picture's distance from its target, of values in [-1, 1].</summary>
/// <param name="Absolute">mean of |a - b|</param>
/// <param name="Squared">mean of (a - b)²</param>
public readonly record struct PictureError(double Absolute, double Squared);

/// <param name="Place">in the network</param>
/// <param name="Shares">of each modality, the part 0..1 of its tokens or channels that it took from another</param>
public sealed record ExchangedShare(string Place, double[] Shares);
