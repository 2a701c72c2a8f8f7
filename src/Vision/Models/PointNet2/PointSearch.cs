using Fuse3D.Vision.Kernels;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.PointNet2;

/// <summary>The three searches of the backbone on tensors with a batch dimension; a benchmark may put slower ones in their place.</summary>
/// <param name="Sample">([B, N, 3], count) to [B, count] int64: furthest points</param>
/// <param name="Ball">([B, N, 3], [B, P, 3], radius, samples) to [B, P, samples] int64: neighbours of each centre</param>
/// <param name="Nearest">([B, U, 3], [B, K, 3]) to squared distances [B, U, 3] and indices [B, U, 3] int64: the three nearest</param>
internal sealed record PointSearch(
    Func<Tensor, int, Tensor> Sample,
    Func<Tensor, Tensor, float, int, Tensor> Ball,
    Func<Tensor, Tensor, (Tensor SquaredDistances, Tensor Indices)> Nearest)
{
    /// <summary>The kernels of the device that the tensors are on.</summary>
    public static PointSearch Fast { get; } = new(PointOps.SampleFurthest, PointOps.QueryBall, PointOps.QueryThreeNearest);
}
