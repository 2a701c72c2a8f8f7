using System.Runtime.InteropServices;
using Fuse3D.Vision.Formats;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Checkpoints;

/// <summary>Moves weights between modules and safetensors files, by name.</summary>
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
                // Counters of training steps are absent from older checkpoints, and inference has no use for them.
                if (!name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
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

    /// <summary>Loads a file into a module.</summary>
    /// <param name="strict">throw when anything is missing, unexpected or of another shape</param>
    public static LoadReport Load(nn.Module module, string path, bool strict = true)
    {
        using var file = SafetensorsFile.Open(path);
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
    public static void Save(WeightTable weights, string path, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var writer = new SafetensorsWriter();
        foreach (var (key, value) in metadata ?? new Dictionary<string, string>())
            writer.SetMetadata(key, value);
        foreach (var (name, weight) in weights.Entries)
        {
            Add(writer, name, weight);
            if (KeyNames.SecondName(name) is { } second)
                Add(writer, second, weight);
        }

        writer.Save(path);
    }

    private static void Add(SafetensorsWriter writer, string name, Weight weight)
    {
        if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            writer.Add(name, ElementType.Int64, weight.Shape, BitConverter.GetBytes((long)weight.Values[0]));
        else
            writer.Add(name, ElementType.Float32, weight.Shape, stream => stream.Write(MemoryMarshal.AsBytes<float>(weight.Values)));
    }

    private static void Set(Tensor target, Weight weight)
    {
        using Tensor values = tensor(weight.Values, weight.Shape);
        target.copy_(values);
    }
}
