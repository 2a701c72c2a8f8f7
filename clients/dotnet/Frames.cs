using System.Runtime.InteropServices;
using Fuse3D.V1;
using Google.Protobuf;

namespace Fuse3D.Client;

/// <summary>Makes the messages of a frame from arrays.</summary>
public static class Frames
{
    /// <summary>An unordered cloud of positions.</summary>
    /// <param name="xyz">[N, 3] metres, interleaved; copied</param>
    public static PointCloud Cloud(ReadOnlySpan<float> xyz)
    {
        if (xyz.Length % 3 != 0)
            throw new ArgumentException($"xyz holds {xyz.Length} numbers, not a multiple of 3", nameof(xyz));
        return new()
        {
            Height = 1,
            Width = (uint)(xyz.Length / 3),
            PointStep = 12,
            Fields = { Float("x", 0), Float("y", 4), Float("z", 8) },
            Data = ByteString.CopyFrom(MemoryMarshal.AsBytes(xyz)),
            IsDense = true,
        };
    }

    /// <summary>A JPEG or PNG picture and its camera.</summary>
    /// <param name="encoded">the file's bytes; copied</param>
    /// <param name="k">row-major 3×3 intrinsics for 0-based pixels</param>
    /// <param name="cameraFromPoints">row-major 3×4 or 4×4: points of the header's frame to the optical frame</param>
    public static View Picture(ReadOnlySpan<byte> encoded, ReadOnlySpan<double> k, ReadOnlySpan<double> cameraFromPoints)
    {
        if (k.Length != 9)
            throw new ArgumentException($"k holds {k.Length} numbers; 9 are needed (row-major 3x3)", nameof(k));
        if (cameraFromPoints.Length is not (12 or 16))
            throw new ArgumentException($"the pose holds {cameraFromPoints.Length} numbers; 12 or 16 are needed", nameof(cameraFromPoints));
        View view = new() { Image = Encoded(encoded), Camera = new() };
        view.Camera.K.AddRange(k.ToArray());
        view.CameraFromPointsMatrix.AddRange(cameraFromPoints.ToArray());
        return view;
    }

    /// <summary>A modality of a view, for segmentation and translation, as a JPEG or PNG picture.</summary>
    /// <param name="name">as the model calls it: "rgb", "depth", or a domain</param>
    /// <param name="encoded">the file's bytes; copied. Depth is a PNG of one channel</param>
    /// <param name="metresPerUnit">of depth; 0: values are as the model's data set stores them</param>
    public static ModalPicture Modality(string name, ReadOnlySpan<byte> encoded, double metresPerUnit = 0) =>
        new() { Name = name, Picture = Encoded(encoded), MetresPerUnit = metresPerUnit };

    /// <summary>A modality of a view as colours.</summary>
    /// <param name="rgb">[height, width, 3]; copied</param>
    public static ModalPicture Colours(string name, int width, int height, ReadOnlySpan<byte> rgb) => rgb.Length == 3L * width * height
        ? new() { Name = name, Picture = new() { Encoding = "rgb8", Width = (uint)width, Height = (uint)height, Data = ByteString.CopyFrom(rgb) } }
        : throw new ArgumentException($"{rgb.Length} bytes are not {width} x {height} pixels of 3", nameof(rgb));

    /// <summary>A modality of a view as depth, or other values of 16 bits.</summary>
    /// <param name="values">[height, width]; copied</param>
    /// <param name="metresPerUnit">0: values are as the model's data set stores them</param>
    public static ModalPicture Depth(string name, int width, int height, ReadOnlySpan<ushort> values, double metresPerUnit = 0) => values.Length == (long)width * height
        ? new()
        {
            Name = name,
            Picture = new() { Encoding = "16UC1", Width = (uint)width, Height = (uint)height, Data = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)) },
            MetresPerUnit = metresPerUnit,
        }
        : throw new ArgumentException($"{values.Length} values are not {width} x {height} pixels", nameof(values));

    /// <summary>A network's own input, for <see cref="DetectRequest.NetworkPoints"/> and <see cref="View.NetworkPlanes"/>.</summary>
    /// <param name="values">row by row; copied</param>
    /// <param name="shape">[N, 3 + F] points, or [3, height, width] planes</param>
    public static Tensor Input(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (long size in shape)
            count *= size;
        if (count != values.Length)
            throw new ArgumentException($"{values.Length} numbers do not fill [{string.Join(", ", shape.ToArray())}]", nameof(values));
        Tensor tensor = new() { Dtype = DataType.Float32, Inline = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)) };
        tensor.Shape.AddRange(shape.ToArray());
        return tensor;
    }

    private static Image Encoded(ReadOnlySpan<byte> file)
    {
        bool png = file.Length > 1 && file[0] == 0x89 && file[1] == (byte)'P';
        return new() { Encoding = png ? "png" : "jpeg", Data = ByteString.CopyFrom(file) };
    }

    private static PointField Float(string name, uint offset) =>
        new() { Name = name, Offset = offset, Datatype = PointField.Types.DataType.Float32, Count = 1 };
}
