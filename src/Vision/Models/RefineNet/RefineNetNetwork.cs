using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Models.ResNet;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.RefineNet;

/// <summary>RefineNet on a ResNet for several modalities: semantic segmentation by CEN, AsymFusion and what they are compared with.</summary>
/// <remarks>
/// Lin et al., "RefineNet", CVPR 2017; Wang et al., "Deep Multimodal Fusion by Channel Exchanging", NeurIPS 2020; Wang et al., "Learning Deep
/// Multimodal Feature Representation with Asymmetric Multi-layer Fusion", ACM MM 2020. M modalities, B pictures, K classes. Field names are the
/// checkpoint's keys.
/// </remarks>
public sealed class RefineNetNetwork : nn.Module<Tensor[], ModalOutputs>
{
    private readonly Parameter alpha;
    private readonly ModalLayer clf_conv, dropout;
    private readonly ResNetEncoder _encoder;
    private readonly RefineStage[] _decoder;

    public RefineNetNetwork(RefineNetConfig config) : base(nameof(RefineNetNetwork))
    {
        Config = config;
        _encoder = new(config.Encoder);
        ModalPlan plan = _encoder.PlanBehind;
        alpha = new Parameter(ones([plan.Modalities], device: plan.Device));
        _decoder = [.. Enumerable.Range(1, 4).Select(number => new RefineStage(number, config.Encoder, plan))];
        clf_conv = plan.Convolution(RefineStage.Channels(4, config.Encoder), config.Classes, 3, bias: true);
        dropout = ModalLayer.Shared(nn.Dropout(config.Dropout));
        foreach (var (key, part) in _encoder.Parts.Concat(_decoder.SelectMany(stage => stage.Parts)))
            register_module(key, part);
        RegisterComponents();
    }

    public RefineNetConfig Config { get; }

    /// <summary>Weights of the branches in the ensemble, [M]; their sum is 1.</summary>
    public Tensor BranchWeights => alpha.softmax(0);

    /// <summary>The scales that decide about channel exchange, and that its sparsity term is of: of each layer, M of [C].</summary>
    public IEnumerable<IReadOnlyList<Tensor>> ExchangeScales => _encoder.ExchangeScales;

    /// <param name="pictures">M of [B, 3, H, W], normalised; depth as three equal channels</param>
    /// <returns>logits [B, K, H / 4, W / 4], sizes rounded up</returns>
    /// <exception cref="InvalidInputException">another number of inputs, or other shapes</exception>
    public override ModalOutputs forward(Tensor[] pictures)
    {
        ModalInputs.Check(pictures, Config.Encoder.Modalities, 3);
        using var scope = NewDisposeScope();
        var (levels, aligned) = _encoder.Forward(pictures);
        Tensor[]? x = null;
        for (int i = 0; i < _decoder.Length; i++)
        {
            Tensor[] level = i < 2 ? dropout.call(levels[3 - i]) : levels[3 - i];
            x = _decoder[i].Refine(level, x, i < 3 ? levels[2 - i][0].shape[2..] : null);
        }

        return (ModalOutputs.Of(clf_conv.call(dropout.call(x!)), alpha) with { Aligned = aligned }).MoveToOuterDisposeScope();
    }
}
