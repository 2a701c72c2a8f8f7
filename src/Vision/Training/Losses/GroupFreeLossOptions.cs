using Fuse3D.Vision.Models.GroupFree;

namespace Fuse3D.Vision.Training.Losses;

/// <summary>How the distance between a number and its target counts.</summary>
public enum Distance
{
    /// <summary>e² / 2d below d, |e| - d / 2 beyond.</summary>
    SmoothL1,

    /// <summary>|e|</summary>
    L1,
}

/// <summary>Every value that shapes Group-Free's loss; defaults are those that the published configurations share.</summary>
public sealed record GroupFreeLossOptions
{
    /// <summary>[S * 3] metres, of the network's configuration; only size clusters need them.</summary>
    public IReadOnlyList<float> MeanSizes { get; init; } = [];

    /// <summary>Weight of the seeds' objectness (candidates chosen by the closest seeds).</summary>
    public required double SeedWeight { get; init; }

    /// <summary>Weight of the heads' objectness.</summary>
    public required double ObjectnessWeight { get; init; }

    public double BoxWeight { get; init; } = 1;
    public double ClassWeight { get; init; } = 0.1;

    public Distance Centre { get; init; } = Distance.SmoothL1;
    public double CentreDelta { get; init; } = 1;           // metres
    public Distance Size { get; init; } = Distance.SmoothL1;
    public double SizeDelta { get; init; } = 1;             // metres, or parts of the mean size with clusters
    public Distance Heading { get; init; } = Distance.SmoothL1;
    public double HeadingDelta { get; init; } = 1;          // parts of half a bin

    /// <summary>Seeds of each object that count as close to its centre.</summary>
    public int ClosestSeeds { get; init; } = 4;

    /// <summary>
    /// Whether an object marks only seeds on itself. The published code lets an object of fewer than <see cref="ClosestSeeds"/> seeds mark
    /// arbitrary ones of other objects too; false does as it does.
    /// </summary>
    public bool OwnSeedsOnly { get; init; } = true;

    public static GroupFreeLossOptions ScanNet { get; } = new()
    {
        MeanSizes = GroupFreeConfig.ScanNetL6O256.MeanSizes,
        SeedWeight = 0.8,
        ObjectnessWeight = 0.1,
        CentreDelta = 0.04,
        SizeDelta = 0.111111111111,
        HeadingDelta = 1,
    };

    public static GroupFreeLossOptions SunRgbd { get; } = new()
    {
        MeanSizes = GroupFreeConfig.SunRgbdL6O256.MeanSizes,
        SeedWeight = 0.2,
        ObjectnessWeight = 0.4,
        CentreDelta = 0.1111111111111,
        SizeDelta = 0.0625,
        HeadingDelta = 0.04,
    };
}
