using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Dense;

/// <summary>One modality as stored.</summary>
/// <param name="Pixels">one or three channels</param>
public sealed record DenseModality(ModalityForm Form, Raster<ushort> Pixels)
{
    /// <summary>In another size, the way that its values allow.</summary>
    internal DenseModality Sized(int width, int height, double columnStep, double rowStep) => this with
    {
        Pixels = Form.Smooth ? CubicResize.Apply(Pixels, width, height, columnStep, rowStep) : Pixels.Nearest(width, height, columnStep, rowStep),
    };
}

/// <summary>A frame to be segmented, all of its pictures of one size.</summary>
/// <param name="Modalities">in the order of the data set's modalities</param>
/// <param name="Labels">[H, W] classes from 0; 255: unlabelled</param>
public sealed record SegmentationFrame(string Id, IReadOnlyList<DenseModality> Modalities, Raster<byte> Labels)
{
    /// <summary>The label of pixels that neither train nor count.</summary>
    public const byte Unlabelled = 255;

    public int Width => Labels.Width;

    public int Height => Labels.Height;

    /// <summary>As a network takes it.</summary>
    public SegmentationSample ToSample() => new(Id, Height, Width, [.. Modalities.Select(m => m.Form.ToPlanes(m.Pixels))], Labels.Values);

    /// <summary>
    /// Larger pictures cut down to the labels around their middle, as the published masks ask for; of an odd difference, one row or column more
    /// goes at the bottom or the right.
    /// </summary>
    internal static SegmentationFrame CutToLabels(string id, IReadOnlyList<DenseModality> modalities, Raster<byte> labels) => new(
        id, [.. modalities.Select(m => m with { Pixels = Middle(m.Pixels, labels.Width, labels.Height) })], labels);

    /// <summary>Pictures of another size than the labels brought to theirs.</summary>
    internal static SegmentationFrame SizedToLabels(string id, IReadOnlyList<DenseModality> modalities, Raster<byte> labels) => new(
        id, [.. modalities.Select(m => Fits(m.Pixels, labels) ? m : m.Sized(
            labels.Width, labels.Height, (double)m.Pixels.Width / labels.Width, (double)m.Pixels.Height / labels.Height))], labels);

    private static bool Fits(Raster<ushort> pixels, Raster<byte> labels) => (pixels.Width, pixels.Height) == (labels.Width, labels.Height);

    private static Raster<ushort> Middle(Raster<ushort> pixels, int width, int height) =>
        pixels.Part((pixels.Width - width) / 2, (pixels.Height - height) / 2, width, height);
}

/// <summary>A network's input and targets.</summary>
/// <param name="Planes">[3, H, W] of each modality</param>
/// <param name="Labels">[H, W] classes from 0; 255: unlabelled</param>
public sealed record SegmentationSample(string Id, int Height, int Width, IReadOnlyList<float[]> Planes, byte[] Labels);
