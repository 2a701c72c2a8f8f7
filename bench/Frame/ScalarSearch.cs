using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.PointNet2;
using static TorchSharp.torch;

namespace Fuse3D.Bench.Frame;

/// <summary>The backbone's searches by brute force, one point at a time: what the plain path runs.</summary>
internal static class ScalarSearch
{
    public static PointSearch Search { get; } = new(Sample, Ball, Nearest);

    private static Tensor Sample(Tensor xyz, int count)
    {
        var picked = new int[count];
        FurthestPoint.SampleScalar(Values(xyz), picked);
        return tensor(picked, [1, count]).to(ScalarType.Int64);
    }

    private static Tensor Ball(Tensor xyz, Tensor centres, float radius, int samples)
    {
        var indices = new int[centres.shape[1] * samples];
        BallQuery.QueryScalar(Values(xyz), Values(centres), radius, samples, indices);
        return tensor(indices, [1, centres.shape[1], samples]).to(ScalarType.Int64);
    }

    private static (Tensor SquaredDistances, Tensor Indices) Nearest(Tensor unknown, Tensor known)
    {
        var distances = new float[unknown.shape[1] * 3];
        var indices = new int[distances.Length];
        ThreeNearest.QueryScalar(Values(unknown), Values(known), distances, indices);
        return (tensor(distances, unknown.shape), tensor(indices, unknown.shape).to(ScalarType.Int64));
    }

    private static float[] Values(Tensor cloud)
    {
        using Tensor plain = cloud.contiguous();
        return plain.shape[0] == 1 ? plain.data<float>().ToArray() : throw new ArgumentException("one cloud at a time");
    }
}
