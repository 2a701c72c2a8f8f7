using Fuse3D.Vision.Models.Modalities;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.SegFormer;

/// <summary>
/// The projections of all stages, their concatenation, the convolution over it and its norm, as one projection of each stage whose results are
/// summed up: resizing is linear, so that it may come behind.
/// </summary>
/// <remarks>B samples, D channels of the decoder, C of a stage.</remarks>
internal sealed class FoldedProjections : IDisposable
{
    private readonly Tensor[] _weights;     // of each stage [D, C], the largest map first
    private readonly Tensor _bias;

    private FoldedProjections(Tensor[] weights, Tensor bias) => (_weights, _bias) = (weights, bias);

    /// <param name="projections">of the stages, the largest map first; concatenated the other way round</param>
    public static FoldedProjections Of(FusingConvolution fusing, IReadOnlyList<MapProjection> projections)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using FoldedWeights folded = fusing.Folded();
        Tensor bias = folded.Bias.to(ScalarType.Float64);
        var weights = new Tensor[projections.Count];
        for (int i = 0; i < weights.Length; i++)
        {
            var (weight, shift) = projections[i].Parameters;
            long width = weight.shape[0];
            Tensor part = folded.Weight.flatten(1).narrow(1, (weights.Length - 1 - i) * width, width).to(ScalarType.Float64);        // [D, D]
            weights[i] = part.matmul(weight.to(ScalarType.Float64)).to(ScalarType.Float32).DetachFromDisposeScope();
            bias = bias + part.matmul(shift.to(ScalarType.Float64));
        }

        return new(weights, bias.to(ScalarType.Float32).DetachFromDisposeScope());
    }

    /// <param name="levels">[B, C, h, w] of each stage, the largest first</param>
    /// <returns>[B, D, h, w] of the first stage's size, rectified</returns>
    public Tensor Run(Tensor[] levels)
    {
        using var scope = NewDisposeScope();
        Tensor sum = Projected(levels[0], _weights[0], _bias);
        for (int i = 1; i < levels.Length; i++)
            sum.add_(SegFormerDecoder.Resized(Projected(levels[i], _weights[i], null), levels[0].shape[2..]));
        return sum.relu_().MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (Tensor weight in _weights)
            weight.Dispose();
        _bias.Dispose();
    }

    private static Tensor Projected(Tensor map, Tensor weight, Tensor? bias) =>
        nn.functional.linear(map.permute(0, 2, 3, 1), weight, bias).permute(0, 3, 1, 2);
}
