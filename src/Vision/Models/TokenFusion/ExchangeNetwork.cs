using Fuse3D.Vision.Fusion.Tokens;
using Fuse3D.Vision.Models.Yolos;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.TokenFusion;

/// <summary>How much each key token matters: a small network that ends in two outcomes, the first of which is "keep".</summary>
public sealed class ScorePredictor : nn.Module<Tensor, Tensor>
{
    private readonly Sequential score_nets;

    public ScorePredictor(int channels) : base(nameof(ScorePredictor))
    {
        score_nets = TokenScores.Network(channels);
        RegisterComponents();
    }

    /// <param name="keys">[..., C] projected keys, without their positions</param>
    /// <returns>[...] in 0..1</returns>
    public override Tensor forward(Tensor keys)
    {
        using var scope = NewDisposeScope();
        return score_nets.call(keys).exp().select(-1, 0).contiguous().MoveToOuterDisposeScope();
    }
}

/// <summary>What a fused detector owns besides its two branches: projections, and scores or mixtures, one of each per decoder layer.</summary>
/// <remarks>
/// Field names are the checkpoint's keys; which of them there are follows from the kind of exchange.
/// <see cref="Fusion.FusionHead"/> is its fast twin for inference.
/// </remarks>
public sealed class ExchangeNetwork : nn.Module<Tensor, Tensor, int, (Tensor? Scores, Tensor Rows)>
{
    private readonly ModuleList<LinearChain>? img2point_proj;
    private readonly ModuleList<ScorePredictor>? score_predictor;
    private readonly ModuleList<Linear>? concat_proj;

    public ExchangeNetwork(TokenFusionConfig config) : base(nameof(ExchangeNetwork))
    {
        int from = config.Image.Width, to = config.Points.Channels;
        int[] layers = [.. Enumerable.Range(0, config.Points.DecoderLayers)];
        if (config.Kind != ExchangeKind.None)
            img2point_proj = nn.ModuleList([.. layers.Select(_ => new LinearChain(from, from, from, to))]);
        if (config.Kind == ExchangeKind.Scored)
            score_predictor = nn.ModuleList([.. layers.Select(_ => new ScorePredictor(to))]);
        if (config.Kind == ExchangeKind.Concat)
            concat_proj = nn.ModuleList([.. layers.Select(_ => nn.Linear(2 * to, to))]);
        RegisterComponents();
    }

    /// <param name="keys">[..., C] projected keys</param>
    /// <param name="tokens">[..., D] picture tokens</param>
    /// <param name="layer">decoder layer, from 0</param>
    /// <returns>the keys' scores [...], where there are any, and what may replace the keys [..., C]</returns>
    public override (Tensor? Scores, Tensor Rows) forward(Tensor keys, Tensor tokens, int layer) =>
        (score_predictor?[layer].call(keys), Rows(keys, tokens, layer));

    /// <summary>The keys' scores in every layer: [L, ...].</summary>
    internal Tensor Scores(Tensor keys)
    {
        using var scope = NewDisposeScope();
        return stack([.. score_predictor!.Select(predictor => predictor.call(keys))], 0).MoveToOuterDisposeScope();
    }

    /// <summary>What replaces keys in one layer: the projected tokens, or their mixture with the keys [..., C].</summary>
    /// <param name="keys">[..., C]; read by a mixture only, null otherwise</param>
    /// <param name="tokens">[..., D]</param>
    internal Tensor Rows(Tensor? keys, Tensor tokens, int layer)
    {
        using var scope = NewDisposeScope();
        var rows = img2point_proj![layer].call(tokens);
        if (concat_proj is not null)
            rows = concat_proj[layer].call(cat([keys!, rows], -1));
        return rows.MoveToOuterDisposeScope();
    }
}
