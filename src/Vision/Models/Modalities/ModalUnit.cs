using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Modalities;

/// <summary>Convolution, batch norm, ReLU on a list of modalities.</summary>
/// <remarks>M modalities, B pictures, C channels, s the stride.</remarks>
internal sealed class ModalUnit : nn.Module<Tensor[], Tensor[]>
{
    private readonly ModalLayer conv, bn;

    public ModalUnit(ModalPlan plan, int inputs, int outputs, int kernel, int stride = 1, int dilation = 1, int groups = 1) : base(nameof(ModalUnit))
    {
        (conv, bn) = plan.Normed(inputs, outputs, kernel, stride, dilation, groups);
        RegisterComponents();
    }

    /// <param name="modalities">M of [B, inputs, H, W]</param>
    /// <returns>M of [B, C, H / s, W / s]</returns>
    public override Tensor[] forward(Tensor[] modalities)
    {
        using var scope = NewDisposeScope();
        Tensor[] x = bn.call(conv.call(modalities)).Each(relu);
        scope.MoveToOuter(x);
        return x;
    }
}
