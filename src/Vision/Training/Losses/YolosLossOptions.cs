namespace Fuse3D.Vision.Training.Losses;

/// <summary>Every value that shapes the loss of YOLOS; defaults are the published ones, for the matching and the loss alike.</summary>
public sealed record YolosLossOptions
{
    public double ClassWeight { get; init; } = 1;
    public double L1Weight { get; init; } = 5;
    public double GiouWeight { get; init; } = 2;

    /// <summary>Weight of detections without an object in the cross entropy; those with one weigh 1.</summary>
    public double NoObjectWeight { get; init; } = 0.1;

    /// <summary>Of <see cref="PatchLoss"/>; 0, as published: none.</summary>
    public double PatchWeight { get; init; }
}
