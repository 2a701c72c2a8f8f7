using System.Buffers;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.Packed;

namespace Fuse3D.Vision.Models.GroupFree;

/// <summary>All decoder layers and their heads for inference.</summary>
/// <remarks>C channels, Q candidates, P keys, L layers.</remarks>
internal sealed class PackedDecoder(WeightTable weights, GroupFreeConfig config, PackedHead[] heads, Workers workers)
{
    private const int ChunkRows = 32;       // eight chunks of the usual 256 candidates

    private readonly PackedDecoderLayer[] _layers =
        [.. Enumerable.Range(0, config.DecoderLayers).Select(i => new PackedDecoderLayer(weights, $"decoder.{i}", config))];

    /// <returns>[L][Q, outputs] of each layer's head</returns>
    public float[][] Run(PackedCandidates candidates, KeyExchange? exchange, CancellationToken cancel)
    {
        int queries = candidates.Picked.Length, channels = config.Channels, width = heads[0].Width;
        int places = config.SelfPosition == PositionInput.Box ? 6 : 3;
        using RentedFloats x = new(queries, channels), placed = new(queries, channels), projected = new(queries, 3 * channels);
        using RentedFloats attended = new(queries, channels), looked = new(queries, channels);
        using RentedFloats keyValues = ProjectKeys(candidates, exchange);
        candidates.Query.CopyTo(x.All);
        int keys = keyValues.Rows / _layers.Length;
        float[] current = candidates.Proposals;
        var outputs = new float[_layers.Length][];
        for (int i = 0; i < _layers.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            PackedDecoderLayer layer = _layers[i];
            PackedHead head = heads[i];
            float[] before = current, after = new float[queries * width];
            ForRows(queries, (first, rows) =>
            {
                Span<float> position = stackalloc float[ChunkRows * 6];
                for (int row = 0; row < rows; row++)
                {
                    int at = first + row;
                    head.Position(candidates.Xyz.AsSpan(at * 3, 3), before.AsSpan(at * width, width), position.Slice(row * places, places));
                }

                layer.ProjectSelf(x.Part(first, rows), position[..(rows * places)], placed.Part(first, rows), projected.Part(first, rows));
            });
            TiledAttention.Run(
                projected.All, projected.All[channels..], projected.All[(2 * channels)..], attended.All,
                AttentionShape.PackedSelf(1, queries, config.Heads, channels / config.Heads), workers);
            ForRows(queries, (first, rows) => layer.FinishSelf(x.Part(first, rows), attended.Part(first, rows), placed.Part(first, rows)));
            Span<float> keyValue = keyValues.Part(i * keys, keys);
            TiledAttention.Run(attended.All, keyValue, keyValue[channels..], looked.All, CrossShape(queries, keys), workers);
            ForRows(queries, (first, rows) =>
            {
                layer.FinishCross(x.Part(first, rows), looked.Part(first, rows));
                head.Run(x.Part(first, rows), after.AsSpan(first * width, rows * width));
            });
            outputs[i] = current = after;
        }

        return outputs;
    }

    // The keys do not depend on the candidates, so those of all layers are projected at once.
    private RentedFloats ProjectKeys(PackedCandidates candidates, KeyExchange? exchange)
    {
        int keys = candidates.Keys.Length / config.Channels, channels = config.Channels;
        int chunks = (keys + ChunkRows - 1) / ChunkRows;
        var keyValues = new RentedFloats(_layers.Length * keys, 2 * channels);
        int[]?[] rowOf = [.. _layers.Select((_, i) => exchange?.RowOf(i, keys))];
        workers.For(_layers.Length * chunks, piece =>
        {
            int layer = piece / chunks, first = piece % chunks * ChunkRows, rows = Math.Min(ChunkRows, keys - first);
            float[] rented = ArrayPool<float>.Shared.Rent(rows * channels);
            Span<float> work = rented.AsSpan(0, rows * channels);
            ReadOnlySpan<float> scores = exchange is null ? [] : exchange.Scores.AsSpan(layer * keys + first, rows);
            Keep(candidates.Keys.AsSpan(first * channels, rows * channels), scores, work);
            if (config.ReplacedKeyPositions)
                Replace(work, exchange?.Rows[layer], rowOf[layer], first);
            _layers[layer].PlaceKeys(work, candidates.Seeds.SeedXyz.AsSpan(first * 3, rows * 3));
            if (!config.ReplacedKeyPositions)
                Replace(work, exchange?.Rows[layer], rowOf[layer], first);
            _layers[layer].ProjectKeys(work, keyValues.Part(layer * keys + first, rows));
            ArrayPool<float>.Shared.Return(rented);
        });
        return keyValues;
    }

    /// <param name="keys">[rows, C]</param>
    /// <param name="scores">[rows] factors; empty: the keys as they are</param>
    private void Keep(ReadOnlySpan<float> keys, ReadOnlySpan<float> scores, Span<float> work)
    {
        if (scores.IsEmpty)
            keys.CopyTo(work);
        for (int row = 0; row < scores.Length; row++)
            RowMath.Times(keys.Slice(row * config.Channels, config.Channels), scores[row], work.Slice(row * config.Channels, config.Channels));
    }

    /// <param name="work">[rows, C] keys from <paramref name="first"/> on</param>
    /// <param name="given">[n, C] what replaces some of them; null: none are</param>
    private void Replace(Span<float> work, float[]? given, int[]? rowOf, int first)
    {
        int channels = config.Channels;
        for (int row = 0; given is not null && row < work.Length / channels; row++)
        {
            if (rowOf![first + row] is >= 0 and int other)
                given.AsSpan(other * channels, channels).CopyTo(work.Slice(row * channels, channels));
        }
    }

    // Keys and values stand side by side.
    private AttentionShape CrossShape(int queries, int keys) => new()
    {
        Batch = 1,
        Heads = config.Heads,
        HeadSize = config.Channels / config.Heads,
        Queries = queries,
        Keys = keys,
        Stride = (config.Channels, 2 * config.Channels, 2 * config.Channels, config.Channels),
    };

    private void ForRows(int count, Action<int, int> body) =>
        workers.For((count + ChunkRows - 1) / ChunkRows, chunk => body(chunk * ChunkRows, Math.Min(ChunkRows, count - chunk * ChunkRows)));
}
