using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Fuse3D.Vision.Formats.PointClouds;

/// <summary>Writes binary little-endian PLY: x y z, red green blue as bytes, every further value as float.</summary>
internal static class PlyWriter
{
    public static void Write(Stream stream, PointCloud cloud)
    {
        stream.Write(Encoding.ASCII.GetBytes(Header(cloud)));
        float[][] extras = [.. cloud.Extras.Values];
        var row = new byte[12 + (cloud.Colours is null ? 0 : 3) + 4 * extras.Length];
        for (int i = 0; i < cloud.Count; i++)
        {
            FillRow(row, cloud, extras, i);
            stream.Write(row);
        }
    }

    private static void FillRow(Span<byte> row, PointCloud cloud, float[][] extras, int i)
    {
        int at = 0;
        for (int c = 0; c < 3; c++, at += 4)
            BinaryPrimitives.WriteSingleLittleEndian(row[at..], cloud.Positions[3 * i + c]);
        for (int c = 0; c < 3 && cloud.Colours is not null; c++)
            row[at++] = (byte)Math.Clamp(MathF.Round(cloud.Colours[3 * i + c] * 255), 0, 255);
        foreach (float[] extra in extras)
        {
            BinaryPrimitives.WriteSingleLittleEndian(row[at..], extra[i]);
            at += 4;
        }
    }

    private static string Header(PointCloud cloud)
    {
        var header = new StringBuilder("ply\nformat binary_little_endian 1.0\n");
        header.Append(CultureInfo.InvariantCulture, $"element vertex {cloud.Count}\n");
        header.Append("property float x\nproperty float y\nproperty float z\n");
        if (cloud.Colours is not null)
            header.Append("property uchar red\nproperty uchar green\nproperty uchar blue\n");
        foreach (string name in cloud.Extras.Keys)
        {
            if (name.Length == 0 || name.Any(c => c is <= ' ' or > '~'))
                throw new ArgumentException($"'{name}' cannot be a PLY property", nameof(cloud));
            header.Append(CultureInfo.InvariantCulture, $"property float {name}\n");
        }

        return header.Append("end_header\n").ToString();
    }
}
