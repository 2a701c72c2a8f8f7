using System.ComponentModel.DataAnnotations;
using Fuse3D.Vision.Fusion;

namespace Fuse3D.Services.Image;

/// <summary>Configuration section "Image".</summary>
public sealed record ImageOptions
{
    public const string Section = "Image";

    /// <summary>Folder of the model to serve: an image detector, or a fused checkpoint whose image part is taken.</summary>
    [Required] public string Model { get; init; } = "";

    /// <summary>Where the network runs: cpu, cpu:modules, cuda or cuda:N.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Numbers that the image network computes in: full (float32), or half (float16, on CUDA only).</summary>
    public Precision Precision { get; init; } = Precision.Full;

    /// <summary>Frames that run at the same time.</summary>
    [Range(1, 64)] public int Parallel { get; init; } = 2;

    /// <summary>Frames that may wait for their turn; one more is refused.</summary>
    [Range(0, 1_024)] public int MaxQueue { get; init; } = 8;
}
