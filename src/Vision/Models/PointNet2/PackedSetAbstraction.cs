using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.Packed;

namespace Fuse3D.Vision.Models.PointNet2;

/// <summary>Points with a row of channels each.</summary>
/// <param name="Xyz">[N, 3]</param>
/// <param name="Features">[N, Channels]</param>
/// <param name="Indices">[N] which points of the set before these are</param>
internal sealed record PackedPoints(float[] Xyz, float[] Features, int[] Indices)
{
    public int Count => Xyz.Length / 3;

    public int Channels => Features.Length / Count;
}

/// <summary>A set abstraction for inference: norms folded, neighbourhoods as chunks of rows that stay in cache.</summary>
/// <remarks>
/// The first layer is linear in what it gathers, so the features' part is computed once per point and gathered afterwards.
/// Slots that a ball query filled up with its first hit are left out: the maximum is the same without them.
/// </remarks>
internal sealed class PackedSetAbstraction
{
    private const int ChunkRows = 512;      // rows times channels of the widest layer still fit the second cache

    private readonly SetAbstractionConfig _config;
    private readonly FoldedLayer _place;    // first layer's part for the coordinates: [hidden, 3], with the bias
    private readonly float[] _placeX, _placeY, _placeZ;
    private readonly PackedLinear? _lift;    // first layer's part for the features
    private readonly PackedLinear[] _rest;
    private readonly int _widest;

    /// <param name="name">of the stage in the checkpoint, such as "sa1"</param>
    public PackedSetAbstraction(WeightTable weights, string name, SetAbstractionConfig config)
    {
        _config = config;
        FoldedLayer[] layers = [.. config.Layers.Select((_, i) =>
            FoldedLayer.Of(weights, $"{name}.mlp_module.layer{i}.conv", $"{name}.mlp_module.layer{i}.bn.bn"))];
        _place = layers[0].Columns(0, 3);
        (_placeX, _placeY, _placeZ) = (_place.Columns(0, 1).Weight, _place.Columns(1, 1).Weight, _place.Columns(2, 1).Weight);
        _lift = config.Features == 0 ? null : (layers[0].Columns(3, config.Features) with { Bias = [] }).Pack();
        _rest = [.. layers[1..].Select(layer => layer.Pack(Activation.Relu))];
        _widest = layers.Max(layer => layer.Outputs);
    }

    public PackedPoints Run(PackedPoints points, Workers workers)
    {
        int[] picked = new int[_config.Points], near = new int[_config.Points * _config.Samples], hits = new int[_config.Points];
        FurthestPoint.Sample(points.Xyz, picked);
        float[] centres = Gather(points.Xyz, picked);
        BallQuery.Query(points.Xyz, centres, _config.Radius, _config.Samples, near, hits, workers);

        float[] lifted = Lift(points, workers);                                             // [N, hidden]
        var output = new float[_config.Points * _config.Layers[^1]];
        int centresPerChunk = ChunkRows / _config.Samples;
        workers.For((_config.Points + centresPerChunk - 1) / centresPerChunk, chunk =>
        {
            int first = chunk * centresPerChunk;
            Describe(points.Xyz, lifted, centres, near, hits, first, Math.Min(first + centresPerChunk, _config.Points), output);
        });
        return new(centres, output, picked);
    }

    private float[] Lift(PackedPoints points, Workers workers)
    {
        if (_lift is null)
            return [];
        var lifted = new float[points.Count * _place.Outputs];
        _lift.Run(points.Features, lifted, workers: workers);
        return lifted;
    }

    private void Describe(float[] xyz, float[] lifted, float[] centres, int[] near, int[] hits, int first, int end, float[] output)
    {
        float[] a = ArrayPool<float>.Shared.Rent(ChunkRows * _widest), b = ArrayPool<float>.Shared.Rent(ChunkRows * _widest);
        Span<int> ends = stackalloc int[ChunkRows];      // row after each centre's last
        int rows = 0;
        for (int centre = first; centre < end; centre++)
        {
            foreach (int hit in near.AsSpan(centre * _config.Samples, Math.Max(1, hits[centre])))
            {
                Span<float> row = a.AsSpan(rows++ * _place.Outputs, _place.Outputs);
                FirstLayer(xyz.AsSpan(hit * 3, 3), centres.AsSpan(centre * 3, 3), Lifted(lifted, hit), row);
            }

            ends[centre - first] = rows;
        }

        int channels = _place.Outputs;
        foreach (PackedLinear layer in _rest)
        {
            layer.RunHere(a.AsSpan(0, rows * channels), b.AsSpan(0, rows * layer.Outputs));
            channels = layer.Outputs;
            (a, b) = (b, a);
        }

        for (int centre = first, row = 0; centre < end; centre++)
        {
            Span<float> best = output.AsSpan(centre * channels, channels);
            a.AsSpan(row++ * channels, channels).CopyTo(best);
            for (; row < ends[centre - first]; row++)
                RowMath.Max(best, a.AsSpan(row * channels, channels));
        }

        ArrayPool<float>.Shared.Return(a);
        ArrayPool<float>.Shared.Return(b);
    }

    // relu(bias + features' part + place * (point - centre) / radius)
    private void FirstLayer(ReadOnlySpan<float> point, ReadOnlySpan<float> centre, ReadOnlySpan<float> lifted, Span<float> output)
    {
        float radius = _config.Radius;
        float x = (point[0] - centre[0]) / radius, y = (point[1] - centre[1]) / radius, z = (point[2] - centre[2]) / radius;
        ref float bias = ref _place.Bias[0], atX = ref _placeX[0], atY = ref _placeY[0], atZ = ref _placeZ[0];
        ref float into = ref MemoryMarshal.GetReference(output), given = ref MemoryMarshal.GetReference(lifted);
        int lanes = Vector512<float>.Count, i = 0;
        for (; i <= output.Length - lanes; i += lanes)
        {
            nuint at = (nuint)i;
            Vector512<float> sum = Vector512.LoadUnsafe(ref bias, at) + Vector512.LoadUnsafe(ref atX, at) * x;
            sum = sum + Vector512.LoadUnsafe(ref atY, at) * y + Vector512.LoadUnsafe(ref atZ, at) * z;
            if (lifted.Length > 0)
                sum += Vector512.LoadUnsafe(ref given, at);
            Vector512.Max(sum, Vector512<float>.Zero).StoreUnsafe(ref into, at);
        }

        for (; i < output.Length; i++)
        {
            float sum = _place.Bias[i] + _placeX[i] * x + _placeY[i] * y + _placeZ[i] * z + (lifted.Length > 0 ? lifted[i] : 0);
            output[i] = MathF.Max(sum, 0);
        }
    }

    private ReadOnlySpan<float> Lifted(float[] lifted, int point) =>
        lifted.Length == 0 ? [] : lifted.AsSpan(point * _place.Outputs, _place.Outputs);

    private static float[] Gather(float[] xyz, int[] picked)
    {
        var gathered = new float[picked.Length * 3];
        for (int i = 0; i < picked.Length; i++)
            xyz.AsSpan(picked[i] * 3, 3).CopyTo(gathered.AsSpan(i * 3));
        return gathered;
    }
}
