using Fuse3D.Vision.Models.MixTransformer;
using Fuse3D.Vision.Models.Modalities;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.TokenTranslation;

/// <summary>Makes a picture of pictures of several modalities, which exchange tokens: TokenFusion for translation.</summary>
/// <remarks>
/// B samples, M modalities. Five stages down, five steps up with the stages' tokens added. Wang et al., "Multimodal Token Fusion for Vision
/// Transformers", CVPR 2022. Children are registered under the checkpoint's keys, in its order; index 0 of
/// the way up is the widest.
/// </remarks>
public sealed class TokenGenerator : nn.Module<Tensor[], ModalOutputs>
{
    private readonly Parameter alpha;
    private readonly ModuleList<StageExchange> score_predictor;
    private readonly ModuleList<ShuffledPatches> patch_embed_dec;
    private readonly ModuleList<ModuleList<MixBlock>> block_dec;
    private readonly ModuleList<ModalLayer> norm_dec;
    private readonly ModalLayer project;
    private readonly TranslationStages _stages;

    public TokenGenerator(TokenTranslationConfig config) : base(nameof(TokenGenerator))
    {
        Config = config;
        alpha = new Parameter(ones(config.Modalities));
        _stages = new(config, config.InputChannels);
        var (height, width) = config.Exchange.TableSize;
        score_predictor = nn.ModuleList([.. config.Widths.Select((channels, i) =>
            new StageExchange(config.Exchange, config.Modalities, channels, i, Math.Max(1, height >> (i + 1)), Math.Max(1, width >> (i + 1))))]);
        int[] mirrored = [3, 2, 1, 0];
        patch_embed_dec = nn.ModuleList(
        [
            .. mirrored.Select(i => new ShuffledPatches(config.Family, config.Widths[i + 1], config.Widths[i])),
            new(config.Family, config.Widths[0], config.Widths[0]),
        ]);
        block_dec = nn.ModuleList([.. mirrored.Select(i => TranslationStages.Make(config, i, first: mirrored.Where(wider => wider > i).Sum(wider => config.Depths[wider])))]);
        norm_dec = nn.ModuleList([.. mirrored.Select(i => config.Family.Norm(config.Widths[i]))]);
        project = ModalLayer.Shared(nn.Conv2d(config.Widths[0], config.OutputChannels, 1));
        register_module("patch_embed_enc", _stages.Patches);
        register_module("score_predictor", score_predictor);
        register_module("block_enc", _stages.Blocks);
        register_module("norm_enc", _stages.Norms);
        RegisterComponents();
        MixInitialisation.Apply(this);
    }

    public TokenTranslationConfig Config { get; }

    /// <param name="pictures">[B, 3, H, W] of each modality in -1..1, sides multiples of 32</param>
    /// <returns>pictures [B, 3, H, W] in -1..1; scores of the last block of each stage down</returns>
    /// <exception cref="InvalidInputException">there are more or fewer modalities than the network has, or of other sizes</exception>
    public override ModalOutputs forward(Tensor[] pictures)
    {
        ModalInputs.Check(pictures, Config.Modalities, Config.InputChannels, TokenTranslationConfig.SideMultiple);
        using var scope = NewDisposeScope();
        var (grids, scores) = _stages.Run(pictures, score_predictor);
        Tensor[] branches = project.call(Up(grids)).Each(own => own.tanh());
        return (ModalOutputs.Of(branches, alpha) with { Scores = scores }).MoveToOuterDisposeScope();
    }

    // [B, C, H, W] of each modality
    private Tensor[] Up(List<TokenGrid> grids)
    {
        using var scope = NewDisposeScope();
        Tensor[] maps = grids[^1].Maps();
        for (int step = 0; step < block_dec.Count; step++)
        {
            TokenGrid grid = TokenGrid.Of(patch_embed_dec[step].call(maps));
            grid = grid with { Tokens = grid.Tokens.Each(grids[^(step + 2)].Tokens, (own, skipped) => own + skipped) };
            foreach (MixBlock block in block_dec[step])
                grid = block.call(grid, null);
            maps = (grid with { Tokens = norm_dec[step].call(grid.Tokens) }).Maps();
        }

        return patch_embed_dec[patch_embed_dec.Count - 1].call(maps).MoveToOuterDisposeScope();
    }
}
