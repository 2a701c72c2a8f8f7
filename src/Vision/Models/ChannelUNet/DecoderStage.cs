using Fuse3D.Vision.Models.Modalities;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.ChannelUNet;

/// <summary>A stage of the decoder: doubles the size; convolution shared unless planned otherwise, norms per modality.</summary>
/// <remarks>M modalities, B pictures, C channels. Field names are the checkpoint's keys.</remarks>
public sealed class DecoderStage : nn.Module<Tensor[], Tensor[]>
{
    private readonly ModalLayer deconv, insnorm_deconv;
    private readonly double _dropout;
    private readonly bool _normalises;

    /// <param name="normalises">whether the norm is used; its parameters exist in any case, as published</param>
    internal DecoderStage(int inputs, int outputs, ModalPlan plan, bool normalises, double dropout) : base(nameof(DecoderStage))
    {
        (_normalises, _dropout) = (normalises, dropout);
        deconv = plan.Convolution(() => nn.ConvTranspose2d(inputs, outputs, 4, stride: 2, padding: 1));
        insnorm_deconv = InstanceNorms.Own(outputs, plan.Modalities);
        RegisterComponents();
    }

    /// <param name="modalities">M of [B, inputs, H, W]</param>
    /// <returns>M of [B, C, 2 H, 2 W]</returns>
    public override Tensor[] forward(Tensor[] modalities)
    {
        using var scope = NewDisposeScope();
        Tensor[] x = deconv.call(modalities.Each(relu));
        if (_normalises)
            x = insnorm_deconv.call(x);
        if (_dropout > 0)
            x = x.Each(map => nn.functional.dropout(map, _dropout, training));
        scope.MoveToOuter(x);
        return x;
    }
}
