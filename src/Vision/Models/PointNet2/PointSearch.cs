using Fuse3D.Vision.Kernels;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.PointNet2;

/// <summary>The three searches of the backbone on tensors with a batch dimension.</summary>
internal sealed class PointSearch
{
    private readonly SampleCloud _sample;
    private readonly FindNeighbours _ball;
    private readonly FindNearest _nearest;

    private PointSearch(SampleCloud sample, FindNeighbours ball, FindNearest nearest) => (_sample, _ball, _nearest) = (sample, ball, nearest);

    private delegate void SampleCloud(ReadOnlySpan<float> xyz, Span<int> picked);

    private delegate void FindNeighbours(ReadOnlySpan<float> xyz, ReadOnlySpan<float> centres, float radius, int samples, Span<int> indices);

    private delegate void FindNearest(ReadOnlySpan<float> unknown, ReadOnlySpan<float> known, Span<float> squaredDistances, Span<int> indices);

    /// <summary>The kernels.</summary>
    public static PointSearch Fast { get; } = new(FurthestPoint.Sample, BallQuery.Query, Kernels.ThreeNearest.Query);

    /// <summary>Their scalar twins: what the benchmark of the plain path runs.</summary>
    public static PointSearch Scalar { get; } = new(FurthestPoint.SampleScalar, BallQuery.QueryScalar, Kernels.ThreeNearest.QueryScalar);

    /// <param name="xyz">[B, N, 3]</param>
    /// <returns>[B, count] int32: furthest points</returns>
    public Tensor Sample(Tensor xyz, int count)
    {
        int batch = (int)xyz.shape[0];
        float[][] clouds = Clouds(xyz);
        var picked = new int[batch * count];
        for (int b = 0; b < batch; b++)
            _sample(clouds[b], picked.AsSpan(b * count, count));
        return tensor(picked, [batch, count], device: xyz.device);
    }

    /// <param name="xyz">[B, N, 3]</param>
    /// <param name="centres">[B, P, 3]</param>
    /// <returns>[B, P, samples] int32: neighbours of each centre</returns>
    public Tensor Ball(Tensor xyz, Tensor centres, float radius, int samples)
    {
        int batch = (int)xyz.shape[0], count = (int)centres.shape[1] * samples;
        float[][] clouds = Clouds(xyz), middles = Clouds(centres);
        var indices = new int[batch * count];
        for (int b = 0; b < batch; b++)
            _ball(clouds[b], middles[b], radius, samples, indices.AsSpan(b * count, count));
        return tensor(indices, [batch, centres.shape[1], samples], device: xyz.device);
    }

    /// <param name="unknown">[B, U, 3]</param>
    /// <param name="known">[B, K, 3]</param>
    /// <returns>weights [B, U, 3] float32, which sum to 1, and indices [B, U, 3] int32</returns>
    public (Tensor Weights, Tensor Indices) ThreeNearest(Tensor unknown, Tensor known)
    {
        int batch = (int)unknown.shape[0], count = (int)unknown.shape[1] * 3;
        float[][] from = Clouds(unknown), to = Clouds(known);
        float[] distances = new float[batch * count], weights = new float[batch * count];
        var indices = new int[batch * count];
        for (int b = 0; b < batch; b++)
            _nearest(from[b], to[b], distances.AsSpan(b * count, count), indices.AsSpan(b * count, count));
        Kernels.ThreeNearest.Weights(distances, weights);
        return (tensor(weights, unknown.shape, device: unknown.device), tensor(indices, unknown.shape, device: unknown.device));
    }

    private static float[][] Clouds(Tensor xyz)
    {
        using Tensor plain = xyz.cpu().contiguous();
        float[] values = plain.data<float>().ToArray();
        return [.. values.Chunk(Math.Max(1, values.Length / (int)xyz.shape[0]))];
    }
}
