namespace Fuse3D.Vision.Geometry;

/// <summary>
/// How an image network cuts its input into square patches. What does not fill a patch at the right and lower edge is lost.
/// </summary>
/// <param name="Width">pixels of the network's input</param>
/// <param name="Height">pixels of the network's input</param>
/// <param name="Patch">pixels of a side</param>
public sealed record PatchGrid(int Width, int Height, int Patch = 16)
{
    public int Columns => Width / Patch;

    public int Rows => Height / Patch;

    public int Count => Columns * Rows;

    /// <summary>The patch of a pixel, row by row; pixels in the lost edge belong to the nearest patch.</summary>
    public int IndexOf(int column, int row) =>
        Math.Clamp(row / Patch, 0, Rows - 1) * Columns + Math.Clamp(column / Patch, 0, Columns - 1);
}
