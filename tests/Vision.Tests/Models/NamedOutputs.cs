using System.Globalization;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Models.Packed;
using Fuse3D.Vision.Tests.Golden;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Models;

/// <summary>A network's outputs by the reference's names, as one row-major array each with the batch first.</summary>
internal sealed class NamedOutputs
{
    private readonly Dictionary<string, (long[] Shape, float[] Values)> _outputs = [];

    public float[] this[string name] => _outputs[name].Values;

    /// <summary>Adds tensors that have a batch dimension.</summary>
    public NamedOutputs Add(IEnumerable<KeyValuePair<string, Tensor>> outputs)
    {
        foreach (var (name, output) in outputs)
            Add(name, output.shape, output.ToFloats());
        return this;
    }

    /// <summary>Adds one more item of the batch.</summary>
    public void Append(IEnumerable<KeyValuePair<string, Tensor>> item)
    {
        foreach (var (name, output) in item)
            Append(name, output.shape, output.ToFloats());
    }

    public void Add(string name, long[] shape, float[] values) => _outputs[name] = (shape, values);

    public void Append(string name, long[] shape, float[] values)
    {
        var (old, before) = _outputs.GetValueOrDefault(name, ([0L, .. shape], []));
        _outputs[name] = ([old[0] + 1, .. old[1..]], [.. before, .. values]);
    }

    /// <summary>Puts the candidates in the golden's order; near-equal logits may have swapped some, but none may differ.</summary>
    public void AlignCandidates(GoldenModel golden)
    {
        const string Picked = "query_points_sample_inds";
        int[] wanted = golden.Integers(Picked);
        int batch = (int)golden.Shape(Picked)[0], candidates = (int)golden.Shape(Picked)[1];
        int[] actual = [.. this[Picked].Select(value => (int)value)];
        var order = new int[wanted.Length];
        for (int b = 0; b < batch; b++)
        {
            for (int q = b * candidates; q < (b + 1) * candidates; q++)
                order[q] = Array.IndexOf(actual, wanted[q], b * candidates, candidates);
        }

        Assert.True(Array.IndexOf(order, -1) < 0, $"{golden.Name}: seed {wanted[Math.Max(0, Array.IndexOf(order, -1))]} is no candidate");
        foreach (var (name, (shape, values)) in _outputs.ToArray())
        {
            if (name.StartsWith("seed", StringComparison.Ordinal) || shape.Length < 2 || shape[1] != candidates)
                continue;
            int width = values.Length / order.Length;
            _outputs[name] = (shape, [.. order.SelectMany(row => values.AsSpan(row * width, width).ToArray())]);
        }
    }

    /// <summary>Compares one golden array, whose name may end in "_everyK": every Kth of the last dimension, or of the one given.</summary>
    /// <param name="axis">the dimension that K thins, from the end: 1 is the last</param>
    public void Compare(GoldenModel golden, SafetensorsEntry entry, string path, double limit, int axis = 1, string? name = null)
    {
        int every = entry.Name.LastIndexOf("_every", StringComparison.Ordinal);
        string full = name ?? (every < 0 ? entry.Name : entry.Name[..every]);
        float[] actual = this[full];
        if (every >= 0)
            actual = Thin(_outputs[full].Shape, actual, int.Parse(entry.Name[(every + 6)..], CultureInfo.InvariantCulture), axis);
        string what = $"{entry.Name} ({path})";
        if (entry.Type is ElementType.Float32 or ElementType.Float64)
            GoldenReport.Close(golden.Name, what, golden.Floats(entry.Name), actual, limit);
        else
            GoldenReport.Equal<int>(golden.Name, what, golden.Integers(entry.Name), [.. actual.Select(value => (int)value)]);
    }

    private static float[] Thin(long[] shape, float[] values, int step, int axis)
    {
        long inner = shape[^(axis - 1)..].Aggregate(1L, (product, size) => product * size), length = shape[^axis];
        return [.. values.Where((_, i) => i / inner % length % step == 0)];
    }

}
