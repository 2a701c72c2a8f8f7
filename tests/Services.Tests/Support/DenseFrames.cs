using Fuse3D.Client;
using Fuse3D.V1;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Tests.Dense;

namespace Fuse3D.Services.Tests.Support;

/// <summary>Small dense models with hashed weights, and noise to put through them.</summary>
internal static class DenseFrames
{
    /// <summary>Writes the folder of a small model.</summary>
    /// <param name="family">also its name</param>
    public static string Write(TemporaryFolder temporary, string family) => Write(temporary, TinyDense.Of(family) with { Name = family });

    public static string Write(TemporaryFolder temporary, DenseDescription description) => TinyDense.Write(temporary.Add($"dense-{description.Name}"), description);

    /// <summary>Colours and depth as stored; the same number and size give the same values.</summary>
    public static Raster<ushort>[] Pictures(int number, int width, int height)
    {
        var random = new Random(number);
        return
        [
            new(width, height, 3, [.. Enumerable.Range(0, width * height * 3).Select(_ => (ushort)random.Next(256))]),
            new(width, height, 1, [.. Enumerable.Range(0, width * height).Select(_ => (ushort)random.Next(10_000))]),
        ];
    }

    /// <summary>Both domains of a view.</summary>
    public static Picture[] Views(int number, int width, int height)
    {
        var random = new Random(number);
        Picture Noise()
        {
            var rgb = new byte[width * height * 3];
            random.NextBytes(rgb);
            return new(width, height, rgb);
        }

        return [Noise(), Noise()];
    }

    /// <summary>As PNG files, depth of 16 bits.</summary>
    public static DenseRequest Segmentation(int number, int width, int height, string model = "")
    {
        Raster<ushort>[] pictures = Pictures(number, width, height);
        byte[] colours = PictureFile.EncodePng(new Picture(width, height, Array.ConvertAll(pictures[0].Values, value => (byte)value)));
        byte[] depth = PictureFile.EncodePng(new Vision.Formats.DepthImage(width, height, pictures[1].Values));
        return Raw(number, model, Frames.Modality("rgb", colours), Frames.Modality("depth", depth));
    }

    public static DenseRequest Translation(int number, int width, int height, string model = "")
    {
        Picture[] views = Views(number, width, height);
        return Raw(number, model, Frames.Modality("reshading", PictureFile.EncodePng(views[0])), Frames.Colours("edge_texture", width, height, views[1].Rgb));
    }

    private static DenseRequest Raw(int number, string model, params ModalPicture[] modalities) => new()
    {
        Header = new() { FrameId = "camera", Sequence = (ulong)number },
        ModelName = model,
        Modalities = { modalities },
        Options = new() { Encoding = DenseEncoding.Raw, IncludeBranches = true },
    };
}
