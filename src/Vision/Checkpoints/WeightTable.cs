using System.Diagnostics.CodeAnalysis;
using Fuse3D.Vision.Checkpoints.KeyMaps;
using Fuse3D.Vision.Models.Packed;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Checkpoints;

/// <summary>One array of weights.</summary>
/// <param name="Shape">row-major; empty for a single number</param>
/// <param name="Values">row-major float32</param>
public sealed record Weight(long[] Shape, float[] Values);

/// <summary>Named arrays of weights in memory, under their canonical names.</summary>
public sealed class WeightTable
{
    private readonly OrderedDictionary<string, Weight> _weights;
    private readonly string _source;

    /// <param name="source">where they come from, for messages</param>
    public WeightTable(string source, IEnumerable<KeyValuePair<string, Weight>> weights) =>
        (_source, _weights) = (source, KeyNames.Canonical(weights));

    public IEnumerable<string> Names => _weights.Keys;

    public IEnumerable<KeyValuePair<string, Weight>> Entries => _weights;

    /// <summary>The array of this name; throws when there is none.</summary>
    public Weight this[string name] => _weights.TryGetValue(name, out Weight? weight)
        ? weight : throw new InvalidInputException($"{_source}: no weights '{name}'", name);

    public bool TryGet(string name, [NotNullWhen(true)] out Weight? weight) => _weights.TryGetValue(name, out weight);

    public bool Has(string prefix) => _weights.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Reads the weights of the network in a file; every type of element becomes float32.</summary>
    /// <exception cref="InvalidInputException">the file holds several networks</exception>
    public static WeightTable Read(WeightFile file) =>
        new(file.Path, ModelWeights.InPart(file).Weights.Select(weight => KeyValuePair.Create(weight.Key, weight.Value.ToWeight())));

    /// <summary>Copies a module's parameters and buffers.</summary>
    public static WeightTable Of(nn.Module module)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        return new(module.GetName(), module.state_dict().ToDictionary(
            entry => entry.Key, entry => new Weight(entry.Value.shape, entry.Value.ToFloats())));
    }

    /// <summary>What every key of a module would hold by the hash rule.</summary>
    public static WeightTable Hashed(HashedWeights rule, IEnumerable<(string Name, long[] Shape)> keys) =>
        new("hashed weights", keys.Select(key =>
        {
            var values = new float[key.Shape.Aggregate(1L, (product, size) => product * size)];
            rule.Fill(key.Name, key.Shape, values);
            return KeyValuePair.Create(key.Name, new Weight(key.Shape, values));
        }));
}
