using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Kernels;

namespace Fuse3D.Vision.Models.PointNet2;

/// <summary>What the backbone makes of one cloud.</summary>
/// <param name="Stages">the four set abstractions' points</param>
/// <param name="SeedIndices">[P] rows of the input cloud</param>
/// <param name="SeedFeatures">[P, channels]</param>
internal sealed record PackedSeeds(PackedPoints[] Stages, int[] SeedIndices, float[] SeedFeatures)
{
    /// <summary>[P, 3]</summary>
    public float[] SeedXyz => Stages[1].Xyz;
}

/// <summary>The PointNet++ backbone for inference, one cloud at a time.</summary>
internal sealed class PackedBackbone
{
    private readonly PackedSetAbstraction[] _stages;
    private readonly PackedFeaturePropagation _fp1, _fp2;
    private readonly Workers _workers;

    /// <param name="weights">a checkpoint's</param>
    /// <param name="prefix">of the backbone's keys: "" or "backbone_net."</param>
    public PackedBackbone(WeightTable weights, string prefix, PointNet2Config config, Workers workers)
    {
        _workers = workers;
        _stages = [.. config.Stages.Select((stage, i) => new PackedSetAbstraction(weights, $"{prefix}sa{i + 1}", stage))];
        _fp1 = new(weights, $"{prefix}fp1", config.Propagations[0]);
        _fp2 = new(weights, $"{prefix}fp2", config.Propagations[1]);
    }

    /// <param name="cloud">[N, 3 + F]</param>
    /// <param name="features">F</param>
    /// <param name="cancel">looked at between stages</param>
    public PackedSeeds Run(ReadOnlySpan<float> cloud, int features, CancellationToken cancel)
    {
        PackedPoints points = Part(cloud, features);
        var kept = new PackedPoints[_stages.Length];
        for (int i = 0; i < _stages.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            points = kept[i] = _stages[i].Run(points, _workers);
        }

        cancel.ThrowIfCancellationRequested();
        float[] spread = _fp1.Run(kept[2], kept[3], kept[3].Features, _workers);
        float[] seeds = _fp2.Run(kept[1], kept[2], spread, _workers);
        int[] ofCloud = kept[0].Indices;
        return new(kept, [.. kept[1].Indices.Select(i => ofCloud[i])], seeds);
    }

    private static PackedPoints Part(ReadOnlySpan<float> cloud, int features)
    {
        int stride = 3 + features, count = cloud.Length / stride;
        float[] xyz = new float[count * 3], rest = new float[count * features];
        for (int i = 0; i < count; i++)
        {
            cloud.Slice(i * stride, 3).CopyTo(xyz.AsSpan(i * 3));
            cloud.Slice(i * stride + 3, features).CopyTo(rest.AsSpan(i * features));
        }

        return new(xyz, rest, []);
    }
}
