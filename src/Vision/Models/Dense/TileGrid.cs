namespace Fuse3D.Vision.Models.Dense;

/// <summary>A part of a side that goes through a network at once, and what of it counts.</summary>
/// <param name="Start">first pixel</param>
/// <param name="From">first pixel that counts, from the side's start</param>
/// <param name="To">behind the last pixel that counts</param>
internal readonly record struct TileSpan(int Start, int Length, int From, int To);

/// <summary>Tiles of a picture, row by row: all of one size, evenly apart, each counting up to the middle of what it shares with the next.</summary>
/// <param name="Rows">along the height</param>
/// <param name="Columns">along the width</param>
internal sealed record TileGrid(IReadOnlyList<TileSpan> Rows, IReadOnlyList<TileSpan> Columns)
{
    private const int Multiple = 32;

    public bool IsWhole => Rows.Count == 1 && Columns.Count == 1;

    public IEnumerable<(TileSpan Row, TileSpan Column)> Tiles => Rows.SelectMany(row => Columns.Select(column => (row, column)));

    /// <param name="maxPixels">of a tile; a picture of no more is one tile</param>
    /// <param name="overlap">least pixels that neighbours share</param>
    /// <param name="multiple">of which sides of tiles are to be where the picture is larger</param>
    public static TileGrid Of(int height, int width, int maxPixels, int overlap, int multiple)
    {
        if ((long)height * width <= maxPixels)
            return new(Along(height, height, 0), Along(width, width, 0));
        int step = Math.Max(multiple, Multiple), square = Math.Max(1, (int)Math.Sqrt(maxPixels) / step) * step;
        int rows = Math.Min(height, square), columns = Math.Min(width, square);
        return new(Along(height, rows, Math.Min(overlap, rows / 2)), Along(width, columns, Math.Min(overlap, columns / 2)));
    }

    private static TileSpan[] Along(int side, int length, int overlap)
    {
        if (length >= side)
            return [new(0, side, 0, side)];
        int count = 1 + (side - length + length - overlap - 1) / (length - overlap);
        int[] starts = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * (side - length) / (count - 1)))];
        int[] cuts = [0, .. starts.Skip(1).Select((start, i) => (starts[i] + length + start) / 2), side];
        return [.. starts.Select((start, i) => new TileSpan(start, length, cuts[i], cuts[i + 1]))];
    }
}
