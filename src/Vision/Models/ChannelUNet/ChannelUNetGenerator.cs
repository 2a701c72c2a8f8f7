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
    private const int Stages = 8;

    private readonly Parameter alpha;
    private readonly EncoderStage[] _encoder;
    private readonly DecoderStage[] _decoder;

    public ChannelUNetGenerator(ChannelUNetConfig config) : base(nameof(ChannelUNetGenerator))
    {
        Config = config;
        alpha = new Parameter(ones([config.Modalities]));
        _encoder = [.. Enumerable.Range(1, Stages).Select(Encoder)];
        _decoder = [.. Enumerable.Range(1, Stages).Select(Decoder)];
        for (int i = 0; i < Stages; i++)
        {
            register_module($"conv{i + 1}", _encoder[i]);
            register_module($"deconv{i + 1}", _decoder[i]);
        }

        RegisterComponents();
        ConvolutionStart.Draw(this);
    }

    public ChannelUNetConfig Config { get; }

    /// <summary>Weights of the branches in the ensemble, [M]; their sum is 1.</summary>
    public Tensor BranchWeights => alpha.softmax(0);

    /// <summary>The scales of the encoder's norms, which the sparsity term is of: of each stage, M of [C].</summary>
    /// <remarks>Those of the first and the last stage too, which are not used: their part of the term is kept, as published.</remarks>
    public IEnumerable<IReadOnlyList<Tensor>> ExchangeScales => _encoder.Select(stage => stage.Scales);

    /// <param name="pictures">M of [B, 3, H, W], values -1 to 1; sides are multiples of 256</param>
    /// <returns>pictures [B, 3, H, W], values -1 to 1</returns>
    /// <exception cref="InvalidInputException">another number of inputs, or other shapes</exception>
    public override ModalOutputs forward(Tensor[] pictures)
    {
        ModalInputs.Check(pictures, Config.Modalities, Config.Channels, ChannelUNetConfig.PictureMultiple);
        using var scope = NewDisposeScope();
        var skips = new Tensor[Stages][];
        for (int i = 0; i < Stages; i++)
            skips[i] = _encoder[i].call(i == 0 ? pictures : skips[i - 1]);
        Tensor[] x = _decoder[0].call(skips[^1]);
        for (int i = 1; i < Stages; i++)
            x = _decoder[i].call([.. x.Zip(skips[Stages - 1 - i], (map, skip) => cat([map, skip], 1))]);
        return ModalOutputs.Of(x.Each(tanh), alpha).MoveToOuterDisposeScope();
    }

    private EncoderStage Encoder(int stage)
    {
        bool inner = stage is > 1 and < Stages;
        var options = new EncoderOptions(
            Activates: stage > 1 && !IsAsymmetric(stage - 1), Normalises: inner, inner ? Config.Exchange : null, IsAsymmetric(stage));
        return new($"conv{stage}", stage == 1 ? Config.Channels : Width(stage - 1), Width(stage), Config.Modalities, options);
    }

    private DecoderStage Decoder(int stage)
    {
        int inputs = stage == 1 ? Width(Stages) : 2 * Width(Stages + 1 - stage), outputs = stage == Stages ? Config.Channels : Width(Stages - stage);
        return new(inputs, outputs, Config.Modalities, normalises: stage < Stages, dropout: stage <= 3 ? Config.Dropout : 0);
    }

    private bool IsAsymmetric(int stage) => Config.Asymmetric && stage is >= 3 and < Stages;

    // Channels behind a stage of the encoder, from 1.
    private int Width(int stage) => Config.Width * Math.Min(8, 1 << (stage - 1));
}
