using System.ComponentModel.DataAnnotations;
using Fuse3D.Vision.Fusion;

namespace Fuse3D.Services.Fusion;

/// <summary>Configuration section "Fusion".</summary>
public sealed record FusionOptions : IValidatableObject
{
    public const string Section = "Fusion";

    /// <summary>A branch in this process instead of an address.</summary>
    public const string Local = "local";

    /// <summary>Folder of the fused checkpoint: score nets and projections are taken from it, and the parts of local branches.</summary>
    [Required] public string Model { get; init; } = "";

    /// <summary>Where score nets, projections and local branches run: cpu, cpu:modules, cuda or cuda:N.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Numbers that a local image branch computes in: full (float32), or half (float16, on CUDA only).</summary>
    public Precision Precision { get; init; } = Precision.Full;

    /// <summary>Address of the point service, or "local".</summary>
    [Required] public string Points { get; init; } = "http://127.0.0.1:5101";

    /// <summary>Address of the image service, or "local".</summary>
    [Required] public string Image { get; init; } = "http://127.0.0.1:5102";

    /// <summary>Address of the image service whose dense model labels the pixels of views, or "local"; empty: none does.</summary>
    public string Dense { get; init; } = "";

    /// <summary>Name of that model; empty: the service's only one that segments.</summary>
    public string DenseName { get; init; } = "";

    /// <summary>Folder of a local dense model.</summary>
    public string DenseFolder { get; init; } = "";

    /// <summary>Seconds from a frame's start in which the dense model must answer; then the frame goes on without it.</summary>
    [Range(0.001, 3_600)] public double DenseTimeout { get; init; } = 5;

    /// <summary>Frames that run at the same time.</summary>
    [Range(1, 64)] public int Parallel { get; init; } = 2;

    /// <summary>Frames that may wait for their turn; one more is refused.</summary>
    [Range(0, 1_024)] public int MaxQueue { get; init; } = 8;

    /// <summary>Seconds that the point branch may take for each of its two answers; then the frame fails.</summary>
    [Range(0.001, 3_600)] public double PointTimeout { get; init; } = 30;

    /// <summary>Seconds from a frame's start in which the image branch must answer; then the frame goes on without it.</summary>
    [Range(0.001, 3_600)] public double ImageTimeout { get; init; } = 5;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if ((Dense == Local) != (DenseFolder.Length > 0))
            yield return new($"{Section}:{nameof(DenseFolder)}: a local dense model needs its folder (--dense local --dense-folder FOLDER), and only a local one has it", [nameof(DenseFolder)]);
        foreach (var (name, address) in ((string, string)[])[(nameof(Points), Points), (nameof(Image), Image), (nameof(Dense), Dense.Length > 0 ? Dense : Local)])
        {
            if (address != Local && !(Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" or "unix"))
                yield return new($"{Section}:{name}: '{address}' is not '{Local}' and not an address such as http://127.0.0.1:5101", [name]);
        }
    }
}
