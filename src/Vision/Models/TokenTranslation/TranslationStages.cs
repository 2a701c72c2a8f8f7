using Fuse3D.Vision.Fusion.Tokens;
using Fuse3D.Vision.Models.MixTransformer;
using Fuse3D.Vision.Models.Modalities;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.TokenTranslation;

/// <summary>The five stages that generator and discriminator both begin with; each halves the sides.</summary>
/// <remarks>No module itself, since its parts have keys of the network's first level.</remarks>
internal sealed class TranslationStages
{
    public TranslationStages(TokenTranslationConfig config, int inputs)
    {
        int[] stages = [.. Enumerable.Range(0, TokenTranslationConfig.Stages)];
        Patches = nn.ModuleList([.. stages.Select(i => new OverlapPatches(config.Family, i == 0 ? inputs : config.Widths[i - 1], config.Widths[i], 3, 2))]);
        Blocks = nn.ModuleList([.. stages.Select(i => Make(config, i, first: config.Depths.Take(i).Sum()))]);
        Norms = nn.ModuleList([.. stages.Select(i => config.Family.Norm(config.Widths[i]))]);
    }

    public ModuleList<OverlapPatches> Patches { get; }

    public ModuleList<ModuleList<MixBlock>> Blocks { get; }

    public ModuleList<ModalLayer> Norms { get; }

    /// <param name="first">number of the first block among all that drop paths rise over</param>
    public static ModuleList<MixBlock> Make(TokenTranslationConfig config, int stage, int first) =>
        nn.ModuleList([.. Enumerable.Range(first, config.Depths[stage]).Select(block => new MixBlock(config.Family, config.Block(stage, block)))]);

    /// <summary>Runs all stages; the last block of each exchanges tokens.</summary>
    /// <param name="maps">[B, C, H, W] of each modality</param>
    /// <param name="exchanges">of each stage; null: nothing is exchanged</param>
    /// <returns>the tokens behind each stage's norm, and the scores of each exchange</returns>
    public (List<TokenGrid> Grids, List<Tensor[]> Scores) Run(Tensor[] maps, ModuleList<StageExchange>? exchanges)
    {
        using var scope = NewDisposeScope();
        List<TokenGrid> grids = [];
        List<Tensor[]> scores = [];
        for (int stage = 0; stage < TokenTranslationConfig.Stages; stage++)
        {
            StageExchange? exchange = exchanges?[stage];
            TokenGrid grid = Patches[stage].call(maps);
            grid = exchange?.Enter(grid) ?? grid;
            for (int block = 0; block < Blocks[stage].Count; block++)
            {
                TokenDecision? decision = block == Blocks[stage].Count - 1 ? exchange?.call(grid) : null;
                grid = Blocks[stage][block].call(grid, decision);
                if (decision?.Scores is { } found)
                    scores.Add(found.MoveToOuterDisposeScope());
            }

            grid = grid with { Tokens = Norms[stage].call(grid.Tokens) };
            maps = grid.Maps();
            grids.Add(grid.MoveToOuterDisposeScope());
        }

        return (grids, scores);
    }
}
