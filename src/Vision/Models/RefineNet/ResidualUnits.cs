using Fuse3D.Vision.Models.Modalities;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.RefineNet;

/// <summary>Residual units of RefineNet: pairs of convolutions, each behind a ReLU.</summary>
/// <remarks>
/// M modalities, B pictures, C channels. The published ReLU works in place, so what is added is the rectified input; the weights depend on it.
/// </remarks>
public sealed class ResidualUnits : nn.Module<Tensor[], Tensor[]>
{
    private readonly (ModalLayer First, ModalLayer Second)[] _units;

    public ResidualUnits(int channels, int count, ModalPlan plan) : base(nameof(ResidualUnits))
    {
        _units = [.. Enumerable.Range(0, count).Select(_ => (plan.Convolution(channels, channels, 3, bias: true), plan.Convolution(channels, channels, 3)))];
        for (int i = 0; i < count; i++)
        {
            register_module($"{i + 1}_conv", _units[i].First);
            register_module($"{i + 1}_conv_relu_varout_dimred", _units[i].Second);
        }
    }

    /// <param name="modalities">M of [B, C, H, W]</param>
    /// <returns>M of [B, C, H, W]</returns>
    public override Tensor[] forward(Tensor[] modalities)
    {
        using var scope = NewDisposeScope();
        Tensor[] x = modalities;
        foreach (var (first, second) in _units)
        {
            Tensor[] rectified = x.Each(relu);
            x = second.call(first.call(rectified).Each(relu)).Plus(rectified);
        }

        scope.MoveToOuter(x);
        return x;
    }
}
