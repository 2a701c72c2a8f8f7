using System.Runtime.InteropServices;
using Fuse3D.Vision.Formats;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Checkpoints;

/// <summary>Moves weights between modules and files, by name.</summary>
public static class Checkpoint
{
    /// <summary>Sets every parameter and buffer whose name and shape agree, and says what did not fit.</summary>
    public static LoadReport Load(nn.Module module, WeightTable weights, string source = "checkpoint")
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        List<string> missing = [], misshapen = [];
        int loaded = 0;
        Dictionary<string, Tensor> state = module.state_dict();
        foreach (var (name, target) in state)
        {
            if (!weights.TryGet(name, out Weight? weight))
            {
                if (!KeyNames.IsStepCounter(name))
                    missing.Add(name);
            }
            else if (!weight.Shape.AsSpan().SequenceEqual(target.shape))
            {
                misshapen.Add($"{name} [{string.Join(", ", weight.Shape)}], wanted [{string.Join(", ", target.shape)}]");
            }
            else
            {
                Set(target, weight);
                loaded++;
            }
        }

        return new(source, loaded, missing, [.. weights.Names.Where(name => !state.ContainsKey(name))], misshapen);
    }

    /// <summary>Loads a file of any kind that <see cref="WeightFile"/> reads into a module.</summary>
    /// <param name="strict">throw when anything is missing, unexpected or of another shape</param>
    public static LoadReport Load(nn.Module module, string path, bool strict = true)
    {
        using WeightFile file = WeightFile.Open(path);
        LoadReport report = Load(module, WeightTable.Read(file), path);
        if (strict)
            report.ThrowUnlessComplete();
        return report;
    }

    /// <summary>Fills every parameter and buffer by the hash rule.</summary>
    public static void Fill(nn.Module module, HashedWeights rule)
    {
        using var scope = NewDisposeScope();
        var keys = module.state_dict().Select(entry => (entry.Key, entry.Value.shape));
        Load(module, WeightTable.Hashed(rule, keys), "hashed weights").ThrowUnlessComplete();
    }

    /// <summary>Writes a module's parameters and buffers; position embeddings under both of their published names.</summary>
    public static void Save(nn.Module module, string path, IReadOnlyDictionary<string, string>? metadata = null) =>
        Save(WeightTable.Of(module), path, metadata);

    /// <inheritdoc cref="Save(nn.Module, string, IReadOnlyDictionary{string, string}?)"/>
    public static void Save(WeightTable weights, string path, IReadOnlyDictionary<string, string>? metadata = null) =>
        Save(KeyNames.WithSecondNames(weights.Entries.Select(entry => KeyValuePair.Create(entry.Key, Stored(entry.Key, entry.Value)))), path, metadata);

    /// <summary>Writes weights under the names and in the types that they have.</summary>
    public static void Save(IEnumerable<KeyValuePair<string, StoredWeight>> weights, string path, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var writer = new SafetensorsWriter();
        foreach (var (key, value) in metadata ?? new Dictionary<string, string>())
            writer.SetMetadata(key, value);
        foreach (var (name, weight) in weights)
            writer.Add(name, weight.Type, weight.Shape, stream => stream.Write(weight.Read()));
        writer.Save(path);
    }

    private static StoredWeight Stored(string name, Weight weight) => KeyNames.HoldsWholeNumbers(name)
        ? new(ElementType.Int64, weight.Shape, () => MemoryMarshal.AsBytes<long>(Array.ConvertAll(weight.Values, value => (long)value)).ToArray())
        : StoredWeight.Of(weight);

    private static void Set(Tensor target, Weight weight)
    {
        using Tensor values = tensor(weight.Values, weight.Shape);
        target.copy_(values);
    }
}
