using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.Packed;
using Fuse3D.Vision.Models.PointNet2;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.GroupFree;

/// <summary>Seeds, candidates and proposals of one cloud.</summary>
/// <param name="Seeds">the backbone's</param>
/// <param name="Logits">[P] how close each seed is to an object; none with furthest-point candidates</param>
/// <param name="Picked">[Q] the candidates, indices of seeds</param>
/// <param name="Xyz">[Q, 3] the candidates' seeds</param>
/// <param name="Keys">[P, C] projected</param>
/// <param name="Query">[Q, C] projected</param>
/// <param name="Proposals">[Q, outputs] of the first head</param>
internal sealed record PackedCandidates(
    PackedSeeds Seeds, float[] Logits, int[] Picked, float[] Xyz, float[] Keys, float[] Query, float[] Proposals);

/// <summary>Group-Free 3D for inference, one cloud at a time: chunks of rows on all workers, the same bits for any number.</summary>
internal sealed class PackedGroupFree
{
    private const int ChunkRows = 64;

    private readonly GroupFreeConfig _config;
    private readonly Workers _workers;
    private readonly PackedBackbone _backbone;
    private readonly RowMlp? _objectness;
    private readonly PackedLinear _keyProjection, _queryProjection;
    private readonly PackedHead[] _heads;       // the proposals', then one per layer
    private readonly PackedDecoder _decoder;

    public PackedGroupFree(WeightTable weights, GroupFreeConfig config, Workers? workers = null)
    {
        _config = config;
        _workers = workers ?? Workers.Shared;
        _backbone = new(weights, "backbone_net.", config.Backbone, _workers);
        _objectness = config.Sampling == CandidateSampling.Furthest ? null : new(
            FoldedLayer.Of(weights, "points_obj_cls.conv1", "points_obj_cls.bn1").Pack(Activation.Relu),
            FoldedLayer.Of(weights, "points_obj_cls.conv2", "points_obj_cls.bn2").Pack(Activation.Relu),
            FoldedLayer.Of(weights, "points_obj_cls.conv3").Pack());
        _keyProjection = FoldedLayer.Of(weights, "decoder_key_proj").Pack();
        _queryProjection = FoldedLayer.Of(weights, "decoder_query_proj").Pack();
        _heads =
        [
            new(weights, "proposal_head", config),
            .. Enumerable.Range(0, config.DecoderLayers).Select(i => new PackedHead(weights, $"prediction_heads.{i}", config)),
        ];
        _decoder = new(weights, config, _heads[1..], _workers);
    }

    public GroupFreeConfig Config => _config;

    /// <summary>Everything before the decoder.</summary>
    /// <param name="cloud">[N, 3 + F]</param>
    /// <param name="cancel">looked at between stages</param>
    public PackedCandidates Begin(ReadOnlySpan<float> cloud, CancellationToken cancel)
    {
        PackedSeeds seeds = _backbone.Run(cloud, _config.PointFeatures, cancel);
        int count = _config.Seeds, channels = _config.Channels;
        float[] keys = new float[count * channels], logits = new float[_objectness is null ? 0 : count];
        ForRows(count, (first, rows) =>
        {
            ReadOnlySpan<float> features = seeds.SeedFeatures.AsSpan(first * channels, rows * channels);
            _keyProjection.RunHere(features, keys.AsSpan(first * channels, rows * channels));
            _objectness?.RunHere(features, logits.AsSpan(first, rows));
        });

        int[] picked = Pick(seeds.SeedXyz, logits);
        float[] xyz = Gather(seeds.SeedXyz, 3, picked), candidates = Gather(seeds.SeedFeatures, channels, picked);
        float[] query = new float[candidates.Length], proposals = new float[picked.Length * _heads[0].Width];
        ForRows(picked.Length, (first, rows) =>
        {
            ReadOnlySpan<float> features = candidates.AsSpan(first * channels, rows * channels);
            _queryProjection.RunHere(features, query.AsSpan(first * channels, rows * channels));
            _heads[0].Run(features, proposals.AsSpan(first * _heads[0].Width, rows * _heads[0].Width));
        });
        return new(seeds, logits, picked, xyz, keys, query, proposals);
    }

    /// <summary>The decoder and all heads.</summary>
    /// <param name="exchange">null leaves the keys as they are</param>
    /// <param name="cancel">looked at between layers</param>
    /// <returns>outputs by the reference's names, without a batch dimension; the caller owns them</returns>
    public Dictionary<string, Tensor> Decode(PackedCandidates candidates, KeyExchange? exchange, CancellationToken cancel)
    {
        float[][] outputs = _decoder.Run(candidates, exchange, cancel);
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var named = new Dictionary<string, Tensor>
        {
            ["query_points_sample_inds"] = tensor(candidates.Picked, [candidates.Picked.Length]),
        };
        if (candidates.Logits.Length > 0)
            named["seeds_obj_cls_logits"] = tensor(candidates.Logits, [1, candidates.Logits.Length]);
        _heads[0].ToOutput(candidates.Xyz, candidates.Proposals).AddTo(named, HeadOutput.Prefix(-1, outputs.Length));
        for (int i = 0; i < outputs.Length; i++)
            _heads[i + 1].ToOutput(candidates.Xyz, outputs[i]).AddTo(named, HeadOutput.Prefix(i, outputs.Length));
        return GroupFreeNetwork.Keep(named);
    }

    private void ForRows(int count, Action<int, int> body) =>
        _workers.For((count + ChunkRows - 1) / ChunkRows, chunk => body(chunk * ChunkRows, Math.Min(ChunkRows, count - chunk * ChunkRows)));

    // Highest logit first; of equal ones the lower index, so that the choice does not depend on how it is sorted.
    private int[] Pick(float[] seedXyz, float[] logits)
    {
        var picked = new int[_config.Candidates];
        if (logits.Length == 0)
        {
            FurthestPoint.Sample(seedXyz, picked);
            return picked;
        }

        int[] order = [.. Enumerable.Range(0, logits.Length)];
        Array.Sort(order, (a, b) => logits[a] != logits[b] ? logits[b].CompareTo(logits[a]) : a.CompareTo(b));
        Array.Copy(order, picked, picked.Length);
        return picked;
    }

    private static float[] Gather(float[] rows, int width, int[] picked)
    {
        var gathered = new float[picked.Length * width];
        for (int i = 0; i < picked.Length; i++)
            Array.Copy(rows, picked[i] * width, gathered, i * width, width);
        return gathered;
    }
}
