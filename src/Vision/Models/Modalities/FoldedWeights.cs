using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Modalities;

/// <summary>Weights of a convolution that does the work of the norm behind it, with its running statistics, too: for answers, not for training.</summary>
/// <param name="Weight">of the convolution's shape</param>
/// <param name="Bias">[C]</param>
internal sealed record FoldedWeights(Tensor Weight, Tensor Bias) : IDisposable
{
    /// <param name="norm">of its outputs</param>
    public static FoldedWeights Of(Conv2d convolution, BatchNorm2d norm)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Tensor Exact(string name) => (norm.get_parameter(name) ?? norm.get_buffer(name)!).to(ScalarType.Float64);
        Tensor scale = Exact("weight") / (Exact("running_var") + norm.eps).sqrt();                     // [C]
        Tensor before = convolution.bias?.to(ScalarType.Float64) ?? zeros_like(scale);
        Tensor weight = (convolution.weight.to(ScalarType.Float64) * scale.reshape(-1, 1, 1, 1)).to(ScalarType.Float32);
        Tensor bias = ((before - Exact("running_mean")) * scale + Exact("bias")).to(ScalarType.Float32);
        return new(weight.DetachFromDisposeScope(), bias.DetachFromDisposeScope());
    }

    public void Dispose()
    {
        Weight.Dispose();
        Bias.Dispose();
    }
}
