using System.Numerics;

namespace Fuse3D.Cli.Drawing;

/// <summary>Draws 3D boxes, 2D boxes and exchanged tokens on a camera's picture.</summary>
/// <param name="canvas">the picture</param>
/// <param name="project">a point of the cloud's frame to a 0-based pixel; null behind the camera</param>
internal sealed class PictureOverlay(Canvas canvas, Func<Vector3, Vector2?> project)
{
    private const int PiecesPerEdge = 24;   // edges that leave the view are cut piece by piece

    public void Box(DrawnBox box, int thickness = 2)
    {
        foreach (var (from, to) in DrawnBox.Edges)
            Edge(box.Corners[from], box.Corners[to], box.Colour, thickness);
        if (box.Label.Length > 0 && box.Corners.Select(project).Where(pixel => pixel is not null).Select(pixel => pixel!.Value).ToArray() is { Length: > 0 } seen)
        {
            Vector2 top = seen.MinBy(pixel => pixel.Y);
            canvas.Label((int)top.X, (int)top.Y - 18, box.Label, box.Colour);
        }
    }

    /// <summary>Each seed as a square: grey where no layer replaced its token, warmer the more layers did.</summary>
    /// <param name="replaced">for each seed, the share of layers that replaced it, 0..1; negative: no view sees it</param>
    public void Tokens(ReadOnlySpan<Vector3> seeds, ReadOnlySpan<float> replaced)
    {
        for (int i = 0; i < seeds.Length; i++)
        {
            if (replaced[i] < 0 || project(seeds[i]) is not { } pixel)
                continue;
            Rgb colour = replaced[i] == 0 ? new(150, 150, 150) : new(255, (byte)(210 - 180 * replaced[i]), 30);
            int reach = replaced[i] == 0 ? 1 : 3;
            canvas.Fill((int)pixel.X - reach, (int)pixel.Y - reach, 2 * reach + 1, 2 * reach + 1, colour);
        }
    }

    private void Edge(Vector3 from, Vector3 to, Rgb colour, int thickness)
    {
        Vector2? last = project(from);
        for (int i = 1; i <= PiecesPerEdge; i++)
        {
            Vector2? next = project(Vector3.Lerp(from, to, (float)i / PiecesPerEdge));
            if (last is { } a && next is { } b)
                canvas.Line(a, b, colour, thickness);
            last = next;
        }
    }
}
