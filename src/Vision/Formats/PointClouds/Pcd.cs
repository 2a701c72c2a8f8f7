using System.Buffers.Binary;

namespace Fuse3D.Vision.Formats.PointClouds;

/// <summary>PCD 0.7: ascii, binary and binary_compressed. Points that were not measured (NaN) are left out.</summary>
internal static class Pcd
{
    public static PointCloud Decode(ReadOnlySpan<byte> file, string name, int maxPoints)
    {
        PcdHeader header = PcdHeader.Parse(file, name);
        int count = PointCloudFile.CheckCount(header.Points, maxPoints, name);
        ReadOnlySpan<byte> data = file[header.DataStart..];
        long least = header.Data switch
        {
            "ascii" => 2L * header.Fields.Sum(f => f.Count) * count - 1,
            "binary" => (long)header.Stride * count,
            _ => (long)header.Stride * count / Lzf.MaxRatio,
        };
        if (least > data.Length)
            throw new InvalidInputException(
                $"{name}: {count} points take at least {least} bytes, but {data.Length} follow the header (truncated?)");

        var columns = new PointColumns();
        Target[] targets = [.. header.Fields.Select(f => Target.Create(f, columns, count, name))];
        switch (header.Data)
        {
            case "ascii":
                ReadText(file, header, targets, count, name);
                break;
            case "binary":
                foreach (Target target in targets)
                    ReadBinary(data, target, target.Field.Offset, header.Stride, count);
                break;
            default:
                byte[] unpacked = Unpack(data, (long)header.Stride * count, name);
                foreach (Target target in targets)     // all values of a field, then all of the next
                    ReadBinary(unpacked, target, count * target.Field.Offset, target.Field.Bytes, count);
                break;
        }

        return columns.ToCloud(name).WithoutInvalid();
    }

    private static void ReadText(ReadOnlySpan<byte> file, PcdHeader header, Target[] targets, int count, string name)
    {
        var numbers = new TextNumbers(file, header.DataStart, header.DataLine, name);
        for (int row = 0; row < count; row++)
        {
            foreach (Target target in targets)
            {
                for (int k = 0; k < target.Field.Count; k++)
                {
                    double value = numbers.Next();
                    if (k == 0)
                        target.Set(row, value, target.Field.Type == ElementType.Float32
                            ? BitConverter.SingleToUInt32Bits((float)value)
                            : ToBits(value));
                }
            }
        }
    }

    private static void ReadBinary(ReadOnlySpan<byte> data, Target target, int start, int step, int count)
    {
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<byte> at = data[(start + row * step)..];
            uint bits = target.Field.IsPackedColour ? BinaryPrimitives.ReadUInt32LittleEndian(at) : 0;
            target.Set(row, Scalar.Read(at, target.Field.Type, bigEndian: false), bits);
        }
    }

    private static byte[] Unpack(ReadOnlySpan<byte> data, long expected, string name)
    {
        if (data.Length < 8)
            throw new InvalidInputException($"{name}: the compressed data has no sizes (truncated?)");
        uint packed = BinaryPrimitives.ReadUInt32LittleEndian(data), unpacked = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
        if (packed > data.Length - 8 || unpacked != expected || unpacked > Math.Min((long)packed * Lzf.MaxRatio, Array.MaxLength))
        {
            throw new InvalidInputException($"{name}: the compressed data claims {packed} bytes for {unpacked}; "
                + $"{data.Length - 8} are there (truncated?) and its points take {expected}");
        }

        var bytes = new byte[unpacked];
        return Lzf.TryDecompress(data.Slice(8, (int)packed), bytes)
            ? bytes
            : throw new InvalidInputException($"{name}: the compressed data is damaged");
    }

    private static uint ToBits(double value) => value is >= 0 and <= uint.MaxValue ? (uint)value : 0;

    // Where a field's values go: nowhere for padding, one column, or three for a packed colour. Of several values the first is kept.
    private sealed record Target(PcdField Field, float[]? Values, float[]? Green, float[]? Blue)
    {
        public static Target Create(PcdField field, PointColumns columns, int count, string name) => field.Name == "_"
            ? new Target(field, null, null, null)
            : field.IsPackedColour
                ? new Target(field, columns.Add("red", count, 255, name), columns.Add("green", count, 255, name),
                    columns.Add("blue", count, 255, name))
                : new Target(field, columns.Add(
                    field.Name, count, field.Type is ElementType.Float32 or ElementType.Float64 ? 1 : 255, name), null, null);

        public void Set(int row, double value, uint bits)
        {
            if (Values is null)
                return;
            if (Green is null || Blue is null)
                Values[row] = (float)value;
            else
                (Values[row], Green[row], Blue[row]) = (bits >> 16 & 255, bits >> 8 & 255, bits & 255);
        }
    }
}
