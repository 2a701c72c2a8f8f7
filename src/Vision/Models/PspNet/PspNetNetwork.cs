using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Models.ResNet;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.PspNet;

/// <summary>PSPNet on a ResNet for several modalities: semantic segmentation by CEN.</summary>
/// <remarks>
/// Zhao et al., "Pyramid Scene Parsing Network", CVPR 2017; Wang et al., "Deep Multimodal Fusion by Channel Exchanging", NeurIPS 2020, give its
/// results but no code: layout and keys are ours. M modalities, B pictures, K classes.
/// </remarks>
public sealed class PspNetNetwork : nn.Module<Tensor[], ModalOutputs>
{
    private readonly Parameter alpha;
    private readonly ModuleList<ModalUnit> levels;
    private readonly ModalUnit mix;
    private readonly ModalLayer dropout, classes;
    private readonly ResNetEncoder _encoder;

    public PspNetNetwork(PspNetConfig config) : base(nameof(PspNetNetwork))
    {
        Config = config;
        _encoder = new(config.Encoder);
        ModalPlan plan = _encoder.PlanBehind;
        int deepest = config.Encoder.WidthOf(stage: 4);
        alpha = new Parameter(ones([plan.Modalities], device: plan.Device));
        levels = nn.ModuleList([.. config.Bins.Select(_ => new ModalUnit(plan, deepest, config.Width, kernel: 1))]);
        mix = new(plan, deepest + config.Bins.Count * config.Width, config.Width, kernel: 3);
        dropout = ModalLayer.Shared(nn.Dropout(config.Dropout));
        classes = plan.Convolution(config.Width, config.Classes, 1, bias: true);
        foreach (var (key, part) in _encoder.Parts)
            register_module(key, part);
        RegisterComponents();
    }

    public PspNetConfig Config { get; }

    /// <summary>Weights of the branches in the ensemble, [M]; their sum is 1.</summary>
    public Tensor BranchWeights => alpha.softmax(0);

    /// <summary>The scales that decide about channel exchange, and that its sparsity term is of: of each layer, M of [C].</summary>
    public IEnumerable<IReadOnlyList<Tensor>> ExchangeScales => _encoder.ExchangeScales;

    /// <param name="pictures">M of [B, 3, H, W], normalised; depth as three equal channels</param>
    /// <returns>logits [B, K, H / 8, W / 8], sizes rounded up</returns>
    /// <exception cref="InvalidInputException">another number of inputs, or other shapes</exception>
    public override ModalOutputs forward(Tensor[] pictures)
    {
        ModalInputs.Check(pictures, Config.Encoder.Modalities, 3);
        using var scope = NewDisposeScope();
        var (stages, aligned) = _encoder.Forward(pictures);
        Tensor[] deepest = stages[^1], mixed = mix.call(ModalTensors.Joined([deepest, .. Config.Bins.Select((_, i) => Level(deepest, i))]));
        return (ModalOutputs.Of(classes.call(dropout.call(mixed)), alpha) with { Aligned = aligned }).MoveToOuterDisposeScope();
    }

    private Tensor[] Level(Tensor[] maps, int level)
    {
        long[] size = [Config.Bins[level], Config.Bins[level]];
        Tensor[] pooled = maps.Each(map => nn.functional.adaptive_avg_pool2d(map, size));
        return levels[level].call(pooled).Resized(maps[0].shape[2..]);
    }
}
