namespace Fuse3D.Vision.Formats;

/// <summary>A picture of any kind of value: rows from the top, the channels of a pixel beside each other, no padding.</summary>
/// <typeparam name="T">byte of labels; ushort of everything that a PNG can hold</typeparam>
public sealed class Raster<T>
    where T : unmanaged
{
    /// <param name="values">height * width * channels; kept, not copied</param>
    public Raster(int width, int height, int channels, T[] values)
    {
        if (width < 1 || height < 1 || channels < 1 || values.Length != (long)width * height * channels)
            throw new ArgumentException($"{values.Length} values are not {width} x {height} pixels of {channels}", nameof(values));
        (Width, Height, Channels, Values) = (width, height, channels, values);
    }

    public int Width { get; }

    public int Height { get; }

    public int Channels { get; }

    /// <summary>[Height, Width, Channels]</summary>
    public T[] Values { get; }

    /// <summary>For messages: "640 x 480".</summary>
    public string Size => $"{Width} x {Height}";

    /// <summary>As a mirror shows it: left is right.</summary>
    public Raster<T> Mirrored() => Take(Width, Height, x => Width - 1 - x, y => y);

    /// <summary>A rectangle cut out; it must lie inside.</summary>
    public Raster<T> Part(int left, int top, int width, int height) =>
        left >= 0 && top >= 0 && left <= Width - width && top <= Height - height
            ? Take(width, height, x => left + x, y => top + y)
            : throw new ArgumentException($"{width} x {height} pixels at ({left}, {top}) are not inside {Size}");

    /// <summary>With a frame around it; itself where the frame has no width.</summary>
    /// <param name="columns">at the left, and as many at the right</param>
    /// <param name="rows">above, and as many below</param>
    /// <param name="value">[Channels] of the frame's pixels</param>
    public Raster<T> Framed(int columns, int rows, ReadOnlySpan<T> value)
    {
        if (columns == 0 && rows == 0)
            return this;
        int width = Width + 2 * columns, height = Height + 2 * rows;
        var values = new T[width * height * Channels];
        for (int i = 0; i < values.Length; i++)
            values[i] = value[i % Channels];
        for (int y = 0; y < Height; y++)
            Row(y).CopyTo(values.AsSpan(((y + rows) * width + columns) * Channels));
        return new(width, height, Channels, values);
    }

    /// <summary>Nearest as OpenCV has it: pixel i shows pixel ⌊i · step⌋, or the last.</summary>
    /// <param name="columnStep">columns from one pixel to the next</param>
    /// <param name="rowStep">rows from one pixel to the next</param>
    public Raster<T> Nearest(int width, int height, double columnStep, double rowStep) => Take(
        width, height, x => Math.Min((int)(x * columnStep), Width - 1), y => Math.Min((int)(y * rowStep), Height - 1));

    /// <summary>One channel as several equal ones; itself if it has several.</summary>
    public Raster<T> Spread(int channels)
    {
        if (Channels != 1)
            return this;
        var values = new T[Values.Length * channels];
        for (int i = 0; i < values.Length; i++)
            values[i] = Values[i / channels];
        return new(Width, Height, channels, values);
    }

    internal ReadOnlySpan<T> Row(int y) => Values.AsSpan(y * Width * Channels, Width * Channels);

    private Raster<T> Take(int width, int height, Func<int, int> column, Func<int, int> row)
    {
        int[] from = [.. Enumerable.Range(0, width).Select(x => column(x) * Channels)];
        var values = new T[width * height * Channels];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<T> source = Row(row(y));
            Span<T> target = values.AsSpan(y * width * Channels, width * Channels);
            for (int x = 0; x < width; x++)
                source.Slice(from[x], Channels).CopyTo(target[(x * Channels)..]);
        }

        return new(width, height, Channels, values);
    }
}
