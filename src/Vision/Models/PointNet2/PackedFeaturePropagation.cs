using System.Buffers;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.Packed;

namespace Fuse3D.Vision.Models.PointNet2;

/// <summary>A feature propagation for inference: norms folded, chunks of rows.</summary>
internal sealed class PackedFeaturePropagation
{
    private const int ChunkRows = 64;

    private readonly RowMlp _layers;

    /// <param name="name">of the stage in the checkpoint, such as "fp1"</param>
    /// <param name="channels">inputs, then each layer's outputs</param>
    public PackedFeaturePropagation(WeightTable weights, string name, int[] channels) =>
        _layers = new([.. channels.Skip(1).Select((_, i) =>
            FoldedLayer.Of(weights, $"{name}.mlp.layer{i}.conv", $"{name}.mlp.layer{i}.bn.bn").Pack(Activation.Relu))]);

    /// <param name="unknown">points that get the features, with features of their own</param>
    /// <param name="known">points that give them</param>
    /// <param name="knownFeatures">[known, channels] what they give</param>
    /// <returns>[unknown, outputs]</returns>
    public float[] Run(PackedPoints unknown, PackedPoints known, float[] knownFeatures, Workers workers)
    {
        int[] indices = new int[unknown.Count * 3];
        float[] distances = new float[unknown.Count * 3], weights = new float[unknown.Count * 3];
        ThreeNearest.Query(unknown.Xyz, known.Xyz, distances, indices, workers);
        ThreeNearest.Weights(distances, weights);

        var output = new float[unknown.Count * _layers.Outputs];
        workers.For((unknown.Count + ChunkRows - 1) / ChunkRows, chunk =>
        {
            int first = chunk * ChunkRows, rows = Math.Min(ChunkRows, unknown.Count - first);
            float[] joined = ArrayPool<float>.Shared.Rent(rows * _layers.Inputs);
            for (int row = 0; row < rows; row++)
                Join(unknown, knownFeatures, indices, weights, first + row, joined.AsSpan(row * _layers.Inputs, _layers.Inputs));
            _layers.RunHere(joined.AsSpan(0, rows * _layers.Inputs), output.AsSpan(first * _layers.Outputs, rows * _layers.Outputs));
            ArrayPool<float>.Shared.Return(joined);
        });
        return output;
    }

    // The three nearest blended, then the point's own.
    private static void Join(PackedPoints unknown, float[] given, int[] indices, float[] weights, int point, Span<float> row)
    {
        int own = unknown.Channels, channels = row.Length - own;
        ReadOnlySpan<int> at = indices.AsSpan(point * 3, 3);
        ReadOnlySpan<float> w = weights.AsSpan(point * 3, 3);
        ReadOnlySpan<float> a = given.AsSpan(at[0] * channels, channels), b = given.AsSpan(at[1] * channels, channels);
        ReadOnlySpan<float> c = given.AsSpan(at[2] * channels, channels);
        for (int i = 0; i < channels; i++)
            row[i] = a[i] * w[0] + b[i] * w[1] + c[i] * w[2];
        unknown.Features.AsSpan(point * own, own).CopyTo(row[channels..]);
    }
}
