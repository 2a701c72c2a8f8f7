using System.Runtime.Intrinsics;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>Averages light over 4 x 4 pixels of the same surface, so that few shadow rays a pixel are enough.</summary>
internal static class LightFilter
{
    private const float LeastCosine = 0.8f;         // between normals of a curved surface that are averaged
    private const float LargestStep = 0.05f;        // between their depths, in multiples of the depth

    /// <summary>Turns light into colour for rows of pixels: what the surface sends back, and what was there before.</summary>
    public static void Rows(int first, int end, RenderedView view, FrameBuffers buffers)
    {
        ReadOnlySpan<int> keys = buffers.Keys;
        ReadOnlySpan<Vector128<float>> surface = buffers.Surface;
        Span<Vector128<float>> colours = buffers.Colour;
        for (int y = first; y < end; y++)
        {
            for (int x = 0; x < view.Width; x++)
            {
                int pixel = y * view.Width + x;
                if (keys[pixel] == 0)
                    continue;
                Vector128<float> light = Average(x, y, view, buffers);
                view.Shading[pixel] = Luminance(light);
                Vector128<float> highlight = Vector128.Create(light[3], light[3], light[3], 0);
                colours[pixel] += surface[pixel] * light + highlight;
            }
        }
    }

    private static Vector128<float> Average(int x, int y, RenderedView view, FrameBuffers buffers)
    {
        ReadOnlySpan<Vector128<float>> light = buffers.Light;
        ReadOnlySpan<int> keys = buffers.Keys;
        int here = y * view.Width + x, key = keys[here], count = 0;
        int left = Math.Max(x - 2, 0), right = Math.Min(x + 1, view.Width - 1), bottom = Math.Min(y + 1, view.Height - 1);
        Vector128<float> sum = Vector128<float>.Zero;
        for (int row = Math.Max(y - 2, 0); row <= bottom; row++)
        {
            for (int pixel = row * view.Width + left; pixel <= row * view.Width + right; pixel++)
            {
                if (keys[pixel] != key || (key < 0 && !Alike(view, here, pixel)))
                    continue;
                sum += light[pixel];
                count++;
            }
        }

        return sum / Vector128.Create((float)count);
    }

    private static bool Alike(RenderedView view, int a, int b)
    {
        ReadOnlySpan<float> n = view.Normals.AsSpan(3 * a, 3), m = view.Normals.AsSpan(3 * b, 3);
        return n[0] * m[0] + n[1] * m[1] + n[2] * m[2] > LeastCosine
            && MathF.Abs(view.Depth[a] - view.Depth[b]) < LargestStep * view.Depth[a];
    }

    private static float Luminance(Vector128<float> rgb) => 0.2126f * rgb[0] + 0.7152f * rgb[1] + 0.0722f * rgb[2];
}
