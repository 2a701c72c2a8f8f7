namespace Fuse3D.Vision.Formats;

/// <summary>A 16-bit picture with one value per pixel, as depth cameras give it: rows from the top, no padding.</summary>
public sealed class DepthImage
{
    /// <param name="values">width * height values; kept, not copied</param>
    public DepthImage(int width, int height, ushort[] values)
    {
        if (width < 1 || height < 1 || values.Length != (long)width * height)
            throw new ArgumentException($"{values.Length} values are not {width} x {height} pixels", nameof(values));
        (Width, Height, Values) = (width, height, values);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>[Height, Width] in the sensor's unit, often millimetres; 0 where nothing was measured.</summary>
    public ushort[] Values { get; }
}
