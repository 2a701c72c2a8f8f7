#if FUSE3D_BINDINGS
using Fuse3D.TorchExtensions;
#endif
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Kernels;

/// <summary>The point operators on tensors with a batch dimension.</summary>
/// <remarks>
/// B clouds, N points, M centres, S samples, C channels. Positions are float32; indices are int64, ready for gather. Points on a CUDA
/// device are searched there where the native library has the kernels, else on the CPU; results are on the points' device. The CPU path
/// refuses positions that are not finite; the CUDA kernels do not look. Searches carry no gradient; what gathers and blends does.
/// Results belong to the caller.
/// </remarks>
public static class PointOps
{
    /// <summary>Furthest point sampling of each cloud.</summary>
    /// <param name="xyz">[B, N, 3]</param>
    /// <returns>[B, S]</returns>
    public static Tensor SampleFurthest(Tensor xyz, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
#if FUSE3D_BINDINGS
        if (HasDeviceKernels(xyz))
        {
            using Tensor plain = xyz.detach().contiguous();
            return PointKernels.FurthestPoint(plain, samples);
        }
#endif
        CloudBatch clouds = new(xyz, nameof(xyz));
        int[] picked = new int[clouds.Batch * samples];
        Workers.Shared.For(clouds.Batch, b => FurthestPoint.Sample(clouds[b], picked.AsSpan(b * samples, samples)));
        return clouds.ToTensor(picked, clouds.Batch, samples);
    }

    /// <summary>The first points, in index order, within a radius of each centre.</summary>
    /// <param name="xyz">[B, N, 3]</param>
    /// <param name="centres">[B, M, 3]</param>
    /// <param name="radius">metres</param>
    /// <returns>[B, M, S]</returns>
    public static Tensor QueryBall(Tensor xyz, Tensor centres, float radius, int samples)
    {
#if FUSE3D_BINDINGS
        if (HasDeviceKernels(xyz))
        {
            using Tensor plain = xyz.detach().contiguous(), plainCentres = centres.detach().contiguous();
            return PointKernels.BallQuery(plain, plainCentres, radius, samples);
        }
#endif
        CloudBatch clouds = new(xyz, nameof(xyz)), around = new(centres, nameof(centres));
        clouds.RequireSameBatch(around, nameof(centres));
        int slots = around.Count * samples;
        int[] indices = new int[clouds.Batch * slots], hitCounts = new int[around.Count];
        for (int b = 0; b < clouds.Batch; b++)
            BallQuery.Query(clouds[b], around[b], radius, samples, indices.AsSpan(b * slots, slots), hitCounts);
        return clouds.ToTensor(indices, clouds.Batch, around.Count, samples);
    }

    /// <summary>The three known points nearest to each unknown one, nearest first.</summary>
    /// <param name="unknown">[B, N, 3]</param>
    /// <param name="known">[B, M, 3]</param>
    /// <returns>[B, N, 3] each</returns>
    public static (Tensor SquaredDistances, Tensor Indices) QueryThreeNearest(Tensor unknown, Tensor known)
    {
#if FUSE3D_BINDINGS
        if (HasDeviceKernels(unknown))
        {
            using Tensor plain = unknown.detach().contiguous(), plainKnown = known.detach().contiguous();
            return PointKernels.ThreeNearest(plain, plainKnown);
        }
#endif
        CloudBatch clouds = new(unknown, nameof(unknown)), among = new(known, nameof(known));
        clouds.RequireSameBatch(among, nameof(known));
        int slots = 3 * clouds.Count;
        float[] distances = new float[clouds.Batch * slots];
        int[] indices = new int[clouds.Batch * slots];
        for (int b = 0; b < clouds.Batch; b++)
            ThreeNearest.Query(clouds[b], among[b], distances.AsSpan(b * slots, slots), indices.AsSpan(b * slots, slots), Workers.Shared);
        return (clouds.ToTensor(distances, clouds.Batch, clouds.Count, 3), clouds.ToTensor(indices, clouds.Batch, clouds.Count, 3));
    }

    /// <summary>1 / (distance + 1e-8), divided by their sum over the three.</summary>
    /// <param name="squaredDistances">[B, N, 3]</param>
    /// <returns>[B, N, 3]</returns>
    public static Tensor InterpolationWeights(Tensor squaredDistances)
    {
        using var scope = NewDisposeScope();
        Tensor inverse = 1f / (squaredDistances.sqrt() + 1e-8f);
        return (inverse / inverse.sum(-1, keepdim: true)).MoveToOuterDisposeScope();
    }

    /// <summary>out[b, c, m, s] = features[b, c, indices[b, m, s]]; gradients go to the features.</summary>
    /// <param name="features">[B, C, N]</param>
    /// <param name="indices">[B, M, S]</param>
    /// <returns>[B, C, M, S]</returns>
    public static Tensor Group(Tensor features, Tensor indices)
    {
        using var scope = NewDisposeScope();
        (long batch, long channels) = (features.shape[0], features.shape[1]);
        Tensor flat = indices.reshape(batch, 1, -1).expand(batch, channels, -1);                             // [B, C, M S]
        return features.gather(2, flat).reshape(batch, channels, indices.shape[1], indices.shape[2]).MoveToOuterDisposeScope();
    }

    /// <summary>Channels 0 to 2: (xyz - centre) / radius; then the features in order. Gradients go to all of them.</summary>
    /// <param name="xyz">[B, N, 3]</param>
    /// <param name="centres">[B, M, 3]</param>
    /// <param name="radius">metres; 1 leaves the differences as they are</param>
    /// <param name="features">[B, C, N] or none</param>
    /// <param name="indices">[B, M, S]</param>
    /// <returns>[B, 3 + C, M, S]</returns>
    public static Tensor GroupNormalised(Tensor xyz, Tensor centres, float radius, Tensor? features, Tensor indices)
    {
        using var scope = NewDisposeScope();
        Tensor near = Group(xyz.transpose(1, 2), indices);                                                   // [B, 3, M, S]
        Tensor places = (near - centres.transpose(1, 2).unsqueeze(-1)) / radius;
        Tensor grouped = features is null ? places : cat([places, Group(features, indices)], 1);
        return grouped.MoveToOuterDisposeScope();
    }

    /// <summary>out[b, c, n] = sum over k of features[b, c, indices[b, n, k]] weights[b, n, k]; gradients go to features and weights.</summary>
    /// <param name="features">[B, C, M]</param>
    /// <param name="indices">[B, N, 3]</param>
    /// <param name="weights">[B, N, 3]</param>
    /// <returns>[B, C, N]</returns>
    public static Tensor Interpolate(Tensor features, Tensor indices, Tensor weights)
    {
        using var scope = NewDisposeScope();
        return (Group(features, indices) * weights.unsqueeze(1)).sum(-1).MoveToOuterDisposeScope();
    }

#if FUSE3D_BINDINGS
    private static bool HasDeviceKernels(Tensor xyz) => xyz.device_type == DeviceType.CUDA && PointKernels.IsAvailable;
#endif
}
