using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>How strongly the picture changes around each pixel: Sobel's operator on luminance.</summary>
internal static class PictureEdges
{
    private const float OfStep = 4;                 // what the operator gives at a border between black and white along an axis

    /// <param name="luminance">[H, W] of the encoded picture, 0..1</param>
    public static void Rows(int first, int end, RenderedView view, ReadOnlySpan<float> luminance)
    {
        int width = view.Width;
        for (int y = first; y < end; y++)
        {
            ReadOnlySpan<float> above = luminance.Slice(Math.Max(y - 1, 0) * width, width);
            ReadOnlySpan<float> here = luminance.Slice(y * width, width);
            ReadOnlySpan<float> below = luminance.Slice(Math.Min(y + 1, view.Height - 1) * width, width);
            Span<float> edges = view.TextureEdges.AsSpan(y * width, width);
            for (int x = 0; x < width; x++)
            {
                int left = Math.Max(x - 1, 0), right = Math.Min(x + 1, width - 1);
                float across = above[right] - above[left] + 2 * (here[right] - here[left]) + below[right] - below[left];
                float down = below[left] - above[left] + 2 * (below[x] - above[x]) + below[right] - above[right];
                edges[x] = MathF.Min(1, MathF.Sqrt(across * across + down * down) / OfStep);
            }
        }
    }
}
