using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.Packed;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.PointNet2;

/// <summary>The backward half of <see cref="NeighbourMlp"/>.</summary>
/// <remarks>
/// R rows, G centres, C channels of the layer at hand. A row's gradient is that of all its repetitions together. Gradients "behind" a norm
/// are those of its results, masked by the ReLU.
/// </remarks>
/// <param name="forward">the step's forward half</param>
/// <param name="read">what the norms of all layers but the last read, [R, C] each</param>
/// <param name="output">[G, C] the forward half's result</param>
internal sealed unsafe class NeighbourBackward(NeighbourForward forward, List<Tensor> read, Tensor output)
{
    private readonly NeighbourRows _rows = forward.Rows;
    private readonly LearnedLayer[] _layers = forward.Layers;

    /// <param name="gradient">[G, C] of the result</param>
    /// <returns>gradients of the lifted features (null without them), then of each layer's weight, gamma and beta</returns>
    public List<Tensor> Run(Tensor gradient, bool lifted)
    {
        LearnedLayer last = forward.Last;
        float[] chosen = new float[forward.Best.Length];
        GradientSums sums = Choose(gradient, chosen);
        Tensor behind = empty([_rows.Count, last.Inputs], ScalarType.Float32);
        var (weight, next) = Last(chosen, sums, behind);
        List<Tensor> found = [weight, Row(sums.Product), Row(sums.Sum)];
        for (int layer = _layers.Length - 2; layer > 0; layer--)
        {
            sums = next;
            Tensor below = empty([_rows.Count, _layers[layer].Inputs], ScalarType.Float32);
            (weight, next) = Hidden(layer, behind, sums, below);
            found.InsertRange(0, [weight, Row(sums.Product), Row(sums.Sum)]);
            behind = below;
        }

        found.InsertRange(0, [First(behind, next), Row(next.Product), Row(next.Sum)]);
        return [lifted ? Lifted(behind) : null!, .. found];
    }

    /// <summary>The last norm's own gradients, and what reaches the rows that gave the results.</summary>
    /// <param name="chosen">[G, C] becomes the gradient before the norm, without what all rows share</param>
    private GradientSums Choose(Tensor gradient, float[] chosen)
    {
        LearnedLayer last = forward.Last;
        int channels = last.Outputs;
        float* behind = gradient.Pointer(), results = output.Pointer();
        var sums = new GradientSums(channels);
        for (int i = 0; i < chosen.Length; i++)
        {
            if (results[i] <= 0)
                continue;
            int c = i % channels;
            chosen[i] = behind[i] * last.Scale[c];
            sums.Sum[c] += behind[i];
            sums.Product[c] += behind[i] * (forward.Best[i] - last.Mean[c]) * last.Inverse[c];
        }

        return sums;
    }

    // What all rows share is constant + slope y with y = W x, so W's gradient takes sum(x) and sum(x xᵀ), and x's takes Wᵀ slope W.
    private (Tensor Weight, GradientSums Sums) Last(float[] chosen, GradientSums sums, Tensor behind)
    {
        LearnedLayer last = forward.Last;
        int layer = _layers.Length - 1, inputs = last.Inputs;
        var (constant, slope) = last.Shared(sums);
        PackedLinear shared = SharedPart(last, constant, slope);
        LayerSums all = Merged(inputs, [last.Outputs * inputs, inputs * inputs, inputs], (chunk, part) =>
        {
            using Scratch x = new((long)chunk.Rows * inputs), weighted = new((long)chunk.Rows * inputs);
            float* into = NeighbourForward.At(behind, chunk, inputs);
            forward.Activate(layer, read[layer - 1], chunk, x.At);
            shared.RunHere(new(x.At, chunk.Rows * inputs), new(into, chunk.Rows * inputs));
            new Span<float>(x.At, chunk.Rows * inputs).CopyTo(new(weighted.At, chunk.Rows * inputs));
            Repeat(chunk, into, inputs);
            Repeat(chunk, weighted.At, inputs);
            fixed (float* ofWeight = part.Values[0], gram = part.Values[1], sum = part.Values[2])
            {
                OuterSum.Add(weighted.At, inputs, x.At, inputs, chunk.Rows, gram);
                for (int r = 0; r < chunk.Rows; r++)
                    NormRows.AddScaled(weighted.At + (long)r * inputs, 1, sum, inputs);
                AddChosen(chunk, chosen, x.At, into, ofWeight);
            }

            Mask(layer - 1, into, x.At, chunk, part.Norm);
        });
        return (LastWeight(last, constant, slope, all), all.Norm);
    }

    private static PackedLinear SharedPart(LearnedLayer layer, float[] constant, float[] slope)
    {
        int inputs = layer.Inputs, outputs = layer.Outputs;
        float[] sloped = [.. layer.Weight.Select((weight, i) => weight * slope[i / inputs])];
        float[] product = new float[inputs * inputs], bias = new float[inputs];
        fixed (float* a = sloped, b = layer.Weight, c = product, d = constant, e = bias)
        {
            OuterSum.Add(a, inputs, b, inputs, outputs, c);
            OuterSum.Add(d, 1, b, inputs, outputs, e);
        }

        return new(product, bias, inputs);
    }

    // The rows that gave results: to their inputs and to the weight.
    private void AddChosen(RowChunk chunk, float[] chosen, float* x, float* into, float* ofWeight)
    {
        int inputs = forward.Last.Inputs, channels = forward.Last.Outputs;
        fixed (float* weight = forward.Last.Weight)
        {
            for (int i = chunk.FirstCentre * channels; i < chunk.EndCentre * channels; i++)
            {
                if (chosen[i] == 0)
                    continue;
                long row = (forward.BestRow[i] - chunk.First) * (long)inputs, channel = i % channels * (long)inputs;
                NormRows.AddScaled(weight + channel, chosen[i], into + row, inputs);
                NormRows.AddScaled(x + row, chosen[i], ofWeight + channel, inputs);
            }
        }
    }

    private static Tensor LastWeight(LearnedLayer layer, float[] constant, float[] slope, LayerSums sums)
    {
        int inputs = layer.Inputs;
        float[] weight = sums.Values[0], byGram = new float[weight.Length];
        new PackedLinear(sums.Values[1], [], inputs).Run(layer.Weight, byGram);
        for (int i = 0; i < weight.Length; i++)
            weight[i] += constant[i / inputs] * sums.Values[2][i % inputs] + slope[i / inputs] * byGram[i];
        return tensor(weight, [layer.Outputs, inputs]);
    }

    /// <param name="behind">[R, C] gradient behind the layer's norm; becomes that before it</param>
    /// <param name="below">[R, inputs] receives the gradient behind the norm of the layer before</param>
    private (Tensor Weight, GradientSums Sums) Hidden(int layer, Tensor behind, GradientSums sums, Tensor below)
    {
        int inputs = _layers[layer].Inputs, outputs = _layers[layer].Outputs;
        var product = new PackedLinear(Transposed(_layers[layer].Weight, inputs), [], outputs);
        var shared = _layers[layer].Shared(sums);
        LayerSums all = Merged(inputs, [outputs * inputs], (chunk, part) =>
        {
            using Scratch x = new((long)chunk.Rows * inputs);
            float* before = NeighbourForward.At(behind, chunk, outputs), into = NeighbourForward.At(below, chunk, inputs);
            Spread(layer, before, chunk, shared);
            forward.Activate(layer, read[layer - 1], chunk, x.At);
            fixed (float* ofWeight = part.Values[0])
                OuterSum.Add(before, outputs, x.At, inputs, chunk.Rows, ofWeight);
            product.RunHere(new(before, chunk.Rows * outputs), new(into, chunk.Rows * inputs));
            Mask(layer - 1, into, x.At, chunk, part.Norm);
        });
        return (tensor(all.Values[0], [outputs, inputs]), all.Norm);
    }

    // The first layer's weight on the places.
    private Tensor First(Tensor behind, GradientSums sums)
    {
        int channels = _layers[0].Outputs;
        var shared = _layers[0].Shared(sums);
        LayerSums all = Merged(channels, [3 * channels], (chunk, part) =>
        {
            float* before = NeighbourForward.At(behind, chunk, channels);
            Spread(0, before, chunk, shared);
            fixed (float* ofWeight = part.Values[0], place = &_rows.Place[3 * chunk.First])
                OuterSum.Add(place, 3, before, channels, chunk.Rows, ofWeight);
        });
        return tensor(Transposed(all.Values[0], channels), [channels, 3]);
    }

    // Every point gathers from its rows, in their order: the same sum on any number of workers.
    private Tensor Lifted(Tensor before)
    {
        int channels = _layers[0].Outputs;
        Tensor lifted = zeros([_rows.Points, channels], ScalarType.Float32);
        int[] start = new int[_rows.Points + 1], row = new int[_rows.Count];
        foreach (int point in _rows.Point)
            start[point + 1]++;
        for (int point = 0; point < _rows.Points; point++)
            start[point + 1] += start[point];
        int[] next = start[..^1];
        for (int r = 0; r < row.Length; r++)
            row[next[_rows.Point[r]]++] = r;

        const int together = 64;
        Workers.Shared.For((_rows.Points + together - 1) / together, chunk =>
        {
            float* from = before.Pointer(), into = lifted.Pointer();
            for (int point = chunk * together; point < Math.Min(_rows.Points, (chunk + 1) * together); point++)
            {
                for (int i = start[point]; i < start[point + 1]; i++)
                    NormRows.AddScaled(from + (long)row[i] * channels, 1, into + (long)point * channels, channels);
            }
        });
        return lifted;
    }

    private void Spread(int layer, float* gradient, RowChunk chunk, (float[] Constant, float[] Slope) shared)
    {
        LearnedLayer of = _layers[layer];
        float* y = NeighbourForward.At(read[layer], chunk, of.Outputs);
        NormRows.Spread(gradient, y, _rows.Weight.AsSpan(chunk.First, chunk.Rows), of.Scale, shared.Constant, shared.Slope);
    }

    private void Mask(int layer, float* gradient, float* x, RowChunk chunk, GradientSums sums)
    {
        LearnedLayer of = _layers[layer];
        Span<float> sum = stackalloc float[of.Outputs], product = stackalloc float[of.Outputs];
        sum.Clear();
        product.Clear();
        NormRows.Mask(gradient, x, NeighbourForward.At(read[layer], chunk, of.Outputs), chunk.Rows, of.Mean, of.Inverse, sum, product);
        sums.Add<float>(sum, product);
    }

    // Only the first row of a centre stands for more than one slot.
    private void Repeat(RowChunk chunk, float* values, int channels)
    {
        for (int centre = chunk.FirstCentre; centre < chunk.EndCentre; centre++)
        {
            int row = _rows.Start[centre];
            float more = _rows.Weight[row] - 1;
            float* at = values + (long)(row - chunk.First) * channels;
            if (more > 0)
                NormRows.AddScaled(at, more, at, channels);
        }
    }

    private LayerSums Merged(int norm, int[] lengths, Action<RowChunk, LayerSums> body)
    {
        LayerSums[] parts = RowStripes.Run(_rows, () => new LayerSums(norm, lengths), body);
        foreach (LayerSums part in parts[1..])
            parts[0].Add(part);
        return parts[0];
    }

    private static float[] Transposed(float[] matrix, int columns)
    {
        int rows = matrix.Length / columns;
        return [.. Enumerable.Range(0, matrix.Length).Select(i => matrix[i % rows * columns + i / rows])];
    }

    private static Tensor Row(double[] values) => tensor(values.Select(value => (float)value).ToArray());

    /// <summary>What a pass over the rows adds up: for the norm before the layer, and any lists of numbers.</summary>
    private sealed class LayerSums(int norm, int[] lengths)
    {
        public GradientSums Norm { get; } = new(norm);

        public float[][] Values { get; } = [.. lengths.Select(length => new float[length])];

        public void Add(LayerSums other)
        {
            Norm.Add(other.Norm);
            for (int i = 0; i < Values.Length; i++)
            {
                for (int j = 0; j < Values[i].Length; j++)
                    Values[i][j] += other.Values[i][j];
            }
        }
    }
}
