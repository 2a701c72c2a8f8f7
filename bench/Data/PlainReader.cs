using System.IO.Compression;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.SunRgbd;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Bench.Data;

/// <summary>What the published loader does for a sample, step by step: whole arrays, every point augmented, then the choice.</summary>
internal static class PlainReader
{
    public static object Read(string root, string id, SampleDraw draw)
    {
        var folder = new PreparedFolder(root, "v1");
        double[] points = Array(folder.Cloud("train", id), 6, out int count), votes = Array(folder.VotesOf("train", id), 13, out _);
        double[] boxes = Npy.Read(folder.Boxes("train", id)).As<double>();
        var random = new Random(1);
        double angle = random.NextDouble() * Math.PI / 3 - Math.PI / 6, scale = random.NextDouble() * 0.3 + 0.85;
        var augmented = new double[count][];
        for (int i = 0; i < count; i++)
        {
            double x = -points[6 * i], y = points[6 * i + 1], z = points[6 * i + 2];
            augmented[i] =
            [
                (Math.Cos(angle) * x - Math.Sin(angle) * y) * scale, (Math.Sin(angle) * x + Math.Cos(angle) * y) * scale, z * scale,
                votes[13 * i], votes[13 * i + 10],
            ];
        }

        int[] order = [.. Enumerable.Range(0, count).OrderBy(_ => random.Next()).Take(draw.Points)];
        float[] rows = [.. order.SelectMany(i => augmented[i].Take(3).Select(v => (float)v))];
        return (rows, order.Select(i => (long)augmented[i][4]).ToArray(), boxes, draw.Views > 0 ? Planes(folder.Picture(id), draw.View!) : null);
    }

    private static double[] Array(string path, int columns, out int rows)
    {
        using ZipArchive zip = ZipFile.OpenRead(path);
        using Stream entry = zip.Entries[0].Open();
        var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        double[] values = Npy.Decode(bytes.ToArray(), path).As<double>();
        rows = values.Length / columns;
        return values;
    }

    private static float[] Planes(string path, ViewInput input)
    {
        Picture picture = PictureFile.Read(path);
        (int height, int width) = (input.Stretched!.Value.Height, input.Stretched.Value.Width);
        picture = Resize.HalfPixel(picture, width, height);
        float[] mean = Normalization.ImageNet.Mean, deviation = Normalization.ImageNet.Deviation, planes = new float[3 * width * height];
        for (int c = 0; c < 3; c++)
        {
            for (int i = 0; i < width * height; i++)
                planes[c * width * height + i] = (picture.Rgb[3 * i + c] / 255f - mean[c]) / deviation[c];
        }

        return planes;
    }
}
