using System.Runtime.InteropServices;
using Fuse3D.V1;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Models.Dense;

namespace Fuse3D.ServiceDefaults.Wire;

/// <summary>Reads one modality of a view as the values that a model's data set stores: pictures with ROS encodings, files, tensors.</summary>
internal static class ModalWire
{
    /// <param name="field">what the modality is called in errors: "modalities[0]"</param>
    /// <param name="storedPerMetre">value that the model stores for a metre</param>
    /// <param name="maxPixels">more are refused before anything is decoded</param>
    public static Raster<ushort> Read(ModalPicture message, string field, double storedPerMetre, long maxPixels)
    {
        double unit = message.MetresPerUnit;
        if (!(unit >= 0 && double.IsFinite(unit)))
            throw Fields.Wrong($"{field}.metres_per_unit", $"{unit} is not a length");
        return message.DataCase switch
        {
            ModalPicture.DataOneofCase.Picture => ReadPicture(message.Picture, field, unit, storedPerMetre, maxPixels),
            ModalPicture.DataOneofCase.Values => ReadValues(message.Values, field, unit, storedPerMetre, maxPixels),
            _ => throw Fields.Wrong(field, "there is neither a picture nor values"),
        };
    }

    private static Raster<ushort> ReadPicture(Image image, string modality, double unit, double storedPerMetre, long maxPixels)
    {
        string field = $"{modality}.picture";
        if (image.Data.IsEmpty)
            throw Fields.Wrong(field, "there is no picture");
        if (image.Encoding is "png" or "jpeg" or "jpg")
            return InUnit(ReadFile(image, field, maxPixels), modality, unit, storedPerMetre);
        RequireSize(image.Width, image.Height, field, maxPixels);
        switch (image.Encoding)
        {
            case "32FC1":
                var (width, height, metres) = PictureWire.ReadDepth(image, unit, field);
                return DenseInputs.Stored(width, height, metres, storedPerMetre);
            case "16UC1" or "mono16":
                Vision.Formats.DepthImage depth = PictureWire.ReadDepthValues(image, field);
                return InUnit(new(depth.Width, depth.Height, 1, depth.Values), modality, unit, storedPerMetre);
            default:
                Raster<ushort> colours = RasterFile.Of(PictureWire.Read(image, field));
                return InUnit(image.Encoding == "mono8" ? First(colours) : colours, modality, unit, storedPerMetre);
        }
    }

    private static Raster<ushort> ReadFile(Image image, string field, long maxPixels)
    {
        Raster<ushort> raster = Fields.Named($"{field}.data", () => RasterFile.Decode(image.Data.Span, field, maxPixels));
        if ((image.Width != 0 && image.Width != raster.Width) || (image.Height != 0 && image.Height != raster.Height))
            throw Fields.Wrong(field, $"the message says {image.Width} x {image.Height} pixels, the file holds {raster.Size}");
        return raster;
    }

    private static Raster<ushort> ReadValues(Tensor tensor, string modality, double unit, double storedPerMetre, long maxPixels)
    {
        string field = $"{modality}.values";
        if (tensor.StorageCase != Tensor.StorageOneofCase.Inline)
            throw Fields.Wrong(field, $"{tensor.StorageCase}; inline is wanted");
        (int bytes, int channels) = (tensor.Dtype, tensor.Shape.Count) switch
        {
            (DataType.Uint8, 2) => (1, 1),
            (DataType.Uint8, 3) when tensor.Shape[2] == 3 => (1, 3),
            (DataType.Int32 or DataType.Float32, 2) => (4, 1),
            _ => throw Fields.Wrong(field, $"{tensor.Dtype} [{string.Join(", ", tensor.Shape)}]; uint8 [height, width, 3] or [height, width], int32 [height, width] or float32 [height, width] is wanted"),
        };
        RequireSize(tensor.Shape[1], tensor.Shape[0], field, maxPixels);
        int width = (int)tensor.Shape[1], height = (int)tensor.Shape[0];
        if (tensor.Inline.Length != (long)width * height * channels * bytes)
            throw Fields.Wrong($"{field}.inline", $"{tensor.Inline.Length} bytes are not [{string.Join(", ", tensor.Shape)}] {tensor.Dtype}");

        ReadOnlySpan<byte> data = tensor.Inline.Span;
        return tensor.Dtype switch
        {
            DataType.Float32 => DenseInputs.Stored(width, height, Metres(MemoryMarshal.Cast<byte, float>(data), unit), storedPerMetre),
            DataType.Int32 => InUnit(new(width, height, 1, Stored(MemoryMarshal.Cast<byte, int>(data), field)), modality, unit, storedPerMetre),
            _ => InUnit(new(width, height, channels, Array.ConvertAll(data.ToArray(), value => (ushort)value)), modality, unit, storedPerMetre),
        };
    }

    private static ushort[] Stored(ReadOnlySpan<int> values, string field)
    {
        var stored = new ushort[values.Length];
        for (int i = 0; i < stored.Length; i++)
            stored[i] = values[i] is >= 0 and <= ushort.MaxValue ? (ushort)values[i] : throw Fields.Wrong(field, $"number {i} is {values[i]}; 0 to {ushort.MaxValue} are allowed");
        return stored;
    }

    private static float[] Metres(ReadOnlySpan<float> values, double unit)
    {
        double scale = unit > 0 ? unit : 1;
        return Array.ConvertAll(values.ToArray(), value => float.IsFinite(value) ? (float)(value * scale) : 0);
    }

    // Depth in a unit of its own becomes what the model stores; 0 stays "no measurement".
    private static Raster<ushort> InUnit(Raster<ushort> raster, string modality, double unit, double storedPerMetre)
    {
        if (unit == 0)
            return raster;
        if (raster.Channels != 1)
            throw Fields.Wrong($"{modality}.metres_per_unit", "colours have no unit; it is for depth");
        double factor = unit * storedPerMetre;
        return new(raster.Width, raster.Height, 1, Array.ConvertAll(raster.Values, value => (ushort)Math.Min(Math.Round(value * factor), ushort.MaxValue)));
    }

    private static Raster<ushort> First(Raster<ushort> raster) =>
        new(raster.Width, raster.Height, 1, [.. raster.Values.Where((_, i) => i % raster.Channels == 0)]);

    private static void RequireSize(long width, long height, string field, long maxPixels) => Fields.Named(field, () =>
    {
        Picture.CheckSize(field, width, height, maxPixels);
        return true;
    });
}
