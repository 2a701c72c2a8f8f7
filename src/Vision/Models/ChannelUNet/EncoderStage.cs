using Fuse3D.Vision.Fusion.Channels;
using Fuse3D.Vision.Models.Modalities;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.ChannelUNet;

/// <summary>What a stage of the encoder does beside convolving.</summary>
/// <param name="Activates">whether a LeakyReLU comes before the convolution</param>
/// <param name="Normalises">whether the norm behind the convolution is used; its parameters exist in any case, as published</param>
/// <param name="Exchange">of channels behind the norm; null: none</param>
/// <param name="Asymmetric">shuffles channels behind the norm, activates, and adds the shifted map of the other modality</param>
internal sealed record EncoderOptions(bool Activates, bool Normalises, ExchangeRule? Exchange = null, bool Asymmetric = false);

/// <summary>A stage of the encoder: halves the size; convolution shared unless planned otherwise, norms per modality.</summary>
/// <remarks>M modalities, B pictures, C channels. Field names are the checkpoint's keys.</remarks>
public sealed class EncoderStage : nn.Module<Tensor[], Tensor[]>
{
    internal const double Slope = 0.2;      // of the LeakyReLU

    private readonly ModalLayer conv, insnorm_conv;
    private readonly EncoderOptions _options;
    private readonly int _modalities;
    private readonly string _key;

    internal EncoderStage(string key, int inputs, int outputs, ModalPlan plan, EncoderOptions options) : base(nameof(EncoderStage))
    {
        (_key, _modalities, _options) = (key, plan.Modalities, options);
        conv = plan.Convolution(() => nn.Conv2d(inputs, outputs, 4, stride: 2, padding: 1));
        insnorm_conv = InstanceNorms.Own(outputs, plan.Modalities);
        RegisterComponents();
    }

    /// <summary>The scales of its norms: M of [C].</summary>
    internal Tensor[] Scales => insnorm_conv.Scales(_modalities);

    /// <param name="modalities">M of [B, inputs, H, W]</param>
    /// <returns>M of [B, C, H / 2, W / 2]</returns>
    public override Tensor[] forward(Tensor[] modalities)
    {
        using var scope = NewDisposeScope();
        Tensor[] x = conv.call(_options.Activates ? modalities.Each(Activate) : modalities);
        if (_options.Normalises)
            x = insnorm_conv.call(x);
        if (_options.Exchange is { } rule && x.Length > 1)
            x = ChannelExchange.Apply(x, rule.Replaced(Scales, _key));
        if (_options.Asymmetric)
            x = PixelShift.AddNext(ChannelShuffle.Apply(x).Each(Activate), x.Each(Activate));
        scope.MoveToOuter(x);
        return x;
    }

    private static Tensor Activate(Tensor map) => nn.functional.leaky_relu(map, Slope);
}
