using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Models.Packed;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.RefineNet;

/// <summary>Chained residual pooling of RefineNet: a chain of 5x5 maximum and convolution, whose every link is added.</summary>
/// <remarks>M modalities, B pictures, C channels.</remarks>
public sealed class ChainedPooling : nn.Module<Tensor[], Tensor[]>, IPreparesInference
{
    private const int Window = 5;

    private readonly ModalLayer[] _convolutions;
    private bool _isPrepared;

    public ChainedPooling(int channels, int links, ModalPlan plan) : base(nameof(ChainedPooling))
    {
        _convolutions = [.. Enumerable.Range(0, links).Select(_ => plan.Convolution(channels, channels, 3))];
        for (int i = 0; i < links; i++)
            register_module($"{i + 1}_outvar_dimred", _convolutions[i]);
    }

    void IPreparesInference.PrepareInference() => _isPrepared = true;

    /// <param name="modalities">M of [B, C, H, W]</param>
    /// <returns>M of [B, C, H, W]</returns>
    public override Tensor[] forward(Tensor[] modalities)
    {
        using var scope = NewDisposeScope();
        Tensor[] x = modalities, top = modalities;
        foreach (ModalLayer convolution in _convolutions)
        {
            top = convolution.call(top.Each(Largest));
            x = x.Plus(top);
        }

        scope.MoveToOuter(x);
        return x;
    }

    // Our own kernel knows no gradient; the general one, which keeps where each maximum was, takes longer than a convolution.
    private Tensor Largest(Tensor map)
    {
        if (training || !_isPrepared || map is not { device_type: DeviceType.CPU, dtype: ScalarType.Float32 })
            return nn.functional.max_pool2d(map, Window, stride: 1, padding: Window / 2);
        using var scope = NewDisposeScope();
        Tensor x = map.contiguous(), y = empty_like(x);
        SlidingMaximum.Run(x.Values(), y.Values(), (int)x.shape[2], (int)x.shape[3], Window);
        return y.MoveToOuterDisposeScope();
    }
}
