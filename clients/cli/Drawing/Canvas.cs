using System.Numerics;

namespace Fuse3D.Cli.Drawing;

/// <summary>An RGB picture to draw on; whatever falls outside is clipped.</summary>
/// <param name="width">columns</param>
/// <param name="height">rows</param>
/// <param name="rgb">[height, width, 3] bytes, drawn on in place</param>
internal sealed class Canvas(int width, int height, byte[] rgb)
{
    public int Width => width;

    public int Height => height;

    public byte[] Rgb => rgb;

    public static Canvas Blank(int width, int height, Rgb colour)
    {
        Canvas canvas = new(width, height, new byte[width * height * 3]);
        canvas.Fill(0, 0, width, height, colour);
        return canvas;
    }

    public void Dot(int x, int y, Rgb colour)
    {
        if ((uint)x >= (uint)width || (uint)y >= (uint)height)
            return;
        int at = 3 * (y * width + x);
        (rgb[at], rgb[at + 1], rgb[at + 2]) = (colour.R, colour.G, colour.B);
    }

    public void Fill(int left, int top, int columns, int rows, Rgb colour)
    {
        for (int y = Math.Max(top, 0); y < Math.Min(top + rows, height); y++)
        {
            for (int x = Math.Max(left, 0); x < Math.Min(left + columns, width); x++)
                Dot(x, y, colour);
        }
    }

    /// <summary>A straight line, about <paramref name="thickness"/> pixels wide.</summary>
    public void Line(Vector2 from, Vector2 to, Rgb colour, int thickness = 2)
    {
        if (!Clip(ref from, ref to))
            return;
        int steps = (int)MathF.Ceiling(Vector2.Distance(from, to)) + 1;
        for (int i = 0; i <= steps; i++)
        {
            Vector2 at = Vector2.Lerp(from, to, (float)i / steps);
            Fill((int)MathF.Round(at.X) - thickness / 2, (int)MathF.Round(at.Y) - thickness / 2, thickness, thickness, colour);
        }
    }

    public void Rectangle(Vector2 low, Vector2 high, Rgb colour, int thickness = 2)
    {
        Vector2 topRight = new(high.X, low.Y), bottomLeft = new(low.X, high.Y);
        Line(low, topRight, colour, thickness);
        Line(topRight, high, colour, thickness);
        Line(high, bottomLeft, colour, thickness);
        Line(bottomLeft, low, colour, thickness);
    }

    /// <summary>Text with a dark plate behind it; the corner given is its upper left one.</summary>
    public void Label(int x, int y, string text, Rgb colour, int scale = 2)
    {
        x = Math.Clamp(x, 0, Math.Max(0, width - (Glyphs.Columns + 1) * scale * text.Length));
        y = Math.Clamp(y, 0, Math.Max(0, height - (Glyphs.Rows + 2) * scale));
        Fill(x, y, (Glyphs.Columns + 1) * scale * text.Length + scale, (Glyphs.Rows + 2) * scale, new(24, 24, 28));
        foreach (char letter in text)
        {
            for (int row = 0; row < Glyphs.Rows; row++)
            {
                for (int column = 0; column < Glyphs.Columns; column++)
                {
                    if (Glyphs.IsSet(letter, row, column))
                        Fill(x + (column + 1) * scale, y + (row + 1) * scale, scale, scale, colour);
                }
            }

            x += (Glyphs.Columns + 1) * scale;
        }
    }

    /// <summary>Liang and Barsky: cuts the segment to the picture; false when nothing of it is inside.</summary>
    private bool Clip(ref Vector2 from, ref Vector2 to)
    {
        if (!float.IsFinite(from.X + from.Y + to.X + to.Y))
            return false;
        double x = from.X, y = from.Y, across = to.X - x, down = to.Y - y, enter = 0, leave = 1;
        ReadOnlySpan<(double Towards, double Room)> edges = [(-across, x), (across, width - 1 - x), (-down, y), (down, height - 1 - y)];
        foreach (var (towards, room) in edges)
        {
            if (towards == 0 && room < 0)
                return false;
            if (towards < 0)
                enter = Math.Max(enter, room / towards);
            else if (towards > 0)
                leave = Math.Min(leave, room / towards);
        }

        from = new((float)(x + enter * across), (float)(y + enter * down));
        to = new((float)(x + leave * across), (float)(y + leave * down));
        return enter <= leave;
    }
}

/// <summary>A colour, 0..255 each.</summary>
internal readonly record struct Rgb(byte R, byte G, byte B)
{
    private static readonly Rgb[] Wheel =
    [
        new(230, 75, 60), new(60, 160, 235), new(245, 190, 50), new(80, 200, 120), new(170, 110, 220), new(240, 130, 40),
        new(60, 200, 200), new(235, 110, 170), new(150, 200, 60), new(120, 130, 240),
    ];

    public static Rgb Truth => new(250, 250, 250);

    /// <summary>One colour per class, repeating after ten.</summary>
    public static Rgb OfClass(int index) => Wheel[index % Wheel.Length];
}
