using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.Yolos;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.TokenFusion;

/// <summary>Group-Free 3D and YOLOS as one network: unimportant keys of the points give way to tokens of the picture.</summary>
/// <remarks>
/// B scenes, V views, N points, P seeds, S image tokens, D and C channels. Children are registered under a fused checkpoint's keys.
/// This is the form that trains, both branches in step; <see cref="Fusion.FusedDetector"/> runs them side by side.
/// </remarks>
public sealed class TokenFusionNetwork : nn.Module<Tensor, Tensor, Func<Tensor, Tensor>, Dictionary<string, Tensor>>
{
    // In a tuple, so that only their parts are children of this module.
    private readonly (GroupFreeNetwork Points, YolosNetwork Image, ExchangeNetwork Exchange) _parts;

    public TokenFusionNetwork(TokenFusionConfig config) : base(nameof(TokenFusionNetwork))
    {
        Config = config;
        _parts = (new(config.Points), new(config.Image), new(config));
        foreach (var (name, child) in _parts.Points.named_children())
            register_module(name, child);
        foreach (var (name, child) in _parts.Image.named_children())
            register_module(CheckpointParts.FusedImageName(name), child);
        foreach (var (name, child) in _parts.Exchange.named_children())
            register_module(name, child);
    }

    public TokenFusionConfig Config { get; }

    internal GroupFreeNetwork Points => _parts.Points;

    internal YolosNetwork Image => _parts.Image;

    /// <param name="clouds">[B, N, 3 + F] network axes, metres</param>
    /// <param name="views">[B, V, 3, H, W] RGB, normalised</param>
    /// <param name="project">[B, P, 3] seeds to [B, V, P] int64: the patch that each falls on, or -1 where a view does not see it</param>
    /// <returns>the point detector's outputs, and img_tokens{i} [B * V, S, D], pred_logits2d [B * V, Q, classes + 1], pred_boxes2d [B * V, Q, 4];
    /// with an exchange substituted{i} [B, P] and key_fusion{i} [B, C, P], with scores key_mask{i} [B, P]; the caller owns them</returns>
    public override Dictionary<string, Tensor> forward(Tensor clouds, Tensor views, Func<Tensor, Tensor> project)
    {
        using var scope = NewDisposeScope();
        Candidates candidates = _parts.Points.Begin(clouds);
        Dictionary<string, Tensor> outputs = candidates.Outputs;
        var pictures = views.flatten(0, 1);                                                 // [B * V, 3, H, W]
        bool exchanges = Config.Kind != ExchangeKind.None;
        var patches = exchanges ? project(candidates.SeedXyz) : null;                       // [B, V, P]
        var tokens = _parts.Image.Backbone.Embed(pictures);                                 // [B * V, S, D]

        _parts.Points.Decode(candidates, (layer, keys) =>
        {
            tokens = RunBlocks(tokens, layer, YolosBackbone.SizeOf(pictures));
            outputs[$"img_tokens{layer}"] = tokens;
            return exchanges ? Exchange(layer, keys, tokens, patches!, outputs) : new(keys);
        });

        var (logits, boxes) = _parts.Image.Heads(_parts.Image.Backbone.DetectionTokens(tokens));
        outputs["pred_logits2d"] = logits;
        outputs["pred_boxes2d"] = boxes;
        return GroupFreeNetwork.Keep(outputs);
    }

    private Tensor RunBlocks(Tensor tokens, int layer, PictureSize size)
    {
        int first = layer * Config.BlocksPerLayer;
        for (int block = first; block < first + Config.BlocksPerLayer; block++)
        {
            tokens = _parts.Image.Backbone.RunBlock(tokens, block);
            if (block < Config.UsedBlocks - 1)
                tokens = _parts.Image.Backbone.AddMiddle(tokens, block, size);
        }

        return tokens;
    }

    /// <summary>Kept keys, times their score where they have one; others, which some view sees, become what the picture makes of them.</summary>
    private LayerKeys Exchange(int layer, Tensor keys, Tensor tokens, Tensor patches, Dictionary<string, Tensor> outputs)
    {
        using var scope = NewDisposeScope();
        var rows = keys.transpose(1, 2);                                                    // [B, P, C]
        var (seen, mean) = MeanTokens(Config.Detach ? tokens.detach() : tokens, patches);   // [B, P], [B, P, D]
        var (scores, given) = _parts.Exchange.call(rows, mean, layer);                      // [B, P] or null, [B, P, C]
        var replaced = Replaced(layer, scores, seen);                                       // [B, P]
        var kept = scores is null ? rows : rows * scores.unsqueeze(-1);                     // [B, P, C]
        var fused = where(replaced.unsqueeze(-1), given.to(kept.dtype), kept);              // [B, P, C]; in mixed precision the types differ
        if (scores is not null)
            outputs[$"key_mask{layer}"] = scores.MoveToOuterDisposeScope();
        outputs[$"substituted{layer}"] = replaced.MoveToOuterDisposeScope();
        outputs[$"key_fusion{layer}"] = fused.transpose(1, 2).contiguous().MoveToOuterDisposeScope();
        return new(outputs[$"key_fusion{layer}"], replaced);
    }

    private Tensor Replaced(int layer, Tensor? scores, Tensor seen) => Config.Kind switch
    {
        ExchangeKind.Scored => scores!.lt(Config.Threshold).logical_and(seen),
        ExchangeKind.Random when training => RandomExchange.Drawn(seen.shape[0], seen.shape[1], Config.Share, seen.device).logical_and(seen),
        ExchangeKind.Random => RandomExchange.Chosen(layer, seen.shape[1], Config.Share, seen.device).logical_and(seen),
        _ => seen,
    };

    private static (Tensor Seen, Tensor Mean) MeanTokens(Tensor tokens, Tensor patches)
    {
        using var scope = NewDisposeScope();
        long scenes = patches.shape[0], views = patches.shape[1], seeds = patches.shape[2], width = tokens.shape[2];
        var valid = patches.ge(0);                                                          // [B, V, P]
        var row = (patches.clamp_min(0) + 1).reshape(scenes * views, seeds, 1);             // row 0 is the class token
        var found = tokens.gather(1, row.expand(-1, -1, width)).reshape(scenes, views, seeds, width);
        var weight = valid.to(tokens.dtype).unsqueeze(-1);                                  // [B, V, P, 1]
        var mean = (found * weight).sum(1) / weight.sum(1).clamp_min(1);                    // [B, P, D]
        return (valid.any(1).MoveToOuterDisposeScope(), mean.MoveToOuterDisposeScope());
    }
}
