using System.Runtime.InteropServices;
using Fuse3D.V1;
using Fuse3D.Vision.Data;
using Vector3 = System.Numerics.Vector3;

namespace Fuse3D.Cli.Drawing;

/// <summary>Which seed points took over the picture's tokens, drawn on the darkened picture.</summary>
internal static class TokenMap
{
    /// <summary>Null when the reply does not say (<see cref="DetectOptions.IncludeExchange"/>).</summary>
    public static Canvas? Draw(FrameView view, ExchangeSummary? exchange)
    {
        if (Find(exchange, "seed_xyz") is not { } xyz || Find(exchange, "replaced") is not { } replaced || Find(exchange, "seed_view") is not { } views)
            return null;
        Vector3[] seeds = MemoryMarshal.Cast<byte, Vector3>(xyz.Inline.Span).ToArray();
        int[] seenBy = MemoryMarshal.Cast<byte, int>(views.Inline.Span).ToArray();
        ReadOnlySpan<byte> flags = replaced.Inline.Span;   // [L, P]
        int layers = (int)replaced.Shape[0];
        float[] share = new float[seeds.Length];
        for (int seed = 0; seed < seeds.Length; seed++)
        {
            int count = 0;
            for (int layer = 0; layer < layers; layer++)
                count += flags[layer * seeds.Length + seed] != 0 ? 1 : 0;
            share[seed] = seenBy[seed] < 0 ? -1 : (float)count / layers;
        }

        Canvas canvas = new(view.Picture.Width, view.Picture.Height, [.. view.Picture.Rgb.Select(value => (byte)(value / 3))]);
        new PictureOverlay(canvas, Requests.Projection(view)).Tokens(seeds, share);
        canvas.Label(8, 8, $"{exchange!.Layers.Sum(layer => layer.Replaced)} of {layers * seeds.Length} tokens exchanged", Rgb.Truth);
        return canvas;
    }

    private static Tensor? Find(ExchangeSummary? exchange, string name) =>
        exchange?.Tensors.FirstOrDefault(tensor => tensor.Name == name)?.Tensor;
}
