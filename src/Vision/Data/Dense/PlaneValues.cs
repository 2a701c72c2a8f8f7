using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Dense;

/// <summary>Ways from stored pixels to planes [3, H, W]. One channel gives three equal planes. Computed in double, kept as float.</summary>
internal static class PlaneValues
{
    private const int Planes = 3;
    private static readonly double[] Mean = [0.485, 0.456, 0.406], Deviation = [0.229, 0.224, 0.225];

    /// <summary>(v / 255 - mean) / deviation</summary>
    public static float[] ImageNet(Raster<ushort> pixels) => Fill(pixels, (v, plane) => (v * (1.0 / 255) - Mean[plane]) / Deviation[plane]);

    public static Func<Raster<ushort>, float[]> Times(double factor) => Each(v => v * factor);

    public static Func<Raster<ushort>, float[]> Each(Func<ushort, double> value) => pixels => Fill(pixels, (v, _) => value(v));

    /// <summary>Least and largest of the whole picture as 0 and 255; 0 where they are the same.</summary>
    public static float[] Stretched(Raster<ushort> pixels)
    {
        int least = pixels.Values.Min(), range = Math.Max(pixels.Values.Max() - least, 1);
        return Fill(pixels, (v, _) => (double)(v - least) * 255 / range);
    }

    private static float[] Fill(Raster<ushort> pixels, Func<ushort, int, double> value)
    {
        int count = pixels.Width * pixels.Height, channels = pixels.Channels;
        if (channels is not (1 or Planes))
            throw new ArgumentException($"{channels} channels are not one or three", nameof(pixels));
        var planes = new float[Planes * count];
        for (int i = 0; i < planes.Length; i++)
            planes[i] = (float)value(pixels.Values[i % count * channels + i / count % channels], i / count);
        return planes;
    }
}
