using System.ComponentModel.DataAnnotations;
using Fuse3D.Vision.Data.Dense;

namespace Fuse3D.Vision.Configs;

/// <summary>Which pictures, and how samples are made of them. Sizes are in pixels; the values are the published ones.</summary>
public sealed record DenseDataConfig
{
    /// <summary>nyudv2, sunrgbd37 or cityscapes (segmentation); taskonomy (translation).</summary>
    [Required] public string Layout { get; init; } = "";

    /// <summary>The data's folder; a relative one is taken from the working directory.</summary>
    public string Root { get; init; } = "";

    /// <summary>Name of the split that is learnt.</summary>
    public string Train { get; init; } = "train";

    /// <summary>Name of the split that is measured.</summary>
    public string Val { get; init; } = "val";

    /// <summary>Training's random scale, crop and mirror.</summary>
    public bool Augment { get; init; } = true;

    /// <summary>Of the square that a network of segmentation learns from.</summary>
    [Range(1, 8_192)] public int Side { get; init; } = 500;

    /// <summary>Least length of the shorter side after the random scale; segmentation.</summary>
    [Range(1, 8_192)] public int ShortSide { get; init; } = 350;

    /// <summary>Least and largest random scale; segmentation.</summary>
    [Range(0.01, 100.0)] public double LeastScale { get; init; } = 0.5;

    [Range(0.01, 100.0)] public double MostScale { get; init; } = 2;

    /// <summary>Of the square that translation's crops are cut from.</summary>
    [Range(1, 8_192)] public int Resize { get; init; } = 286;

    /// <summary>Of the square that a network of translation takes.</summary>
    [Range(1, 8_192)] public int Crop { get; init; } = 256;

    public DamagedSamples Damaged { get; init; }

    internal CropRule Rule => new(ShortSide, LeastScale, MostScale, Side);
}
