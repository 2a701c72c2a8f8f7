using Fuse3D.Vision.Models.PointNet2;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.GroupFree;

/// <summary>Group-Free 3D: seeds from a PointNet++ backbone, some of them candidates, refined by a decoder.</summary>
/// <remarks>
/// B clouds, N points, P seeds, C channels, Q candidates. Field names are the checkpoint's keys.
/// This is the form that trains; <see cref="PackedGroupFree"/> is its fast twin for inference.
/// </remarks>
public sealed class GroupFreeNetwork : nn.Module<Tensor, Dictionary<string, Tensor>>
{
    private readonly PointNet2Backbone backbone_net;
    private readonly SeedObjectness? points_obj_cls;
    private readonly PredictionHead proposal_head;
    private readonly Conv1d decoder_key_proj, decoder_query_proj;
    private readonly ModuleList<DecoderLayer> decoder;
    private readonly ModuleList<PredictionHead> prediction_heads;

    public GroupFreeNetwork(GroupFreeConfig config) : base(nameof(GroupFreeNetwork))
    {
        Config = config;
        backbone_net = new(config.Backbone);
        points_obj_cls = config.Sampling == CandidateSampling.Closest ? new(config.Channels) : null;
        proposal_head = new(config);
        decoder_key_proj = nn.Conv1d(config.Channels, config.Channels, 1);
        decoder_query_proj = nn.Conv1d(config.Channels, config.Channels, 1);
        decoder = nn.ModuleList([.. Enumerable.Range(0, config.DecoderLayers).Select(layer => new DecoderLayer(config, layer))]);
        prediction_heads = nn.ModuleList([.. Enumerable.Range(0, config.DecoderLayers).Select(_ => new PredictionHead(config))]);
        RegisterComponents();
    }

    public GroupFreeConfig Config { get; }

    internal PointNet2Backbone Backbone => backbone_net;

    /// <param name="clouds">[B, N, 3 + F] network axes, metres</param>
    /// <returns>every output by the reference's name; the caller owns them</returns>
    public override Dictionary<string, Tensor> forward(Tensor clouds)
    {
        using var scope = NewDisposeScope();
        Candidates candidates = Begin(clouds);
        var outputs = Decode(candidates, (_, keys) => new(keys));
        return Keep(outputs);
    }

    /// <summary>Everything before the decoder.</summary>
    internal Candidates Begin(Tensor clouds)
    {
        BackboneOutput seeds = backbone_net.call(clouds);
        var outputs = new Dictionary<string, Tensor>
        {
            ["seed_inds"] = seeds.SeedIndices.to(ScalarType.Int32),
            ["seed_xyz"] = seeds.SeedXyz,
            ["seed_features"] = seeds.SeedFeatures,
        };
        var picked = Pick(seeds, outputs);                                                  // [B, Q]
        var xyz = PointGroups.Rows(seeds.SeedXyz, picked);                                  // [B, Q, 3]
        var features = PointGroups.Columns(seeds.SeedFeatures, picked);                     // [B, C, Q]
        outputs["query_points_sample_inds"] = picked.to(ScalarType.Int32);
        outputs["query_points_xyz"] = xyz;
        outputs["query_points_feature"] = features;

        HeadOutput proposals = proposal_head.call(features, xyz);
        proposals.AddTo(outputs, HeadOutput.Prefix(-1, Config.DecoderLayers));
        return new(outputs, decoder_query_proj.call(features), decoder_key_proj.call(seeds.SeedFeatures), xyz, seeds.SeedXyz, proposals);
    }

    /// <summary>The decoder and its heads.</summary>
    /// <param name="exchange">gives each layer its keys: from (layer, [B, C, P] projected keys)</param>
    internal Dictionary<string, Tensor> Decode(Candidates candidates, Func<int, Tensor, LayerKeys> exchange)
    {
        Tensor query = candidates.Query;                                                    // [B, C, Q]
        HeadOutput current = candidates.Proposals;
        for (int i = 0; i < Config.DecoderLayers; i++)
        {
            LayerKeys keys = exchange(i, candidates.Keys);
            Tensor? unplaced = Config.ReplacedKeyPositions ? null : keys.Replaced;
            query = decoder[i].call(query, keys.Keys, Position(current), candidates.SeedXyz, unplaced);
            current = prediction_heads[i].call(query, candidates.Xyz);
            current.AddTo(candidates.Outputs, HeadOutput.Prefix(i, Config.DecoderLayers));
        }

        return candidates.Outputs;
    }

    internal static Dictionary<string, Tensor> Keep(Dictionary<string, Tensor> outputs)
    {
        foreach (Tensor tensor in outputs.Values)
            tensor.MoveToOuterDisposeScope();
        return outputs;
    }

    private Tensor Pick(BackboneOutput seeds, Dictionary<string, Tensor> outputs)
    {
        if (points_obj_cls is null)
            return backbone_net.Search.Sample(seeds.SeedXyz, Config.Candidates);

        var logits = points_obj_cls.call(seeds.SeedFeatures);                               // [B, 1, P]
        outputs["seeds_obj_cls_logits"] = logits;
        return logits.squeeze(1).topk(Config.Candidates, -1, largest: true, sorted: true).indexes;
    }

    // No gradient flows from a layer into the boxes of the one before.
    private Tensor Position(HeadOutput current) => Config.SelfPosition == PositionInput.Box
        ? cat([current.Center.detach(), current.Size.detach()], -1)
        : current.Center.detach();
}

/// <summary>Seeds, candidates and proposals on their way into the decoder.</summary>
/// <param name="Outputs">by the reference's names</param>
/// <param name="Query">[B, C, Q] projected</param>
/// <param name="Keys">[B, C, P] projected</param>
/// <param name="Xyz">[B, Q, 3] the candidates' seeds</param>
/// <param name="SeedXyz">[B, P, 3]</param>
internal sealed record Candidates(
    Dictionary<string, Tensor> Outputs, Tensor Query, Tensor Keys, Tensor Xyz, Tensor SeedXyz, HeadOutput Proposals);

/// <summary>What one decoder layer looks at.</summary>
/// <param name="Keys">[B, C, P]</param>
/// <param name="Replaced">[B, P] whether a key is another branch's; null: none is</param>
internal readonly record struct LayerKeys(Tensor Keys, Tensor? Replaced = null);
