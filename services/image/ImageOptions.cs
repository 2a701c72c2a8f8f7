using System.ComponentModel.DataAnnotations;
using Fuse3D.ServiceDefaults.Dense;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.Dense;

namespace Fuse3D.Services.Image;

/// <summary>Configuration section "Image".</summary>
public sealed record ImageOptions : IValidatableObject
{
    public const string Section = "Image";

    /// <summary>Folder of the detector to serve: an image detector, or a fused checkpoint whose image part is taken. Empty: none.</summary>
    public string Model { get; init; } = "";

    /// <summary>Folders of models of segmentation and translation, served by their names.</summary>
    public IReadOnlyList<string> DenseModel { get; init; } = [];

    /// <summary>Millions of pixels that a picture for them may have.</summary>
    [Range(0.001, 50)] public double DenseMegapixels { get; init; } = DenseLimits.Usual.PicturePixels / 1e6;

    /// <summary>Pixels that their networks are given at once at most; larger pictures go through in tiles.</summary>
    [Range(DenseOptions.LeastTile, DenseLimits.MostTile)] public int DenseTilePixels { get; init; } = DenseLimits.Usual.TilePixels;

    /// <summary>Where the network runs: cpu, cpu:modules, cuda or cuda:N.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Numbers that the image network computes in: full (float32), or half (float16, on CUDA only).</summary>
    public Precision Precision { get; init; } = Precision.Full;

    /// <summary>Frames of one model that run at the same time.</summary>
    [Range(1, 64)] public int Parallel { get; init; } = 2;

    /// <summary>Frames of one model that may wait for their turn; one more is refused.</summary>
    [Range(0, 1_024)] public int MaxQueue { get; init; } = 8;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Model.Length == 0 && DenseModel.Count == 0)
            yield return new($"{Section}:{nameof(Model)}: there is nothing to serve; give --model FOLDER, --dense-model FOLDER or both", [nameof(Model)]);
    }
}
