using System.Globalization;
using System.Text.Json;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Tests.Golden;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

/// <summary>A golden case of a dense network: inputs and weights by the hash rule, expected values whole or sub-sampled.</summary>
internal sealed class DenseGolden : IDisposable
{
    private readonly SafetensorsFile _file;

    public DenseGolden(string name)
    {
        Name = name;
        _file = SafetensorsFile.Open(GoldenCases.PathOf(name));
    }

    public string Name { get; }

    public IReadOnlyDictionary<string, string> Metadata => _file.Metadata;

    public ulong Seed => ulong.Parse(Metadata["seed"], CultureInfo.InvariantCulture);

    public IEnumerable<string> Tensors => _file.Entries.Select(entry => entry.Name);

    public JsonElement Json(string key) => JsonSerializer.Deserialize<JsonElement>(Metadata[key]);

    public bool Has(string tensor) => _file.TryGet(tensor, out _);

    public long[] Shape(string tensor) => _file[tensor].Shape;

    public float[] Floats(string tensor) => _file.ReadAs<float>(tensor);

    public double[] Doubles(string tensor) => _file.ReadAs<double>(tensor);

    public long[] Integers(string tensor) => _file.ReadAs<long>(tensor);

    public byte[] Bytes(string tensor) => _file.ReadBytes(tensor);

    public Tensor Tensor(string name) => tensor(Floats(name), Shape(name));

    /// <summary>u(name) of the case's seed.</summary>
    public Tensor U(string name, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, side) => product * side)];
        HashedWeights.Uniform(name, Seed, values);
        return tensor(values, shape);
    }

    /// <summary>Fills a module by the hash rule; fails when the case lists other names or shapes than the module has.</summary>
    /// <param name="entries">metadata that lists names and shapes; where that holds a list per part, <paramref name="part"/> picks one</param>
    /// <param name="seed">the case's unless given</param>
    /// <param name="adjusted">whether fill_adjust applies</param>
    public T LoadInto<T>(T module, string entries = "state_dict", string? part = null, ulong? seed = null, bool adjusted = true) where T : nn.Module
    {
        JsonElement listed = Pick(Json(entries), part);
        IReadOnlyList<FillAdjustment> adjustments = adjusted && Metadata.ContainsKey("fill_adjust") ? FillAdjustment.Parse(Pick(Json("fill_adjust"), part).GetRawText()) : [];
        var weights = WeightTable.Hashed(
            new HashedWeights(seed ?? Seed) { Adjustments = adjustments },
            listed.EnumerateArray().Select(entry => (entry[0].GetString()!, entry[1].Deserialize<long[]>()!)));
        Checkpoint.Load(module, weights, Name).ThrowUnlessComplete();
        return module;
    }

    /// <summary>Fails unless a network lists its parameters and buffers in the case's order.</summary>
    public void InOrder(nn.Module network, string entries = "state_dict")
    {
        using var scope = NewDisposeScope();
        Assert.Equal(Json(entries).EnumerateArray().Select(entry => entry[0].GetString()!), network.state_dict().Keys);
    }

    /// <summary>Compares a tensor with the golden of a name, or with that of the name and "@sub" and a number.</summary>
    /// <param name="limit">relative to the largest expected magnitude; absolute where <paramref name="absolute"/></param>
    public void Close(string name, Tensor actual, double limit, bool absolute = false)
    {
        float[] expected = Floats(Stored(name)), found = ValuesOf(name, actual);
        double largest = expected.Max(value => Math.Abs((double)value));
        // The report divides by magnitudes above 1 only.
        GoldenReport.Close(Name, name, expected, found, absolute ? limit / Math.Max(1, largest) : limit * Math.Min(1, largest));
    }

    /// <summary>Compares several tensors, where a share of all their values may lie further away, though within ten times the limit.</summary>
    /// <param name="limit">absolute</param>
    public void CloseTogether(IReadOnlyList<(string Name, Tensor Actual)> tensors, double limit, double mayBeFar)
    {
        double[] errors = [.. tensors.SelectMany(own => Floats(Stored(own.Name)).Zip(ValuesOf(own.Name, own.Actual), (wanted, found) => Math.Abs((double)wanted - found)))];
        int far = errors.Count(error => !(error <= limit));
        GoldenReport.Record(Name, tensors[0].Name, errors.Max(), 10 * limit);
        Assert.True(far <= mayBeFar * errors.Length && errors.All(error => error <= 10 * limit),
            $"{Name}: {tensors[0].Name} and on: {far} of {errors.Length} values differ by more than {limit:G3}, the worst by {errors.Max():G3}");
    }

    /// <summary>What a tensor has of the values that the golden of a name holds.</summary>
    public float[] ValuesOf(string name, Tensor actual)
    {
        string stored = Stored(name);
        float[] all = actual.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        return stored == name ? all : Sampled(all, Floats(stored).Length);
    }

    /// <summary>The name under which a tensor is stored: itself, or its sub-sampled form.</summary>
    public string Stored(string name) => Has(name) ? name : Tensors.Single(tensor => tensor.StartsWith(name + "@sub", StringComparison.Ordinal));

    /// <summary>Elements floor(i N / K).</summary>
    public static T[] Sampled<T>(T[] all, int count) => [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Length / count)])];

    public void Dispose() => _file.Dispose();

    private static JsonElement Pick(JsonElement value, string? part) =>
        part is null || value.ValueKind == JsonValueKind.Array ? value : value.GetProperty(part);
}
