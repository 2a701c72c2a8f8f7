using Fuse3D.Vision.Models.Modalities;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.ChannelUNet;

/// <summary>Tells patch by patch whether a picture is a real translation of another; one network for all modalities.</summary>
/// <remarks>B pictures of H x W pixels. Names of parts are the checkpoint's keys.</remarks>
public sealed class ChannelUNetDiscriminator : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly DiscriminatorStage conv1, conv2, conv3, conv4, conv5;

    /// <param name="channels">of both pictures together</param>
    /// <param name="width">channels behind the first convolution</param>
    public ChannelUNetDiscriminator(int channels = 6, int width = 64) : base(nameof(ChannelUNetDiscriminator))
    {
        conv1 = new(channels, width, stride: 2, activates: false, normalises: false);
        conv2 = new(width, 2 * width, stride: 2);
        conv3 = new(2 * width, 4 * width, stride: 2);
        conv4 = new(4 * width, 8 * width, stride: 1);
        conv5 = new(8 * width, 1, stride: 1, normalises: false);
        RegisterComponents();
        ConvolutionStart.Draw(this);
    }

    /// <param name="input1">[B, 3, H, W] the picture that is translated, values -1 to 1</param>
    /// <param name="input2">[B, 3, H, W] its translation, real or generated</param>
    /// <returns>[B, 1, H / 8 - 2, W / 8 - 2], 0 to 1: how likely each patch is real</returns>
    public override Tensor forward(Tensor input1, Tensor input2)
    {
        using var scope = NewDisposeScope();
        var x = conv3.call(conv2.call(conv1.call(cat([input1, input2], 1))));
        return conv5.call(conv4.call(x)).sigmoid().MoveToOuterDisposeScope();
    }
}

/// <summary>LeakyReLU, convolution, norm.</summary>
/// <remarks>Field names are the checkpoint's keys.</remarks>
internal sealed class DiscriminatorStage : nn.Module<Tensor, Tensor>
{
    private readonly ModalLayer conv, insnorm;
    private readonly bool _activates, _normalises;

    /// <param name="normalises">whether the norm is used; its parameters exist in any case, as published</param>
    public DiscriminatorStage(int inputs, int outputs, int stride, bool activates = true, bool normalises = true) : base(nameof(DiscriminatorStage))
    {
        (_activates, _normalises) = (activates, normalises);
        conv = ModalLayer.Shared(nn.Conv2d(inputs, outputs, 4, stride: stride, padding: 1));
        insnorm = InstanceNorms.Shared(outputs);
        RegisterComponents();
    }

    /// <param name="input">[B, inputs, H, W]</param>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = conv[0].call(_activates ? nn.functional.leaky_relu(input, EncoderStage.Slope) : input);
        return (_normalises ? insnorm[0].call(x) : x).MoveToOuterDisposeScope();
    }
}
