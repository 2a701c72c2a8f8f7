using Fuse3D.Vision.Models.Modalities;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.RefineNet;

/// <summary>Chained residual pooling of RefineNet: a chain of 5x5 maximum and convolution, whose every link is added.</summary>
/// <remarks>M modalities, B pictures, C channels.</remarks>
public sealed class ChainedPooling : nn.Module<Tensor[], Tensor[]>
{
    private readonly ModalLayer[] _convolutions;

    public ChainedPooling(int channels, int links, ModalPlan plan) : base(nameof(ChainedPooling))
    {
        _convolutions = [.. Enumerable.Range(0, links).Select(_ => plan.Convolution(channels, channels, 3))];
        for (int i = 0; i < links; i++)
            register_module($"{i + 1}_outvar_dimred", _convolutions[i]);
    }

    /// <param name="modalities">M of [B, C, H, W]</param>
    /// <returns>M of [B, C, H, W]</returns>
    public override Tensor[] forward(Tensor[] modalities)
    {
        using var scope = NewDisposeScope();
        Tensor[] x = modalities, top = modalities;
        foreach (ModalLayer convolution in _convolutions)
        {
            top = convolution.call(top.Each(map => nn.functional.max_pool2d(map, 5, stride: 1, padding: 2)));
            x = x.Plus(top);
        }

        scope.MoveToOuter(x);
        return x;
    }
}
