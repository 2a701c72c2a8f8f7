using Fuse3D.Vision.Fusion.Tokens;
using Fuse3D.Vision.Models.MixTransformer;
using Fuse3D.Vision.Models.Modalities;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.SegFormer;

/// <summary>The Mix Transformer on pictures of several modalities: four stages, each of half the size, that exchange tokens in every block.</summary>
/// <remarks>
/// Xie et al., "SegFormer", NeurIPS 2021; exchange: Wang et al., "Multimodal Token Fusion for Vision Transformers", CVPR 2022.
/// Children are registered under the checkpoint's keys, whose stages count from 1, in its order.
/// </remarks>
public sealed class MixEncoder : nn.Module<Tensor[], (Tensor[][] Levels, IReadOnlyList<Tensor[]> Scores)>
{
    private readonly (OverlapPatches Patches, ModuleList<MixBlock> Blocks, ModalLayer Norm)[] _stages;
    private readonly ModuleList<StageExchange> score_predictor;

    public MixEncoder(SegFormerConfig config) : base(nameof(MixEncoder))
    {
        _stages = [.. Enumerable.Range(0, SegFormerConfig.Stages).Select(stage => Stage(config, stage))];
        score_predictor = nn.ModuleList([.. Exchanges(config)]);
        for (int stage = 0; stage < _stages.Length; stage++)
            register_module($"patch_embed{stage + 1}", _stages[stage].Patches);
        RegisterComponents();
        for (int stage = 0; stage < _stages.Length; stage++)
        {
            register_module($"block{stage + 1}", _stages[stage].Blocks);
            register_module($"norm{stage + 1}", _stages[stage].Norm);
        }

        MixInitialisation.Apply(this);
    }

    /// <param name="pictures">[B, 3, H, W] of each modality, normalised, all of one size</param>
    /// <returns>Levels: of each stage, [B, C, H / 4, W / 4] of each modality, then an eighth, ...; sides are rounded up.
    /// Scores: of each block, [B, N] of each modality</returns>
    public override (Tensor[][] Levels, IReadOnlyList<Tensor[]> Scores) forward(Tensor[] pictures)
    {
        using var scope = NewDisposeScope();
        List<Tensor[]> levels = [], scores = [];
        Tensor[] maps = pictures;
        foreach (var ((patches, blocks, norm), exchange) in _stages.Zip(score_predictor))
        {
            TokenGrid grid = exchange.Enter(patches.call(maps));
            foreach (MixBlock block in blocks)
            {
                TokenDecision? decision = exchange.call(grid);
                grid = block.call(grid, decision);
                if (decision?.Scores is { } found)
                    scores.Add(found.MoveToOuterDisposeScope());
            }

            maps = (grid with { Tokens = norm.call(grid.Tokens) }).Maps();
            levels.Add(maps.MoveToOuterDisposeScope());
        }

        return ([.. levels], scores);
    }

    private static (OverlapPatches Patches, ModuleList<MixBlock> Blocks, ModalLayer Norm) Stage(SegFormerConfig config, int stage)
    {
        int inputs = stage == 0 ? config.InputChannels : config.Widths[stage - 1], before = config.Depths.Take(stage).Sum(), last = config.Depths.Sum() - 1;
        var (patch, stride) = SegFormerConfig.Patches(stage);
        IEnumerable<MixBlock> blocks = Enumerable.Range(before, config.Depths[stage]).Select(block => new MixBlock(
            config.Family, new(config.Widths[stage], config.Heads[stage], config.Reductions[stage], last > 0 ? config.DropPath * block / last : 0)));
        return (new(config.Family, inputs, config.Widths[stage], patch, stride), nn.ModuleList([.. blocks]), config.Family.Norm(config.Widths[stage]));
    }

    private static IEnumerable<StageExchange> Exchanges(SegFormerConfig config)
    {
        var (height, width) = config.Exchange.TableSize;
        for (int stage = 0; stage < SegFormerConfig.Stages; stage++)
        {
            int stride = SegFormerConfig.Patches(stage).Stride;
            (height, width) = (OverlapPatches.Tokens(height, stride), OverlapPatches.Tokens(width, stride));
            yield return new(config.Exchange, config.Modalities, config.Widths[stage], stage, height, width);
        }
    }
}
