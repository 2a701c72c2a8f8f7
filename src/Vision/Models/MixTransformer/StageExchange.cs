using Fuse3D.Vision.Fusion.Tokens;
using Fuse3D.Vision.Models.Modalities;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.MixTransformer;

/// <summary>Decides which tokens the blocks of one stage exchange: a score network for each modality, the same for all blocks.</summary>
/// <remarks>
/// B samples, N tokens, C channels, M modalities. Keys: score_nets.{m}, as published; token_source, where there are three modalities or more;
/// pos_embed, where positions are aligned. Without an exchange, or with one modality, there are none.
/// </remarks>
public sealed class StageExchange : nn.Module<TokenGrid, TokenDecision?>
{
    private readonly ModuleList<Sequential>? score_nets;
    private readonly Tensor? token_source;
    private readonly Parameter? pos_embed;
    private readonly TokenExchangeOptions _options;
    private readonly int _stage, _modalities;

    /// <param name="height">rows of tokens that maps of groups and tables of positions are made for</param>
    public StageExchange(TokenExchangeOptions options, int modalities, int channels, int stage, int height, int width) : base(nameof(StageExchange))
    {
        (_options, _stage, _modalities) = (options, stage, modalities);
        if (options.Positions)
            pos_embed = new Parameter(nn.init.trunc_normal_(empty([1, channels, height, width]), std: 0.02));
        if (Exchanges && options.Kind == TokenExchangeKind.Scored)
            score_nets = nn.ModuleList([.. Enumerable.Range(0, modalities).Select(_ => TokenScores.Network(channels))]);
        if (Exchanges && modalities > 2)
            token_source = TokenGroups.Draw(modalities, height, width, options.GroupSeed, stage);
        RegisterComponents();
    }

    private bool Exchanges => _modalities > 1 && _options.Kind != TokenExchangeKind.None;

    /// <summary>Adds the stage's positions to its first tokens, where it has any.</summary>
    public TokenGrid Enter(TokenGrid grid)
    {
        if (pos_embed is null)
            return grid;
        using var scope = NewDisposeScope();
        var positions = Positions(grid);
        return (grid with { Tokens = grid.Tokens.Each(own => own + positions) }).MoveToOuterDisposeScope();
    }

    /// <param name="input">what a block gets</param>
    /// <returns>null: nothing happens to what its attention gives</returns>
    public override TokenDecision? forward(TokenGrid input)
    {
        var positions = pos_embed is null ? null : Positions(input).detach();
        if (!Exchanges)
            return positions is null ? null : new(Positions: positions);
        var sources = token_source is null ? null : TokenGroups.For(token_source, input.Height, input.Width);
        return score_nets is null
            ? new(null, Kept(input), sources, positions)
            : TokenDecision.By(Scores(input.Tokens), _options.Threshold, sources, positions);
    }

    /// <summary>[B, N, C] to [B, N] in 0..1, of each modality.</summary>
    internal Tensor[] Scores(Tensor[] tokens)
    {
        using var scope = NewDisposeScope();
        return [.. Logarithms(tokens).Select(own => TokenScores.Of(own).MoveToOuterDisposeScope())];
    }

    internal Tensor[] Logarithms(Tensor[] tokens) => [.. tokens.Select((own, m) => score_nets![m].call(own))];

    private Tensor[] Kept(TokenGrid input)
    {
        long tokens = input.Height * input.Width;
        return [.. input.Tokens.Select((own, m) => training
            ? RandomTokens.Drawn(own.shape[0], tokens, _options.Share, own.device)
            : RandomTokens.Fixed(_stage, m, tokens, _options.Share, own.device))];
    }

    // [1, N, C]
    private Tensor Positions(TokenGrid grid)
    {
        using var scope = NewDisposeScope();
        bool resized = pos_embed!.shape[2] != grid.Height || pos_embed.shape[3] != grid.Width;
        var map = resized ? nn.functional.interpolate(pos_embed, [grid.Height, grid.Width], mode: InterpolationMode.Bilinear, align_corners: false) : pos_embed;
        return TokenGrid.Flat(map).MoveToOuterDisposeScope();
    }
}
