using System.ComponentModel.DataAnnotations;

namespace Fuse3D.Services.PointCloud;

/// <summary>Configuration section "PointCloud".</summary>
public sealed record PointCloudOptions
{
    public const string Section = "PointCloud";

    /// <summary>Folder of the model to serve: a point detector, or a fused checkpoint whose point part is taken.</summary>
    [Required] public string Model { get; init; } = "";

    /// <summary>Where the network runs: cpu, cpu:modules, cuda or cuda:N.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Frames that run at the same time.</summary>
    [Range(1, 64)] public int Parallel { get; init; } = 2;

    /// <summary>Frames that may wait for their turn; one more is refused.</summary>
    [Range(0, 1_024)] public int MaxQueue { get; init; } = 8;
}
