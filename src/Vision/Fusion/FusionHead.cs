using System.Buffers;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.Packed;
using Fuse3D.Vision.Models.TokenFusion;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>Score nets, projections and mixtures of all layers, packed for the CPU.</summary>
/// <remarks>L decoder layers, P seeds, C and D channels of keys and picture tokens.</remarks>
public sealed class FusionHead : IFusionHead
{
    private const int ChunkRows = 64;

    private readonly TokenFusionConfig _config;
    private readonly Workers _workers;
    private readonly ScoreNet[] _scores;            // none in an exchange without scores
    private readonly RowMlp[] _projections;
    private readonly PackedLinear[] _mixtures;      // of key and token; none where tokens replace keys

    /// <param name="weights">the fusion's part of a checkpoint</param>
    /// <param name="config">the fused detector's, with an exchange</param>
    /// <param name="workers">null: the shared ones</param>
    public FusionHead(WeightTable weights, TokenFusionConfig config, Workers? workers = null)
    {
        _config = config;
        _workers = workers ?? Workers.Shared;
        int[] layers = [.. Enumerable.Range(0, config.Points.DecoderLayers)];
        _scores = config.Kind == ExchangeKind.Scored ? [.. layers.Select(i => new ScoreNet(weights, $"score_predictor.{i}.score_nets"))] : [];
        _projections = [.. layers.Select(i => Projection(weights, $"img2point_proj.{i}.layers"))];
        _mixtures = config.Kind == ExchangeKind.Concat ? [.. layers.Select(i => FoldedLayer.Of(weights, $"concat_proj.{i}").Pack())] : [];
    }

    public int Layers => _config.Points.DecoderLayers;

    public Task<KeyScores> ScoreAsync(Tensor keys, PatchMap patches, CancellationToken cancel)
    {
        if (_config.Kind != ExchangeKind.Scored)
            return Task.FromResult(KeyScores.Unscored(_config, keys, patches));
        int seeds = (int)keys.shape[0], channels = (int)keys.shape[1], chunks = (seeds + ChunkRows - 1) / ChunkRows;
        float[] rows = keys.ToFloats(), scores = new float[Layers * seeds];
        _workers.For(Layers * chunks, piece =>
        {
            int layer = piece / chunks, first = piece % chunks * ChunkRows, count = Math.Min(ChunkRows, seeds - first);
            _scores[layer].Run(rows.AsSpan(first * channels, count * channels), scores.AsSpan(layer * seeds + first, count));
        });
        return Task.FromResult(KeyScores.Of(scores, Layers, _config.Threshold, patches));
    }

    public Task<TokenExchange> ExchangeAsync(KeyScores scores, IImageSession image, CancellationToken cancel) =>
        scores.ExchangeAsync(image, (layer, wanted, tokens) => Task.FromResult(Replace(layer, scores, wanted, tokens)), cancel);

    public void Dispose()
    {
        // Packed weights are plain arrays.
    }

    private LayerReplacement Replace(int layer, KeyScores scores, int[] wanted, Tensor tokens)
    {
        RowMlp projection = _projections[layer];
        int[] seeds = scores.Pruned[layer];
        int width = projection.Inputs, channels = projection.Outputs;
        float[] given = tokens.ToFloats();
        if (given.Length != wanted.Length * width)
        {
            throw new InvalidOperationException(
                $"layer {layer}: {wanted.Length} tokens of {width} channels were asked for; {given.Length} numbers came");
        }

        var rows = new float[seeds.Length * channels];
        _workers.For((seeds.Length + ChunkRows - 1) / ChunkRows, chunk =>
        {
            int first = chunk * ChunkRows, count = Math.Min(ChunkRows, seeds.Length - first);
            float[] means = ArrayPool<float>.Shared.Rent(count * width);
            for (int i = 0; i < count; i++)
                Mean(scores.Patches, seeds[first + i], wanted, given, means.AsSpan(i * width, width));
            projection.RunHere(means.AsSpan(0, count * width), rows.AsSpan(first * channels, count * channels));
            ArrayPool<float>.Shared.Return(means);
            if (_mixtures.Length > 0)
                Mix(layer, scores.Keys!, seeds.AsSpan(first, count), rows.AsSpan(first * channels, count * channels));
        });
        return new(seeds, tensor(rows, [seeds.Length, channels]).DetachFromDisposeScope());
    }

    /// <param name="keys">[P, C]</param>
    /// <param name="rows">[n, C] projected tokens of the seeds; overwritten</param>
    private void Mix(int layer, float[] keys, ReadOnlySpan<int> seeds, Span<float> rows)
    {
        int channels = rows.Length / seeds.Length;
        float[] rented = ArrayPool<float>.Shared.Rent(2 * rows.Length);
        Span<float> both = rented.AsSpan(0, 2 * rows.Length);                               // [n, 2C] key, then token
        for (int i = 0; i < seeds.Length; i++)
        {
            keys.AsSpan(seeds[i] * channels, channels).CopyTo(both[(2 * i * channels)..]);
            rows.Slice(i * channels, channels).CopyTo(both[((2 * i + 1) * channels)..]);
        }

        _mixtures[layer].RunHere(both, rows);
        ArrayPool<float>.Shared.Return(rented);
    }

    // Over the views that see the seed.
    private static void Mean(PatchMap patches, int seed, int[] wanted, float[] given, Span<float> mean)
    {
        int seen = 0;
        mean.Clear();
        for (int view = 0; view < patches.Views; view++)
        {
            int patch = patches.Patches[view * patches.Seeds + seed];
            if (patch < 0)
                continue;
            int row = Array.BinarySearch(wanted, view * patches.PatchesPerView + patch);
            RowMath.Add(mean, given.AsSpan(row * mean.Length, mean.Length));
            seen++;
        }

        if (seen > 1)
        {
            for (int i = 0; i < mean.Length; i++)
                mean[i] /= seen;
        }
    }

    private static RowMlp Projection(WeightTable weights, string name) => new(
        FoldedLayer.Of(weights, $"{name}.0").Pack(Activation.Relu),
        FoldedLayer.Of(weights, $"{name}.1").Pack(Activation.Relu),
        FoldedLayer.Of(weights, $"{name}.2").Pack());

    /// <summary>A score net for inference.</summary>
    private sealed class ScoreNet(WeightTable weights, string name)
    {
        private readonly PackedNorm _norm = PackedNorm.Of(weights, $"{name}.0", 1e-5);
        private readonly RowMlp _layers = new(
            FoldedLayer.Of(weights, $"{name}.1").Pack(Activation.Gelu),
            FoldedLayer.Of(weights, $"{name}.3").Pack(Activation.Gelu),
            FoldedLayer.Of(weights, $"{name}.5").Pack(Activation.Gelu),
            FoldedLayer.Of(weights, $"{name}.7").Pack());

        public void Run(ReadOnlySpan<float> keys, Span<float> scores)
        {
            float[] normed = ArrayPool<float>.Shared.Rent(keys.Length);
            _norm.RunHere(keys, normed.AsSpan(0, keys.Length));
            Span<float> outcomes = stackalloc float[scores.Length * 2];
            _layers.RunHere(normed.AsSpan(0, keys.Length), outcomes);
            for (int i = 0; i < scores.Length; i++)
                scores[i] = 1 / (1 + MathF.Exp(outcomes[2 * i + 1] - outcomes[2 * i]));     // softmax over the two, the first
            ArrayPool<float>.Shared.Return(normed);
        }
    }
}
