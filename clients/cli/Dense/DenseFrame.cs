using Fuse3D.Client;
using Fuse3D.V1;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Cli.Dense;

/// <summary>A view to be segmented or translated.</summary>
/// <param name="Inputs">what a picture of the run shows of each modality</param>
/// <param name="Request">what the model is asked</param>
/// <param name="Truth">the labels, or the target, where the data set has them</param>
internal sealed record DenseFrame(string Id, IReadOnlyList<Picture> Inputs, DenseRequest Request, DenseTruth? Truth = null);

/// <summary>What a view should become: classes, or a picture.</summary>
/// <param name="Labels">[height, width]; 255: unlabelled</param>
internal sealed record DenseTruth(byte[]? Labels = null, Picture? Target = null);

/// <summary>Turns stored values into what a request holds.</summary>
internal static class DenseModality
{
    /// <param name="stored">one channel of 16 bits, or three of 8</param>
    public static ModalPicture Of(string name, Raster<ushort> stored) => stored.Channels == 1
        ? Frames.Depth(name, stored.Width, stored.Height, stored.Values)
        : Frames.Colours(name, stored.Width, stored.Height, Array.ConvertAll(stored.Values, value => (byte)value));

    public static ModalPicture Of(string name, Picture picture) => Frames.Colours(name, picture.Width, picture.Height, picture.Rgb);
}
