using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Modalities;

/// <summary>A convolution and the norm behind it, with the norm's running statistics, as one convolution: for answers, not for training.</summary>
internal sealed class FoldedConvolution : IDisposable
{
    private readonly Convolution _shape;

    private FoldedConvolution(Convolution shape, Tensor weight, Tensor bias) => (_shape, Weight, Bias) = (shape, weight, bias);

    /// <summary>Of the convolution's shape.</summary>
    public Tensor Weight { get; }

    /// <summary>[C]</summary>
    public Tensor Bias { get; }

    /// <param name="layer">a convolution, transposed or not, without groups if transposed</param>
    /// <param name="norm">of its outputs: a batch norm, or an instance norm that answers by running statistics</param>
    public static FoldedConvolution Of(nn.Module layer, nn.Module norm)
    {
        var (convolution, statistics) = ((Convolution)layer, (NormBase)norm);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Tensor Exact(string name) => (norm.get_parameter(name) ?? norm.get_buffer(name)!).to(ScalarType.Float64);
        Tensor scale = Exact("weight") / (Exact("running_var") + statistics.eps).sqrt();                     // [C]
        Tensor before = convolution.bias?.to(ScalarType.Float64) ?? zeros_like(scale);
        Tensor factors = convolution is ConvTranspose2d ? scale.reshape(1, -1, 1, 1) : scale.reshape(-1, 1, 1, 1);
        Tensor weight = (convolution.weight.to(ScalarType.Float64) * factors).to(ScalarType.Float32), bias = ((before - Exact("running_mean")) * scale + Exact("bias")).to(ScalarType.Float32);
        return new(convolution, weight.DetachFromDisposeScope(), bias.DetachFromDisposeScope());
    }

    public Tensor Run(Tensor input) => _shape is ConvTranspose2d
        ? nn.functional.conv_transpose2d(input, Weight, Bias, _shape.stride, _shape.padding, _shape.output_padding, _shape.dilation, _shape.groups)
        : nn.functional.conv2d(input, Weight, Bias, _shape.stride, _shape.padding, _shape.dilation, _shape.groups);

    public void Dispose()
    {
        Weight.Dispose();
        Bias.Dispose();
    }
}
