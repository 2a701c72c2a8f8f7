using Fuse3D.Vision.Models.Modalities;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.ChannelUNet;

/// <summary>A U-Net that translates several pictures of a scene into one, by each and by all together.</summary>
/// <remarks>
/// Wang et al., "Deep Multimodal Fusion by Channel Exchanging", NeurIPS 2020, after Isola et al., "Image-to-Image Translation with Conditional
/// Adversarial Networks", CVPR 2017. M modalities, B pictures. Names of parts are the checkpoint's keys.
/// </remarks>
public sealed class ChannelUNetGenerator : nn.Module<Tensor[], ModalOutputs>
{
    private readonly Parameter alpha;
    private readonly EncoderStage[] _encoder;
    private readonly DecoderStage[] _decoder;
    private readonly StageMixers _mixers;

    public ChannelUNetGenerator(ChannelUNetConfig config) : base(nameof(ChannelUNetGenerator))
    {
        config.Require();
        Config = config;
        _mixers = new(config.Baseline, new ModalPlan(config.Modalities), Width);
        alpha = new Parameter(ones([PlanBehind.Modalities]));
        _encoder = [.. Enumerable.Range(1, Stages).Select(Encoder)];
        _decoder = [.. Enumerable.Range(1, Stages).Select(Decoder)];
        for (int i = 0; i < Stages; i++)
        {
            register_module($"conv{i + 1}", _encoder[i]);
            register_module($"deconv{i + 1}", _decoder[i]);
        }

        foreach (var (key, mixer) in _mixers.Parts)
            register_module(key, mixer);
        RegisterComponents();
        ConvolutionStart.Draw(this);
    }

    public ChannelUNetConfig Config { get; }

    /// <summary>Weights of the branches in the ensemble, [M]; their sum is 1.</summary>
    public Tensor BranchWeights => alpha.softmax(0);

    /// <summary>The scales of the encoder's norms, which the sparsity term is of: of each stage, M of [C].</summary>
    /// <remarks>Those of the first and the last stage too, which are not used: their part of the term is kept, as published.</remarks>
    public IEnumerable<IReadOnlyList<Tensor>> ExchangeScales => _encoder.Select(stage => stage.Scales);

    private int Stages => Config.Stages;

    private ModalPlan PlanBehind => _mixers.PlanOf(Stages + 1);

    /// <param name="pictures">M of [B, 3, H, W], values -1 to 1; sides are multiples of <see cref="ChannelUNetConfig.PictureMultiple"/></param>
    /// <returns>pictures [B, 3, H, W], values -1 to 1</returns>
    /// <exception cref="InvalidInputException">another number of inputs, or other shapes</exception>
    public override ModalOutputs forward(Tensor[] pictures)
    {
        ModalInputs.Check(pictures, Config.Modalities, Config.Channels, Config.PictureMultiple);
        using var scope = NewDisposeScope();
        var (skips, aligned) = Encoded(pictures);
        Tensor[] x = _decoder[0].call(skips[^1]);
        for (int i = 1; i < Stages; i++)
            x = _decoder[i].call(x.Each(skips[Stages - 1 - i], (map, skip) => cat([map, skip], 1)));
        return (ModalOutputs.Of(x.Each(tanh), alpha) with { Aligned = aligned }).MoveToOuterDisposeScope();
    }

    // Behind each stage one map of every branch that ends; of branches that join later the first modality's. And of aligned stages M projections.
    private (Tensor[][] Skips, List<Tensor[]> Aligned) Encoded(Tensor[] pictures)
    {
        var skips = new Tensor[Stages][];
        List<Tensor[]> aligned = [];
        Tensor[] x = pictures;
        for (int i = 0; i < Stages; i++)
        {
            x = _mixers.Apply(i + 1, _encoder[i].call(x), aligned);
            skips[i] = x[..PlanBehind.Modalities];
        }

        return (skips, aligned);
    }

    private EncoderStage Encoder(int stage)
    {
        bool inner = stage > 1 && stage < Stages;
        var options = new EncoderOptions(
            Activates: stage > 1 && !IsAsymmetric(stage - 1), Normalises: inner, inner ? Config.Exchange : null, IsAsymmetric(stage));
        return new($"conv{stage}", stage == 1 ? Config.Channels : Width(stage - 1), Width(stage), _mixers.PlanOf(stage), options);
    }

    private DecoderStage Decoder(int stage)
    {
        int inputs = stage == 1 ? Width(Stages) : 2 * Width(Stages + 1 - stage), outputs = stage == Stages ? Config.Channels : Width(Stages - stage);
        return new(inputs, outputs, PlanBehind, normalises: stage < Stages, dropout: stage <= 3 ? Config.Dropout : 0);
    }

    private bool IsAsymmetric(int stage) => Config.Asymmetric && stage >= 3 && stage < Stages;

    // Channels behind a stage of the encoder, from 1.
    private int Width(int stage) => Config.Width * Math.Min(8, 1 << (stage - 1));
}
