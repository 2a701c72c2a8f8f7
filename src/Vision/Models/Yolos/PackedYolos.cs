using System.Buffers;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.Packed;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Yolos;

/// <summary>Sees the tokens of all views as they stand after a block.</summary>
/// <param name="block">from 0</param>
/// <param name="tokens">[V * S, D]; valid during the call</param>
internal delegate void TokenWatcher(int block, ReadOnlySpan<float> tokens);

/// <summary>YOLOS for inference: chunks of rows on all workers, the same bits for any number of them.</summary>
/// <remarks>V views, P patches each, S = 1 + P + detection tokens, D channels.</remarks>
internal sealed class PackedYolos
{
    private const int ChunkRows = 64;

    private readonly YolosConfig _config;
    private readonly Workers _workers;
    private readonly float[] _classToken, _detectionTokens;
    private readonly PackedPositions _positions;
    private readonly PackedLinear _patches;
    private readonly PackedYolosBlock[] _blocks;
    private readonly PackedNorm _norm;
    private readonly RowMlp _classHead, _boxHead;

    public PackedYolos(WeightTable weights, YolosConfig config, Workers? workers = null)
    {
        _config = config;
        _workers = workers ?? Workers.Shared;
        _classToken = weights["backbone.cls_token"].Values;
        _detectionTokens = weights["backbone.det_token"].Values;
        _positions = new(weights, "backbone.", config);
        _patches = FoldedLayer.Of(weights, "backbone.patch_embed.proj").Pack();
        _blocks = [.. Enumerable.Range(0, config.Blocks).Select(i => new PackedYolosBlock(weights, $"backbone.blocks.{i}"))];
        _norm = PackedNorm.Of(weights, "backbone.norm", YolosBlock.NormEpsilon);
        _classHead = Head(weights, "class_embed");
        _boxHead = Head(weights, "bbox_embed");
    }

    public YolosConfig Config => _config;

    /// <summary>Runs the network on all views in step.</summary>
    /// <param name="views">[V, 3, H, W] normalised</param>
    /// <param name="usedBlocks">blocks to run; a middle position table follows every one but the last</param>
    /// <param name="watch">called after each block, its middle position table added</param>
    /// <param name="cancel">looked at between blocks</param>
    /// <returns>[V, Q, classes + 1] logits, [V, Q, 4] boxes</returns>
    public (float[] Logits, float[] Boxes) Run(
        ReadOnlySpan<float> views, PictureSize size, int usedBlocks, TokenWatcher? watch, CancellationToken cancel)
    {
        int width = _config.Width, tokens = _config.TableRows(size);
        var (start, middle) = _positions.For(size);
        float[] x = Embed(views, size, start);                                              // [V * S, D]
        int rows = x.Length / width;
        float[] projected = new float[3 * x.Length], attended = new float[x.Length];
        ForRows(rows, (first, count) => _blocks[0].Project(x.AsSpan(first * width, count * width), projected.AsSpan(3 * first * width, 3 * count * width)));
        for (int i = 0; i < usedBlocks; i++)
        {
            cancel.ThrowIfCancellationRequested();
            PackedYolosBlock block = _blocks[i];
            PackedYolosBlock? next = i + 1 < usedBlocks ? _blocks[i + 1] : null;
            float[]? positions = next is not null && middle.Length > 0 ? middle[i] : null;
            TiledAttention.Run(
                projected, projected.AsSpan(width), projected.AsSpan(2 * width), attended,
                AttentionShape.PackedSelf(rows / tokens, tokens, _config.Heads, width / _config.Heads), _workers);
            ForRows(rows, (first, count) =>
            {
                Span<float> part = x.AsSpan(first * width, count * width);
                block.Finish(part, attended.AsSpan(first * width, count * width));
                if (positions is not null)
                    AddPositions(part, positions, first);
                next?.Project(part, projected.AsSpan(3 * first * width, 3 * count * width));
            });
            watch?.Invoke(i, x);
        }

        return Finish(x, tokens);
    }

    private (float[] Logits, float[] Boxes) Finish(float[] x, int tokens)
    {
        int width = _config.Width, queries = _config.DetectionTokens, views = x.Length / width / tokens;
        float[] found = new float[views * queries * width];
        for (int view = 0; view < views; view++)
            _norm.RunHere(x.AsSpan(((view + 1) * tokens - queries) * width, queries * width), found.AsSpan(view * queries * width, queries * width));

        float[] logits = new float[views * queries * (_config.Classes + 1)], boxes = new float[views * queries * 4];
        _classHead.Run(found, logits, workers: _workers);
        _boxHead.Run(found, boxes, workers: _workers);
        for (int i = 0; i < boxes.Length; i++)
            boxes[i] = 1 / (1 + MathF.Exp(-boxes[i]));
        return (logits, boxes);
    }

    // Class token, patches, detection tokens of each view, positions added.
    private float[] Embed(ReadOnlySpan<float> views, PictureSize size, float[] positions)
    {
        int pixels = 3 * size.Height * size.Width, count = views.Length / pixels, width = _config.Width, tokens = _config.TableRows(size);
        var x = new float[count * tokens * width];
        for (int view = 0; view < count; view++)
        {
            Span<float> all = x.AsSpan(view * tokens * width, tokens * width);
            positions.CopyTo(all);
            RowMath.Add(all[..width], _classToken);
            RowMath.Add(all[^_detectionTokens.Length..], _detectionTokens);
            AddPatches(views.Slice(view * pixels, pixels).ToArray(), size, x, (view * tokens + 1) * width);
        }

        return x;
    }

    private void AddPatches(float[] picture, PictureSize size, float[] x, int start)
    {
        int width = _config.Width, columns = size.PatchColumns;
        _workers.For(size.PatchRows, row =>
        {
            float[] pixels = ArrayPool<float>.Shared.Rent(columns * _patches.Inputs);
            for (int column = 0; column < columns; column++)
                CutPatch(picture, size, row, column, pixels.AsSpan(column * _patches.Inputs, _patches.Inputs));
            _patches.RunHere(pixels.AsSpan(0, columns * _patches.Inputs), x.AsSpan(start + row * columns * width, columns * width), add: true);
            ArrayPool<float>.Shared.Return(pixels);
        });
    }

    // Channel by channel, row by row, as the convolution's weights are stored.
    private static void CutPatch(float[] picture, PictureSize size, int row, int column, Span<float> patch)
    {
        const int Side = YolosConfig.Patch;
        for (int channel = 0; channel < 3; channel++)
        {
            for (int y = 0; y < Side; y++)
            {
                int from = (channel * size.Height + row * Side + y) * size.Width + column * Side;
                picture.AsSpan(from, Side).CopyTo(patch[((channel * Side + y) * Side)..]);
            }
        }
    }

    // Every view has the same table.
    private void AddPositions(Span<float> part, float[] positions, int first)
    {
        int width = _config.Width;
        for (int at = 0; at < part.Length; at += width)
            RowMath.Add(part.Slice(at, width), positions.AsSpan((first * width + at) % positions.Length, width));
    }

    private void ForRows(int count, Action<int, int> body) =>
        _workers.For((count + ChunkRows - 1) / ChunkRows, chunk => body(chunk * ChunkRows, Math.Min(ChunkRows, count - chunk * ChunkRows)));

    private static RowMlp Head(WeightTable weights, string name) => new(
        FoldedLayer.Of(weights, $"{name}.layers.0").Pack(Activation.Relu),
        FoldedLayer.Of(weights, $"{name}.layers.1").Pack(Activation.Relu),
        FoldedLayer.Of(weights, $"{name}.layers.2").Pack());
}
