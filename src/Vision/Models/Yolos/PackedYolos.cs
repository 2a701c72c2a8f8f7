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
    /// <param name="wanted">asked when the last block begins: of which patches (view * P + patch, ascending) watch is to see what that block
    /// gives; the others' rows are then from before it. None or null: of all</param>
    /// <param name="cancel">looked at between blocks</param>
    /// <returns>[V, Q, classes + 1] logits, [V, Q, 4] boxes</returns>
    public (float[] Logits, float[] Boxes) Run(
        float[] views, PictureSize size, int usedBlocks, TokenWatcher? watch, Func<int[]?>? wanted, CancellationToken cancel)
    {
        int width = _config.Width, tokens = _config.TableRows(size), last = usedBlocks - 1;
        var (start, middle) = _positions.For(size);
        int rows = views.Length / (3 * size.Height * size.Width) * tokens;
        using RentedFloats x = new(rows, width), projected = new(rows, 3 * width), attended = new(rows, width);
        Embed(views, size, start, x);                                                       // [V * S, D]
        ForRows(rows, (first, count) => _blocks[0].Project(x.Part(first, count), projected.Part(first, count)));
        for (int i = 0; i < last; i++)
        {
            cancel.ThrowIfCancellationRequested();
            PackedYolosBlock block = _blocks[i], next = _blocks[i + 1];
            float[]? positions = middle.Length > 0 ? middle[i] : null;
            TiledAttention.Run(
                projected.All, projected.All[width..], projected.All[(2 * width)..], attended.All,
                AttentionShape.PackedSelf(rows / tokens, tokens, _config.Heads, width / _config.Heads), _workers);
            ForRows(rows, (first, count) =>
            {
                Span<float> part = x.Part(first, count);
                block.Finish(part, attended.Part(first, count));
                if (positions is not null)
                    AddPositions(part, positions, first);
                next.Project(part, projected.Part(first, count));
            });
            watch?.Invoke(i, x.All);
        }

        cancel.ThrowIfCancellationRequested();
        RunLast(_blocks[last], x, projected, tokens, watch is null ? [] : wanted?.Invoke());
        watch?.Invoke(last, x.All);
        return Finish(x, tokens);
    }

    // Of the last block only the detection tokens and some patches are looked at; the others are no more than keys and values for them.
    private void RunLast(PackedYolosBlock block, RentedFloats x, RentedFloats projected, int tokens, int[]? patches)
    {
        int width = _config.Width;
        int[][] seen = [.. Enumerable.Range(0, x.Rows / tokens).Select(view => LastRows(view, tokens, patches))];
        int[] rows = [.. seen.SelectMany(view => view)];
        using RentedFloats few = new(rows.Length, width), queries = new(rows.Length, width), attended = new(rows.Length, width);
        for (int i = 0; i < rows.Length; i++)
        {
            x.Part(rows[i], 1).CopyTo(few.Part(i, 1));
            projected.Part(rows[i], 1)[..width].CopyTo(queries.Part(i, 1));
        }

        for (int view = 0, first = 0; view < seen.Length; first += seen[view++].Length)
        {
            Span<float> keys = projected.Part(view * tokens, tokens)[width..];
            AttentionShape shape = AttentionShape.PackedSelf(1, tokens, _config.Heads, width / _config.Heads) with
            {
                Queries = seen[view].Length,
                Stride = (width, 3 * width, 3 * width, width),
            };
            TiledAttention.Run(
                queries.Part(first, shape.Queries), keys, keys[width..], attended.Part(first, shape.Queries), shape, _workers);
        }

        ForRows(rows.Length, (first, count) => block.Finish(few.Part(first, count), attended.Part(first, count)));
        for (int i = 0; i < rows.Length; i++)
            few.Part(i, 1).CopyTo(x.Part(rows[i], 1));
    }

    // A view's rows that are looked at after the last block.
    private int[] LastRows(int view, int tokens, int[]? patches)
    {
        int first = view * tokens, perView = tokens - 1 - _config.DetectionTokens;
        if (patches is null)
            return [.. Enumerable.Range(first, tokens)];
        IEnumerable<int> own = patches.Where(patch => patch / perView == view).Select(patch => first + 1 + patch % perView);
        return [.. own, .. Enumerable.Range(first + 1 + perView, _config.DetectionTokens)];
    }

    private (float[] Logits, float[] Boxes) Finish(RentedFloats x, int tokens)
    {
        int width = _config.Width, queries = _config.DetectionTokens, views = x.Rows / tokens;
        float[] found = new float[views * queries * width];
        for (int view = 0; view < views; view++)
            _norm.RunHere(x.Part((view + 1) * tokens - queries, queries), found.AsSpan(view * queries * width, queries * width));

        float[] logits = new float[views * queries * (_config.Classes + 1)], boxes = new float[views * queries * 4];
        _classHead.Run(found, logits, workers: _workers);
        _boxHead.Run(found, boxes, workers: _workers);
        for (int i = 0; i < boxes.Length; i++)
            boxes[i] = 1 / (1 + MathF.Exp(-boxes[i]));
        return (logits, boxes);
    }

    // Class token, patches, detection tokens of each view, positions added.
    private void Embed(float[] views, PictureSize size, float[] positions, RentedFloats x)
    {
        int tokens = _config.TableRows(size);
        for (int view = 0; view < x.Rows / tokens; view++)
        {
            Span<float> all = x.Part(view * tokens, tokens);
            positions.CopyTo(all);
            RowMath.Add(all[.._config.Width], _classToken);
            RowMath.Add(all[^_detectionTokens.Length..], _detectionTokens);
            AddPatches(views, view, size, x, view * tokens + 1);
        }
    }

    private void AddPatches(float[] views, int view, PictureSize size, RentedFloats x, int start)
    {
        int columns = size.PatchColumns;
        _workers.For(size.PatchRows, row =>
        {
            float[] pixels = ArrayPool<float>.Shared.Rent(columns * _patches.Inputs);
            for (int column = 0; column < columns; column++)
                CutPatch(views, view, size, row, column, pixels.AsSpan(column * _patches.Inputs, _patches.Inputs));
            _patches.RunHere(pixels.AsSpan(0, columns * _patches.Inputs), x.Part(start + row * columns, columns), add: true);
            ArrayPool<float>.Shared.Return(pixels);
        });
    }

    // Channel by channel, row by row, as the convolution's weights are stored.
    private static void CutPatch(float[] views, int view, PictureSize size, int row, int column, Span<float> patch)
    {
        const int Side = YolosConfig.Patch;
        for (int channel = 0; channel < 3; channel++)
        {
            for (int y = 0; y < Side; y++)
            {
                int from = ((view * 3 + channel) * size.Height + row * Side + y) * size.Width + column * Side;
                views.AsSpan(from, Side).CopyTo(patch[((channel * Side + y) * Side)..]);
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
