using Fuse3D.Vision.Models.Modalities;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.DeepLab;

/// <summary>DeepLabv3+ on an Xception for several modalities: semantic segmentation by AsymFusion.</summary>
/// <remarks>
/// Chen et al., "Encoder-Decoder with Atrous Separable Convolution", ECCV 2018; Wang et al., "Learning Deep Multimodal Feature Representation with
/// Asymmetric Multi-layer Fusion", ACM MM 2020, give its results but no code: layout and keys are ours. M modalities, B pictures, K classes.
/// </remarks>
public sealed class DeepLabNetwork : nn.Module<Tensor[], ModalOutputs>
{
    private readonly Parameter alpha;
    private readonly XceptionEncoder encoder;
    private readonly AtrousPyramid pyramid;
    private readonly ModalUnit fine;
    private readonly SeparableUnit refine1, refine2;
    private readonly ModalLayer dropout, classes;

    public DeepLabNetwork(DeepLabConfig config) : base(nameof(DeepLabNetwork))
    {
        Config = config;
        var plan = new ModalPlan(config.Modalities);
        alpha = new Parameter(ones([config.Modalities]));
        encoder = new(plan, config);
        pyramid = new(plan, XceptionEncoder.DeepWidth, config);
        fine = new(plan, XceptionEncoder.FineWidth, config.FineWidth, 1);
        refine1 = new(plan, config.Width + config.FineWidth, config.Width);
        refine2 = new(plan, config.Width, config.Width);
        dropout = ModalLayer.Shared(nn.Dropout(config.Dropout));
        classes = plan.Convolution(config.Width, config.Classes, 1, bias: true);
        RegisterComponents();
    }

    public DeepLabConfig Config { get; }

    /// <summary>Weights of the branches in the ensemble, [M]; their sum is 1.</summary>
    public Tensor BranchWeights => alpha.softmax(0);

    /// <param name="pictures">M of [B, 3, H, W], normalised; depth or disparity as three equal channels</param>
    /// <returns>logits [B, K, H / 4, W / 4], sizes rounded up</returns>
    /// <exception cref="InvalidInputException">another number of inputs, or other shapes</exception>
    public override ModalOutputs forward(Tensor[] pictures)
    {
        ModalInputs.Check(pictures, Config.Modalities, 3);
        using var scope = NewDisposeScope();
        var (details, deep) = encoder.call(pictures);
        Tensor[] coarse = dropout.call(pyramid.call(deep)).Resized(details[0].shape[2..]);
        Tensor[] x = refine2.call(refine1.call(ModalTensors.Joined(coarse, fine.call(details))));
        return ModalOutputs.Of(classes.call(x), alpha).MoveToOuterDisposeScope();
    }
}
