using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Fuse3D.V1;
using DataType = Fuse3D.V1.PointField.Types.DataType;

namespace Fuse3D.ServiceDefaults.Wire;

/// <summary>Reads clouds laid out as sensor_msgs/PointCloud2.</summary>
public static class CloudWire
{
    /// <summary>Coordinates beyond it are broken measurements: 100 km.</summary>
    public const float MaxCoordinate = 100_000;

    private const int PackedStep = 12;   // float32 x, y, z

    /// <param name="field">what the cloud is called in errors: "cloud"</param>
    /// <exception cref="Fuse3D.Vision.InvalidInputException">the layout does not fit the data, or a point is not finite</exception>
    public static Vision.Formats.PointCloud Read(PointCloud message, string field = "cloud")
    {
        Layout layout = Layout.Of(message, field);
        ReadOnlySpan<byte> data = message.Data.Span;
        float[] positions = new float[layout.Points * 3];
        if (layout.IsPacked)
            MemoryMarshal.Cast<byte, float>(data).CopyTo(positions);
        else
            ReadPositions(layout, data, positions);

        var cloud = new Vision.Formats.PointCloud(positions, ReadColours(layout, data));
        if (message.HasIsDense && !message.IsDense)
            cloud = cloud.WithoutInvalid();
        RequireUsable(cloud, $"{field}.data");
        return cloud;
    }

    private static void ReadPositions(Layout layout, ReadOnlySpan<byte> data, float[] positions)
    {
        for (int point = 0; point < layout.Points; point++)
        {
            ReadOnlySpan<byte> bytes = data[layout.Offset(point)..];
            positions[3 * point] = Number(bytes, layout.X);
            positions[3 * point + 1] = Number(bytes, layout.Y);
            positions[3 * point + 2] = Number(bytes, layout.Z);
        }
    }

    // "rgb" is 0x00RRGGBB in 4 bytes, whatever type it is declared as; that is how ROS drivers write it.
    private static float[]? ReadColours(Layout layout, ReadOnlySpan<byte> data)
    {
        if (layout.Rgb is not { } rgb)
            return null;
        float[] colours = new float[layout.Points * 3];
        for (int point = 0; point < layout.Points; point++)
        {
            uint packed = BinaryPrimitives.ReadUInt32LittleEndian(data[(layout.Offset(point) + (int)rgb.Offset)..]);
            colours[3 * point] = (packed >> 16 & 0xFF) / 255f;
            colours[3 * point + 1] = (packed >> 8 & 0xFF) / 255f;
            colours[3 * point + 2] = (packed & 0xFF) / 255f;
        }

        return colours;
    }

    private static float Number(ReadOnlySpan<byte> point, PointField from) => from.Datatype == DataType.Float32
        ? BinaryPrimitives.ReadSingleLittleEndian(point[(int)from.Offset..])
        : (float)BinaryPrimitives.ReadDoubleLittleEndian(point[(int)from.Offset..]);

    /// <exception cref="Fuse3D.Vision.InvalidInputException">there are no points, or one cannot be a measurement</exception>
    internal static void RequireUsable(Vision.Formats.PointCloud cloud, string field)
    {
        if (cloud.Count == 0)
            throw Fields.Wrong(field, "there are no points");
        if (cloud.IndexOfInvalid() is >= 0 and int invalid)
            throw Fields.Wrong(field, $"point {invalid} has a coordinate that is not finite; say is_dense = false to have such points dropped");
        int far = Array.FindIndex(cloud.Positions, value => Math.Abs(value) > MaxCoordinate);
        if (far >= 0)
            throw Fields.Wrong(field, $"point {far / 3} has the coordinate {cloud.Positions[far]} m; at most {MaxCoordinate} is allowed");
    }

    /// <summary>Where the values of a point are, checked against the data.</summary>
    private sealed record Layout(int Points, int Width, int Step, int RowStep, PointField X, PointField Y, PointField Z, PointField? Rgb)
    {
        private static readonly PointField[] PackedFields =
        [
            new() { Name = "x", Offset = 0, Datatype = DataType.Float32 },
            new() { Name = "y", Offset = 4, Datatype = DataType.Float32 },
            new() { Name = "z", Offset = 8, Datatype = DataType.Float32 },
        ];

        public bool IsPacked => Step == PackedStep && RowStep == Width * Step
            && (X.Offset, Y.Offset, Z.Offset) == (0u, 4u, 8u) && (X.Datatype, Y.Datatype, Z.Datatype) == (DataType.Float32, DataType.Float32, DataType.Float32);

        public int Offset(int point) => point / Width * RowStep + point % Width * Step;

        public static Layout Of(PointCloud message, string field)
        {
            if (message.IsBigendian)
                throw Fields.Wrong($"{field}.is_bigendian", "big-endian data is not read; send little endian");
            IReadOnlyList<PointField> fields = message.Fields.Count > 0 ? message.Fields : PackedFields;
            long step = message.PointStep == 0 && message.Fields.Count == 0 ? PackedStep : message.PointStep;
            if (step == 0 || step > message.Data.Length)
                throw message.Data.IsEmpty
                    ? Fields.Wrong($"{field}.data", "there are no points")
                    : Fields.Wrong($"{field}.point_step", $"{step} bytes per point do not fit {message.Data.Length} bytes of data");

            (long height, long width) = (Math.Max(message.Height, 1), message.Width);
            if (width == 0)
                width = message.Data.Length / step / height;
            long rowStep = message.RowStep == 0 ? width * step : message.RowStep;
            if (width == 0 || rowStep < width * step || (UInt128)message.Data.Length != (UInt128)rowStep * (ulong)height)
                throw Fields.Wrong($"{field}.data", $"{message.Data.Length} bytes are not {height} rows of {width} points of {step} bytes ({rowStep} bytes per row)");

            return new((int)(width * height), (int)width, (int)step, (int)rowStep,
                Coordinate(fields, "x", step, field), Coordinate(fields, "y", step, field), Coordinate(fields, "z", step, field), Colour(fields, step, field));
        }

        private static PointField Coordinate(IReadOnlyList<PointField> fields, string name, long step, string field)
        {
            PointField found = fields.FirstOrDefault(candidate => candidate.Name == name)
                ?? throw Fields.Wrong($"{field}.fields", $"there is no field '{name}'");
            int bytes = found.Datatype switch
            {
                DataType.Float32 => 4,
                DataType.Float64 => 8,
                _ => throw Fields.Wrong($"{field}.fields", $"'{name}' is {found.Datatype}; FLOAT32 and FLOAT64 are read"),
            };
            RequireInside(found, bytes, step, field);
            return found;
        }

        private static PointField? Colour(IReadOnlyList<PointField> fields, long step, string field)
        {
            PointField? found = fields.FirstOrDefault(candidate => candidate.Name is "rgb" or "rgba");
            if (found is not null)
                RequireInside(found, 4, step, field);
            return found;
        }

        private static void RequireInside(PointField found, int bytes, long step, string field)
        {
            if (found.Offset + (long)bytes > step)
                throw Fields.Wrong($"{field}.fields", $"'{found.Name}' at offset {found.Offset} ends outside a point of {step} bytes");
        }
    }
}
