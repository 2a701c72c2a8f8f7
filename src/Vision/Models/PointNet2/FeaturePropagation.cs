using Fuse3D.Vision.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.PointNet2;

/// <summary>Carries features of few points to many: the three nearest, weighted by inverse distance, then a shared MLP.</summary>
/// <remarks>B clouds, U unknown points, K known points. Field names are the checkpoint's keys.</remarks>
public sealed class FeaturePropagation : nn.Module<Tensor, Tensor, Tensor, Tensor, Tensor>
{
    private readonly Sequential mlp;

    /// <param name="channels">inputs, then each layer's outputs</param>
    public FeaturePropagation(int[] channels) : base(nameof(FeaturePropagation))
    {
        mlp = SharedMlp.Build(channels[0], channels[1..]);
        RegisterComponents();
    }

    internal PointSearch Search { get; set; } = PointSearch.Fast;

    /// <param name="unknown">[B, U, 3]</param>
    /// <param name="known">[B, K, 3]</param>
    /// <param name="unknownFeatures">[B, C1, U]</param>
    /// <param name="knownFeatures">[B, C2, K]</param>
    /// <returns>[B, C, U]</returns>
    public override Tensor forward(Tensor unknown, Tensor known, Tensor unknownFeatures, Tensor knownFeatures)
    {
        using var scope = NewDisposeScope();
        var (distances, indices) = Search.Nearest(unknown, known);                              // [B, U, 3] both
        var weights = PointOps.InterpolationWeights(distances);                                 // [B, U, 3]
        var spread = PointGroups.Columns(knownFeatures, indices) * weights.unsqueeze(1);        // [B, C2, U, 3]
        var x = cat([spread.sum(-1), unknownFeatures], 1).unsqueeze(-1);                        // [B, C2 + C1, U, 1]
        return mlp.call(x).squeeze(-1).MoveToOuterDisposeScope();
    }
}
