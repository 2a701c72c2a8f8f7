using System.Buffers;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.Packed;
using Fuse3D.Vision.Models.TokenFusion;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>Score nets and projections of all layers, packed for the CPU.</summary>
/// <remarks>L decoder layers, P seeds, C and D channels of keys and picture tokens.</remarks>
public sealed class FusionHead : IFusionHead
{
    private const int ChunkRows = 64;

    private readonly float _threshold;
    private readonly Workers _workers;
    private readonly ScoreNet[] _scores;
    private readonly RowMlp[] _projections;

    /// <param name="weights">the fusion's part of a checkpoint</param>
    /// <param name="config">the fused detector's</param>
    /// <param name="workers">null: the shared ones</param>
    public FusionHead(WeightTable weights, TokenFusionConfig config, Workers? workers = null)
    {
        _threshold = config.Threshold;
        _workers = workers ?? Workers.Shared;
        int[] layers = [.. Enumerable.Range(0, config.Points.DecoderLayers)];
        _scores = [.. layers.Select(i => new ScoreNet(weights, $"score_predictor.{i}.score_nets"))];
        _projections = [.. layers.Select(i => Projection(weights, $"img2point_proj.{i}.layers"))];
    }

    /// <summary>Decoder layers, each with an exchange before it.</summary>
    public int Layers => _scores.Length;

    public Task<KeyScores> ScoreAsync(Tensor keys, PatchMap patches, CancellationToken cancel)
    {
        int seeds = (int)keys.shape[0], channels = (int)keys.shape[1], chunks = (seeds + ChunkRows - 1) / ChunkRows;
        float[] rows = keys.ToFloats(), scores = new float[Layers * seeds];
        _workers.For(Layers * chunks, piece =>
        {
            int layer = piece / chunks, first = piece % chunks * ChunkRows, count = Math.Min(ChunkRows, seeds - first);
            _scores[layer].Run(rows.AsSpan(first * channels, count * channels), scores.AsSpan(layer * seeds + first, count));
        });
        return Task.FromResult(KeyScores.Of(scores, Layers, _threshold, patches));
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
        });
        return new(seeds, tensor(rows, [seeds.Length, channels]).DetachFromDisposeScope());
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
