namespace Fuse3D.Vision.Formats;

/// <summary>The picture size that YOLOS evaluates at.</summary>
/// <param name="Size">pixels of the short side</param>
/// <param name="MaxSize">the most pixels of the long side before both sides are rounded down</param>
public sealed record ResizeRule(int Size, int MaxSize)
{
    private const int Patch = 16;

    /// <summary>The published rule for a size: the long side at most 1333/800 of the short one.</summary>
    public static ResizeRule For(int size) => new(size, size * 1333 / 800);

    /// <summary>The size of a picture after resizing: multiples of 16, the aspect kept up to that.</summary>
    public (int Width, int Height) Apply(int width, int height)
    {
        int small = Math.Min(width, height), large = Math.Max(width, height), size = Size;
        if ((double)large / small * size > MaxSize)
            size = (int)Math.Round(MaxSize * (double)small / large);   // half to even
        if (small != size)
            (small, large) = (size, (int)(size * (double)large / small));
        (small, large) = (small / Patch * Patch, large / Patch * Patch);
        if (small == 0)
            throw new InvalidInputException(
                $"a picture of {width} x {height} pixels is too narrow: a side would fall below {Patch} pixels");
        return width < height ? (small, large) : (large, small);
    }
}
