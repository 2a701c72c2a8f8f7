using System.ComponentModel.DataAnnotations;
using Fuse3D.Vision.Data;

namespace Fuse3D.Vision.Configs;

/// <summary>What a loader does with a sample that cannot be read.</summary>
public enum DamagedSamples
{
    /// <summary>The run ends with the sample's id and the reason.</summary>
    Stop,

    /// <summary>The sample is left out and counted.</summary>
    Skip,
}

/// <summary>Which data, and how samples are made of it.</summary>
public sealed record DataConfig
{
    /// <summary>How the files lie: sunrgbd_prepared, sunrgbd_raw, scannet_prepared, scannet_raw, coco, ...</summary>
    [Required] public string Layout { get; init; } = "";

    /// <summary>The data's folder; a relative one is taken from the working directory.</summary>
    public string Root { get; init; } = "";

    /// <summary>Whose classes the network knows: sunrgbd (10), scannet (18) or coco (91 ids).</summary>
    [AllowedValues("sunrgbd", "scannet", "coco")] public string Classes { get; init; } = "";

    /// <summary>v1 or v2: SUN RGB-D has two sets of labels.</summary>
    [AllowedValues("v1", "v2")] public string Labels { get; init; } = "v1";

    /// <summary>Name of the split that is learnt.</summary>
    public string Train { get; init; } = "train";

    /// <summary>Name of the split that is measured.</summary>
    public string Val { get; init; } = "val";

    /// <summary>Points drawn from each cloud.</summary>
    [Range(1, 1_000_000)] public int Points { get; init; } = 20_000;

    /// <summary>Each point has its height above the floor.</summary>
    public bool Height { get; init; }

    /// <summary>Each point has its colour.</summary>
    public bool Colour { get; init; }

    /// <summary>Pictures of each scene; 0: points only.</summary>
    [Range(0, 100)] public int Views { get; init; }

    /// <summary>Training's random mirror, turn and scale of points; flip, crop and size of pictures.</summary>
    public bool Augment { get; init; } = true;

    /// <summary>
    /// Each epoch draws its own points and augmentation, as published. False: a sample is the same in every epoch, the one that evaluation's
    /// first pass measures; for learning samples by heart.
    /// </summary>
    public bool Redraw { get; init; } = true;

    public DamagedSamples Damaged { get; init; }

    /// <summary>What the data set is opened with.</summary>
    public DatasetOptions Options => new() { Labels = Labels };

    /// <summary>Class names in the order of the network's outputs.</summary>
    public IReadOnlyList<string> ClassNames => Classes switch
    {
        "sunrgbd" => ObjectClasses.SunRgbd.Names,
        "scannet" => ObjectClasses.ScanNet.Names,
        _ => CocoClasses.Names,
    };
}
