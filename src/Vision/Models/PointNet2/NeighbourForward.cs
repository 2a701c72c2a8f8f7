using System.Numerics;
using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.Norms;
using Fuse3D.Vision.Models.Packed;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.PointNet2;

/// <summary>The forward half of <see cref="NeighbourMlp"/>, and what its backward half needs of it.</summary>
/// <remarks>R rows, G centres, C channels of the layer at hand.</remarks>
internal sealed unsafe class NeighbourForward(NeighbourRows rows, LearnedLayer[] layers)
{
    public NeighbourRows Rows { get; } = rows;

    public LearnedLayer[] Layers { get; } = layers;

    public LearnedLayer Last => Layers[^1];

    /// <summary>[G, C] the row that each centre's result comes from</summary>
    public int[] BestRow { get; } = new int[rows.Centres * layers[^1].Outputs];

    /// <summary>[G, C] what the last norm read there</summary>
    public float[] Best { get; } = new float[rows.Centres * layers[^1].Outputs];

    /// <param name="lifted">[B N, C] the features' part of the first layer, or null</param>
    /// <param name="norms">of each layer</param>
    /// <returns>what the norms of all layers but the last read, [R, C] each; the result [G, C]</returns>
    public (List<Tensor> Activations, Tensor Output) Run(Tensor? lifted, IReadOnlyList<SyncBatchNorm> norms)
    {
        var activations = new List<Tensor>();
        for (int i = 0; i < Layers.Length; i++)
        {
            Tensor? into = i < Layers.Length - 1 ? empty([Rows.Count, Layers[i].Outputs], ScalarType.Float32) : null;
            ColumnMoments moments = i == 0 ? Place(lifted, into!) : Multiply(i, activations[i - 1], into);
            if (into is not null)
                activations.Add(into);
            Layers[i].Normalise(moments);
            norms[i].Follow(tensor(Layers[i].Mean), tensor(Layers[i].Variance), Layers[i].Slots);
        }

        return (activations, Output());
    }

    /// <summary>A layer's input rows: what the norm before it read, through that norm and its ReLU.</summary>
    public void Activate(int layer, Tensor read, RowChunk chunk, float* x)
    {
        LearnedLayer before = Layers[layer - 1];
        NormRows.Activate(At(read, chunk, before.Outputs), before.Scale, before.Shift, chunk.Rows, x);
    }

    /// <summary>A chunk's first number in a tensor of all rows.</summary>
    public static float* At(Tensor tensor, RowChunk chunk, int channels) => tensor.Pointer() + (long)chunk.First * channels;

    // The first layer: its weight on the places, and what the features of the point add.
    private ColumnMoments Place(Tensor? lifted, Tensor into)
    {
        LearnedLayer layer = Layers[0];
        int channels = layer.Outputs;
        float[][] axes = [.. Enumerable.Range(0, 3).Select(axis => layer.Weight.Where((_, i) => i % 3 == axis).ToArray())];
        return Merged(channels, (chunk, moments) =>
        {
            float* y = At(into, chunk, channels), from = lifted is null ? null : lifted.Pointer();
            for (int row = chunk.First; row < chunk.First + chunk.Rows; row++)
            {
                float* added = from is null ? null : from + (long)Rows.Point[row] * channels;
                PlaceRow(axes, Rows.Place.AsSpan(3 * row, 3), added, y + (long)(row - chunk.First) * channels);
            }

            AddMoments(moments, y, chunk, channels);
        });
    }

    private static void PlaceRow(float[][] axes, ReadOnlySpan<float> place, float* added, float* y)
    {
        int channels = axes[0].Length;
        for (int c = 0; c < channels; c += Vector<float>.Count)
        {
            Vector<float> sum = new Vector<float>(axes[0], c) * place[0] + new Vector<float>(axes[1], c) * place[1] + new Vector<float>(axes[2], c) * place[2];
            (added is null ? sum : sum + Vector.Load(added + c)).Store(y + c);
        }
    }

    // A later layer; of the last one only the best rows are kept.
    private ColumnMoments Multiply(int layer, Tensor read, Tensor? into)
    {
        int inputs = Layers[layer].Inputs, outputs = Layers[layer].Outputs;
        var product = new PackedLinear(Layers[layer].Weight, [], inputs);
        return Merged(outputs, (chunk, moments) =>
        {
            using Scratch x = new((long)chunk.Rows * inputs), scratch = new((long)chunk.Rows * outputs);
            float* y = into is null ? scratch.At : At(into, chunk, outputs);
            Activate(layer, read, chunk, x.At);
            product.RunHere(new(x.At, chunk.Rows * inputs), new(y, chunk.Rows * outputs));
            AddMoments(moments, y, chunk, outputs);
            if (into is null)
                KeepBest(chunk, y);
        });
    }

    private ColumnMoments Merged(int channels, Action<RowChunk, ColumnMoments> body)
    {
        var all = new ColumnMoments(channels);
        foreach (ColumnMoments moments in RowStripes.Run(Rows, () => new ColumnMoments(channels), body))
            all.Merge(moments);
        return all;
    }

    private void AddMoments(ColumnMoments moments, float* y, RowChunk chunk, int channels)
    {
        Span<float> mean = stackalloc float[channels], squares = stackalloc float[channels];
        ReadOnlySpan<float> weights = Rows.Weight.AsSpan(chunk.First, chunk.Rows);
        float all = (chunk.EndCentre - chunk.FirstCentre) * Rows.Samples;
        NormRows.Moments(y, weights, all, mean, squares);
        moments.Merge<float>(all, mean, squares);
    }

    // The largest value of each centre and channel, or the smallest where the norm turns the order round; the first of equals.
    private void KeepBest(RowChunk chunk, float* y)
    {
        int channels = Last.Outputs, lanes = Vector<float>.Count;
        float[] sign = [.. Enumerable.Range(0, channels).Select(c => Last.Rises(c) ? 1f : -1f)];
        for (int centre = chunk.FirstCentre; centre < chunk.EndCentre; centre++)
        {
            int first = Rows.Start[centre], end = Rows.Start[centre + 1];
            for (int c = 0; c < channels; c += lanes)
            {
                var turned = new Vector<float>(sign, c);
                Vector<float> best = Vector.Load(y + (long)(first - chunk.First) * channels + c) * turned;
                var from = new Vector<int>(first);
                for (int row = first + 1; row < end; row++)
                {
                    Vector<float> value = Vector.Load(y + (long)(row - chunk.First) * channels + c) * turned;
                    from = Vector.ConditionalSelect(Vector.GreaterThan(value, best), new Vector<int>(row), from);
                    best = Vector.Max(value, best);
                }

                (best * turned).CopyTo(Best, centre * channels + c);
                from.CopyTo(BestRow, centre * channels + c);
            }
        }
    }

    private Tensor Output()
    {
        Tensor output = empty([Rows.Centres, Last.Outputs], ScalarType.Float32);
        fixed (float* best = Best)
            NormRows.Activate(best, Last.Scale, Last.Shift, Rows.Centres, output.Pointer());
        return output;
    }
}
