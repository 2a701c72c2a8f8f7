using System.ComponentModel.DataAnnotations;
using Fuse3D.Vision.Metrics.Dense;

namespace Fuse3D.Vision.Configs;

/// <summary>How a dense network is measured.</summary>
public sealed record DenseEvalConfig
{
    /// <summary>A generator stays in training, with its dropout and dropped paths, as published.</summary>
    public bool TrainingMode { get; init; } = true;

    /// <summary>Sizes of the frame that a segmentation looks at, as factors; the mean of their probabilities decides. Published: 1 alone.</summary>
    [Range(0.1, 4.0)] public IReadOnlyList<double> Scales { get; init; } = [1];

    /// <summary>Whether the mirrored frame is looked at, too.</summary>
    public bool Flip { get; init; }

    /// <summary>Of what pictures features are taken; translation.</summary>
    public PictureForm Pictures { get; init; } = PictureForm.PublishedPng;

    /// <summary>Subsets that the kernel distance is the mean of.</summary>
    [Range(1, 10_000)] public int KernelSubsets { get; init; } = 50;

    /// <summary>Pictures in each of them; all, where there are fewer.</summary>
    [Range(2, 1_000_000)] public int KernelSubsetSize { get; init; } = 1_000;

    /// <summary>Of a generator's dropout, and of the subsets.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// Published figures of the ensemble: pixel accuracy, mean accuracy and mean IoU in percent of a segmentation; FID and KID x 100 of a
    /// translation. Empty: none is known.
    /// </summary>
    [Range(0.0, 1_000.0)] public IReadOnlyList<double> Expected { get; init; } = [];

    /// <summary>By how much a run may differ from <see cref="Expected"/>.</summary>
    [Range(0.0, 1_000.0)] public double Tolerance { get; init; } = 1;
}
