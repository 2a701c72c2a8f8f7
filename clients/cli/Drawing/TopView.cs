using System.Numerics;

namespace Fuse3D.Cli.Drawing;

/// <summary>A cloud and its boxes seen from above, forward at the top; brighter points are higher.</summary>
internal static class TopView
{
    private const int Margin = 24;

    /// <param name="points">positions in upright axes: x right, y forward, z up, metres</param>
    /// <param name="size">width and height of the picture, pixels</param>
    public static Canvas Draw(ReadOnlySpan<Vector3> points, IEnumerable<DrawnBox> boxes, int size = 640)
    {
        Canvas canvas = Canvas.Blank(size, size, new(16, 18, 24));
        if (points.IsEmpty)
            return canvas;
        Vector3 low = new(float.MaxValue), high = new(float.MinValue);
        foreach (Vector3 point in points)
            (low, high) = (Vector3.Min(low, point), Vector3.Max(high, point));
        float scale = (size - 2 * Margin) / MathF.Max(0.1f, MathF.Max(high.X - low.X, high.Y - low.Y));
        Vector3 middle = (low + high) / 2;
        Vector2 Place(Vector3 p) => new(size / 2f + (p.X - middle.X) * scale, size / 2f - (p.Y - middle.Y) * scale);

        foreach (Vector3 point in points)
        {
            float height = (point.Z - low.Z) / MathF.Max(0.1f, high.Z - low.Z);
            byte tone = (byte)(90 + 140 * height);
            Vector2 at = Place(point);
            canvas.Fill((int)at.X, (int)at.Y, 2, 2, new((byte)(tone * 0.7f), tone, (byte)MathF.Min(255, tone * 1.15f)));
        }

        foreach (DrawnBox box in boxes)
            Footprint(canvas, box, Place);
        canvas.Line(new(Margin, size - 10), new(Margin + scale, size - 10), Rgb.Truth);
        canvas.Label(Margin, size - 34, "1 m", Rgb.Truth);
        return canvas;
    }

    private static void Footprint(Canvas canvas, DrawnBox box, Func<Vector3, Vector2> place)
    {
        for (int i = 0; i < 4; i++)
            canvas.Line(place(box.Corners[i]), place(box.Corners[(i + 1) % 4]), box.Colour);
        if (box.Label.Length > 0)
        {
            Vector2 corner = place(box.Corners[3]);
            canvas.Label((int)corner.X, (int)corner.Y - 16, box.Label, box.Colour, scale: 1);
        }
    }
}
