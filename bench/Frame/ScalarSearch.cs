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
        int batch = (int)xyz.shape[0];
        var picked = new int[batch * count];
        for (int b = 0; b < batch; b++)
            FurthestPoint.SampleScalar(Values(xyz, b), picked.AsSpan(b * count, count));
        return tensor(picked, [batch, count]).to(ScalarType.Int64);
    }

    private static Tensor Ball(Tensor xyz, Tensor centres, float radius, int samples)
    {
        int batch = (int)centres.shape[0], slots = (int)centres.shape[1] * samples;
        var indices = new int[batch * slots];
        for (int b = 0; b < batch; b++)
            BallQuery.QueryScalar(Values(xyz, b), Values(centres, b), radius, samples, indices.AsSpan(b * slots, slots));
        return tensor(indices, [batch, centres.shape[1], samples]).to(ScalarType.Int64);
    }

    private static (Tensor SquaredDistances, Tensor Indices) Nearest(Tensor unknown, Tensor known)
    {
        int batch = (int)unknown.shape[0], slots = (int)unknown.shape[1] * 3;
        var distances = new float[batch * slots];
        var indices = new int[distances.Length];
        for (int b = 0; b < batch; b++)
            ThreeNearest.QueryScalar(Values(unknown, b), Values(known, b), distances.AsSpan(b * slots, slots), indices.AsSpan(b * slots, slots));
        return (tensor(distances, unknown.shape), tensor(indices, unknown.shape).to(ScalarType.Int64));
    }

    private static float[] Values(Tensor clouds, int cloud)
    {
        using Tensor detached = clouds.detach(), one = detached.select(0, cloud), plain = one.contiguous();
        return plain.data<float>().ToArray();
    }
}
