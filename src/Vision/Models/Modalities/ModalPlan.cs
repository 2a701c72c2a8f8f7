using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Modalities;

/// <summary>Which layers of a part of a network the modalities share.</summary>
/// <param name="Modalities">branches that pass this part</param>
/// <param name="SharedConvolutions">one set of convolutions for all branches (key "module"), or one each ("conv_0", "conv_1", ...)</param>
/// <param name="SharedNorms">one set of batch norms ("module"), or one each ("bn_0", "bn_1", ...)</param>
public sealed record ModalPlan(int Modalities, bool SharedConvolutions = true, bool SharedNorms = false)
{
    /// <summary>Where parameters are made; null: the CPU. On "meta" they take no memory.</summary>
    public Device? Device { get; init; }

    /// <summary>A convolution that keeps the size, but for its stride.</summary>
    /// <param name="kernel">odd</param>
    public ModalLayer Convolution(int inputs, int outputs, int kernel, int stride = 1, int dilation = 1, int groups = 1, bool bias = false)
    {
        return Convolution(() => nn.Conv2d(
            inputs, outputs, kernel, stride, padding: dilation * (kernel / 2), dilation, groups: groups, bias: bias, device: Device));
    }

    /// <param name="make">makes one set of its weights</param>
    public ModalLayer Convolution(Func<nn.Module<Tensor, Tensor>> make) =>
        SharedConvolutions ? ModalLayer.Shared(make()) : ModalLayer.Own("conv", Modalities, make);

    /// <summary>A convolution and the batch norm behind it.</summary>
    /// <inheritdoc cref="Convolution(int, int, int, int, int, int, bool)"/>
    public (ModalLayer Convolution, ModalLayer Norm) Normed(int inputs, int outputs, int kernel, int stride = 1, int dilation = 1, int groups = 1)
    {
        ModalLayer convolution = Convolution(inputs, outputs, kernel, stride, dilation, groups);
        return (convolution, Norm(outputs).Behind(convolution));
    }

    public ModalLayer Norm(int channels)
    {
        return SharedNorms ? ModalLayer.Shared(Make()) : ModalLayer.Own("bn", Modalities, Make);

        BatchNorm2d Make() => nn.BatchNorm2d(channels, device: Device);
    }
}
