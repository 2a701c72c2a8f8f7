using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Dense;

/// <summary>What a modality's stored values are, and how they become a network's numbers.</summary>
/// <param name="Name">"rgb", "depth"</param>
/// <param name="Kind">"colour", "depth", ...: as models' descriptions spell it</param>
/// <param name="Smooth">sizes are changed between pixels (bicubic), as of colours; else a pixel's value is kept whole (nearest)</param>
/// <param name="Padding">[3] stored value around a picture that is too small for a crop</param>
/// <param name="ToPlanes">stored pixels of one or three channels as [3, H, W]</param>
public sealed record ModalityForm(string Name, string Kind, bool Smooth, ushort[] Padding, Func<Raster<ushort>, float[]> ToPlanes)
{
    private static readonly ushort[] MeanColour = [123, 116, 103];      // 123.675, 116.28, 103.53 in whole numbers

    /// <summary>8-bit colours, less ImageNet's mean, by its deviation.</summary>
    public static ModalityForm Colour { get; } = new("rgb", "colour", Smooth: true, MeanColour, PlaneValues.ImageNet);

    /// <summary>
    /// Depth in steps of 1/5000 of the network's unit, not clipped. The published padding is the mean colour here too, and is kept: weights are
    /// trained on it.
    /// </summary>
    public static ModalityForm Depth { get; } = new("depth", "depth", Smooth: false, MeanColour, PlaneValues.Times(1.0 / 5000));

    /// <summary>Depth stretched from its picture's least to its largest value as 0..255.</summary>
    public static ModalityForm StretchedDepth { get; } = Depth with { Kind = "stretched_depth", ToPlanes = PlaneValues.Stretched };

    /// <summary>Logarithm of the stored depth plus 1.</summary>
    public static ModalityForm LogDepth { get; } = Depth with { Kind = "log_depth", ToPlanes = PlaneValues.Each(v => Math.Log(1.0 + v)) };

    /// <summary>Cityscapes' disparity as metres: 0 is none, else (p - 1) / 256 pixels; where that is 0, too, depth is 0.</summary>
    /// <param name="baseline">metres between the cameras</param>
    /// <param name="focal">pixels</param>
    public static ModalityForm Disparity(double baseline, double focal) =>
        new("depth", "disparity", Smooth: false, [0, 0, 0], PlaneValues.Each(p => p > 1 ? baseline * focal * 256 / (p - 1) : 0));
}
