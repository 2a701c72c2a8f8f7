using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Fuse3D.V1;
using Fuse3D.Vision.Formats;

namespace Fuse3D.ServiceDefaults.Wire;

/// <summary>Reads pictures with ROS encodings, and JPEG and PNG files.</summary>
public static class PictureWire
{
    /// <summary>Metres per unit of depth pictures of whole numbers that do not say otherwise.</summary>
    public const double Millimetre = 0.001;

    private static readonly string[] Compressed = ["jpeg", "jpg", "png"];

    // Bytes per pixel, and where red, green and blue are among them.
    private static readonly Dictionary<string, (int Bytes, int Red, int Green, int Blue)> Raw = new()
    {
        ["rgb8"] = (3, 0, 1, 2),
        ["bgr8"] = (3, 2, 1, 0),
        ["rgba8"] = (4, 0, 1, 2),
        ["bgra8"] = (4, 2, 1, 0),
        ["mono8"] = (1, 0, 0, 0),
    };

    /// <param name="field">what the picture is called in errors: "views[0].image"</param>
    public static Picture Read(Image? message, string field)
    {
        if (message is null || message.Data.IsEmpty && message.Width == 0)
            throw Fields.Wrong(field, "there is no picture");
        if (Compressed.Contains(message.Encoding))
            return ReadCompressed(message, field);
        if (!Raw.TryGetValue(message.Encoding, out var pixel))
            throw Fields.Wrong($"{field}.encoding", $"'{message.Encoding}' is not read; {string.Join(", ", Raw.Keys)}, jpeg and png are");

        int step = RowBytes(message, pixel.Bytes, field);
        int width = (int)message.Width, height = (int)message.Height;
        byte[] rgb = GC.AllocateUninitializedArray<byte>(width * height * 3);
        for (int y = 0; y < height; y++)
            ReadRow(message.Data.Span.Slice(y * step, width * pixel.Bytes), pixel, rgb.AsSpan(y * width * 3, width * 3));
        return new Picture(width, height, rgb);
    }

    /// <summary>A depth picture in metres, [height, width]; 0 where nothing was measured.</summary>
    public static (int Width, int Height, float[] Metres) ReadDepth(Image? message, double metresPerUnit, string field)
    {
        if (message is null)
            throw Fields.Wrong(field, "there is no picture");
        if (!double.IsFinite(metresPerUnit) || metresPerUnit < 0)
            throw Fields.Wrong("depth.metres_per_unit", $"{metresPerUnit} is not a length");
        if (message.Encoding == "png")
        {
            Vision.Formats.DepthImage depth = Fields.Named($"{field}.data", () => PictureFile.DecodeDepth(message.Data.Span, field));
            return (depth.Width, depth.Height, ToMetres(depth.Values, metresPerUnit));
        }

        int bytes = message.Encoding switch
        {
            "16UC1" or "mono16" => 2,
            "32FC1" => 4,
            _ => throw Fields.Wrong($"{field}.encoding", $"'{message.Encoding}' is not read as depth; 16UC1, 32FC1 and png are"),
        };
        int step = RowBytes(message, bytes, field);
        float[] metres = new float[(int)message.Width * (int)message.Height];
        for (int y = 0; y < message.Height; y++)
            ReadDepthRow(message.Data.Span[(y * step)..], bytes, metresPerUnit, metres.AsSpan(y * (int)message.Width, (int)message.Width));
        return ((int)message.Width, (int)message.Height, metres);
    }

    /// <summary>A depth picture of whole numbers, in its own units.</summary>
    public static Vision.Formats.DepthImage ReadDepthValues(Image message, string field)
    {
        if (message.Encoding == "png")
            return Fields.Named($"{field}.data", () => PictureFile.DecodeDepth(message.Data.Span, field));
        if (message.Encoding is not ("16UC1" or "mono16"))
            throw Fields.Wrong($"{field}.encoding", $"'{message.Encoding}' is not read as depth of whole numbers; 16UC1 and png are");
        int step = RowBytes(message, sizeof(ushort), field), width = (int)message.Width, height = (int)message.Height;
        ushort[] values = new ushort[width * height];
        for (int y = 0; y < height; y++)
            MemoryMarshal.Cast<byte, ushort>(message.Data.Span.Slice(y * step, width * sizeof(ushort))).CopyTo(values.AsSpan(y * width));
        return new(width, height, values);
    }

    private static Picture ReadCompressed(Image message, string field)
    {
        Picture picture = Fields.Named($"{field}.data", () => PictureFile.Decode(message.Data.Span, field));
        if ((message.Width != 0 && message.Width != picture.Width) || (message.Height != 0 && message.Height != picture.Height))
            throw Fields.Wrong(field, $"the message says {message.Width} x {message.Height} pixels, the file holds {picture.Width} x {picture.Height}");
        return picture;
    }

    // The claimed size is checked before anything of that size is made.
    private static int RowBytes(Image message, int bytesPerPixel, string field)
    {
        Fields.Named(field, () =>
        {
            Picture.CheckSize(field, message.Width, message.Height);
            return true;
        });
        long packed = message.Width * (long)bytesPerPixel, step = message.Step == 0 ? packed : message.Step;
        if (step < packed)
            throw Fields.Wrong($"{field}.step", $"{step} bytes per row are too few for {message.Width} pixels of {bytesPerPixel} bytes");
        if ((UInt128)message.Data.Length != (UInt128)step * message.Height)
            throw Fields.Wrong($"{field}.data", $"{message.Data.Length} bytes are not {message.Height} rows of {step} bytes");
        return (int)step;
    }

    private static void ReadRow(ReadOnlySpan<byte> from, (int Bytes, int Red, int Green, int Blue) pixel, Span<byte> rgb)
    {
        if (pixel is (3, 0, 1, 2))
        {
            from.CopyTo(rgb);
            return;
        }

        for (int x = 0, at = 0; x < rgb.Length; x += 3, at += pixel.Bytes)
            (rgb[x], rgb[x + 1], rgb[x + 2]) = (from[at + pixel.Red], from[at + pixel.Green], from[at + pixel.Blue]);
    }

    private static void ReadDepthRow(ReadOnlySpan<byte> from, int bytes, double metresPerUnit, Span<float> metres)
    {
        double scale = metresPerUnit > 0 ? metresPerUnit : bytes == 2 ? Millimetre : 1;
        for (int x = 0; x < metres.Length; x++)
        {
            double value = bytes == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(from[(2 * x)..]) : BinaryPrimitives.ReadSingleLittleEndian(from[(4 * x)..]);
            metres[x] = double.IsFinite(value) && value > 0 ? (float)(value * scale) : 0;
        }
    }

    private static float[] ToMetres(ushort[] values, double metresPerUnit)
    {
        float[] metres = new float[values.Length];
        ReadDepthRow(MemoryMarshal.AsBytes<ushort>(values), 2, metresPerUnit, metres);
        return metres;
    }
}
