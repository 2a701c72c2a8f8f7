using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Rooms;

/// <summary>Many looks into rooms in one picture, row by row, with a light line between them.</summary>
public static class ContactSheet
{
    private const int Line = 4;

    /// <param name="views">of one size; the last row may be short</param>
    public static Picture Of(IReadOnlyList<RenderedView> views, int columns) =>
        Of([.. views.Select(view => new Picture(view.Width, view.Height, view.Rgb))], columns);

    /// <inheritdoc cref="Of(IReadOnlyList{RenderedView}, int)"/>
    public static Picture Of(IReadOnlyList<Picture> pictures, int columns)
    {
        if (pictures.Count == 0 || columns < 1)
            throw new ArgumentException(
                $"{pictures.Count} pictures in {columns} columns make no sheet; at least one of each is needed", nameof(pictures));
        (int width, int height) = (pictures[0].Width, pictures[0].Height);
        int rows = (pictures.Count + columns - 1) / columns, sheetWidth = columns * (width + Line) - Line,
            sheetHeight = rows * (height + Line) - Line;
        var rgb = new byte[sheetWidth * sheetHeight * 3];
        rgb.AsSpan().Fill(255);
        for (int i = 0; i < pictures.Count; i++)
        {
            Picture picture = pictures[i];
            if ((picture.Width, picture.Height) != (width, height))
                throw new ArgumentException(
                    $"picture {i} has {picture.Width} x {picture.Height} pixels, the first {width} x {height}", nameof(pictures));
            int left = i % columns * (width + Line), top = i / columns * (height + Line);
            for (int row = 0; row < height; row++)
                picture.Rgb.AsSpan(row * width * 3, width * 3).CopyTo(rgb.AsSpan(((top + row) * sheetWidth + left) * 3));
        }

        return new Picture(sheetWidth, sheetHeight, rgb);
    }
}
