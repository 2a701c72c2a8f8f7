using Fuse3D.Vision.Models.Modalities;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.DeepLab;

/// <summary>A separable convolution: 3x3 within each channel, then 1x1 over them; norm and ReLU behind both.</summary>
/// <remarks>M modalities, B pictures, C channels, s the stride.</remarks>
internal sealed class SeparableUnit : nn.Module<Tensor[], Tensor[]>
{
    private readonly ModalUnit depthwise, pointwise;

    public SeparableUnit(ModalPlan plan, int inputs, int outputs, int stride = 1, int dilation = 1) : base(nameof(SeparableUnit))
    {
        depthwise = new(plan, inputs, inputs, 3, stride, dilation, groups: inputs);
        pointwise = new(plan, inputs, outputs, 1);
        RegisterComponents();
    }

    /// <param name="modalities">M of [B, inputs, H, W]</param>
    /// <returns>M of [B, C, H / s, W / s]</returns>
    public override Tensor[] forward(Tensor[] modalities)
    {
        using var scope = NewDisposeScope();
        Tensor[] x = pointwise.call(depthwise.call(modalities));
        scope.MoveToOuter(x);
        return x;
    }
}
