using System.Runtime.InteropServices;

namespace Fuse3D.Vision.Formats.PointClouds;

/// <summary>Rows of little-endian float32 without a header, as KITTI, mmdetection3d and many robots store them.</summary>
internal static class PointBin
{
    private static readonly int[] KnownColumns = [3, 4, 6];

    public static PointCloud Decode(byte[] bytes, string name, int? columns, int maxPoints)
    {
        if (bytes.Length == 0 || bytes.Length % sizeof(float) != 0)
            throw new InvalidInputException($"{name}: {bytes.Length} bytes are not rows of float32 values");
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(bytes);
        int width = columns ?? InferColumns(values, name);
        if (width is < 3 or > 64)
            throw new InvalidInputException($"{name}: {width} columns per point; 3 to 64 are allowed", "columns");
        if (values.Length % width != 0)
            throw new InvalidInputException($"{name}: {values.Length} float32 values are not rows of {width}", "columns");
        PointCloudFile.CheckCount(values.Length / width, maxPoints, name);
        return PointColumns.FromRows(values, width, name);
    }

    public static void Write(Stream stream, PointCloud cloud) => stream.Write(Rows(cloud));

    /// <summary>[N, 3] or [N, 6] float32.</summary>
    public static byte[] Rows(PointCloud cloud)
    {
        if (cloud.Colours is null)
            return MemoryMarshal.AsBytes<float>(cloud.Positions).ToArray();
        var rows = new float[cloud.Count * 6];
        for (int i = 0; i < cloud.Count; i++)
        {
            cloud.Positions.AsSpan(3 * i, 3).CopyTo(rows.AsSpan(6 * i));
            cloud.Colours.AsSpan(3 * i, 3).CopyTo(rows.AsSpan(6 * i + 3));
        }

        return MemoryMarshal.AsBytes<float>(rows).ToArray();
    }

    /// <summary>The number of columns that the values speak for. Sizes alone do not decide: rows of 6 are also rows of 3.</summary>
    private static int InferColumns(ReadOnlySpan<float> values, string name)
    {
        List<int> fitting = [];
        foreach (int columns in KnownColumns)
        {
            if (values.Length % columns == 0)
                fitting.Add(columns);
        }

        if (fitting is [int only])
            return only;
        bool colours = fitting.Contains(6) && LooksLikeColours(values, 6, 3, 3), places = colours && !LooksLikeColours(values, 6, 0, 3);
        bool intensity = fitting.Contains(4) && LooksLikeColours(values, 4, 3, 1);
        if (colours && places && !intensity)
            return 6;
        if (!colours && intensity)
            return 4;
        if (!colours && !intensity && fitting.Contains(3) && !fitting.Contains(4))
            return 3;
        throw new InvalidInputException(fitting.Count == 0
            ? $"{name}: {values.Length} float32 values are not rows of 3, 4 or 6"
            : $"{name}: {values.Length} float32 values may be rows of {string.Join(" or ", fitting)}; say how many columns it has",
            "columns");
    }

    // All within 0..1, or all whole numbers within 0..255.
    private static bool LooksLikeColours(ReadOnlySpan<float> values, int columns, int first, int count)
    {
        bool unit = true, bytes = true;
        for (int at = first; at + count <= values.Length && (unit || bytes); at += columns)
        {
            foreach (float value in values.Slice(at, count))
            {
                unit &= value is >= 0 and <= 1;
                bytes &= value is >= 0 and <= 255 && value == MathF.Floor(value);
            }
        }

        return unit || bytes;
    }
}
