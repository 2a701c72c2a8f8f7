namespace Fuse3D.Vision.Checkpoints.KeyMaps;

/// <summary>How weights are written for others.</summary>
public sealed record ExportOptions
{
    /// <summary>Under the names of Hugging Face's transformers instead of the authors'; YOLOS only.</summary>
    public bool HuggingFace { get; init; }

    /// <summary>One part of a fused model, under the names of that network alone; null: everything.</summary>
    public CheckpointPart? Part { get; init; }

    /// <summary>"module." before every name, for a network wrapped in DataParallel.</summary>
    public bool Wrapped { get; init; }
}

/// <summary>Writes weights as safetensors under published names and in the types that they have, so that load_state_dict takes them.</summary>
public static class CheckpointExport
{
    // transformers reads a file only when it says for which framework it was written.
    private static readonly Dictionary<string, string> Metadata = new() { ["format"] = "pt" };

    /// <summary>The weights of the network in a file, under the names that others expect.</summary>
    /// <exception cref="InvalidInputException">the file holds no network, or not the part or family that is asked for</exception>
    public static IReadOnlyList<KeyValuePair<string, StoredWeight>> Read(WeightFile file, ExportOptions options)
    {
        ModelWeights found = ModelWeights.In(file);
        IReadOnlyDictionary<string, StoredWeight> weights =
            HuggingFaceYolos.Matches(found.Weights.Keys) ? HuggingFaceYolos.ToOfficial(found.Weights) : found.Weights;
        if (options.Part is { } part)
            weights = Only(part, weights, file.Path);
        if (options.HuggingFace)
            weights = Translated(weights, file.Path);
        string wrapper = options.Wrapped ? ModelWeights.Wrapper : "";
        return [.. KeyNames.WithSecondNames(weights).Select(weight => KeyValuePair.Create(wrapper + weight.Key, weight.Value))];
    }

    /// <summary>Writes them to a file.</summary>
    /// <returns>how many tensors were written</returns>
    public static int Write(WeightFile file, string path, ExportOptions options)
    {
        IReadOnlyList<KeyValuePair<string, StoredWeight>> weights = Read(file, options);
        Checkpoint.Save(weights, path, Metadata);
        return weights.Count;
    }

    private static OrderedDictionary<string, StoredWeight> Translated(IReadOnlyDictionary<string, StoredWeight> official, string source)
    {
        OrderedDictionary<string, StoredWeight> others = HuggingFaceYolos.FromOfficial(official);
        return HuggingFaceYolos.Matches(others.Keys)
            ? others : throw new InvalidInputException($"{source}: transformers has names for YOLOS only; of a fused model, export the image part", "format");
    }

    private static OrderedDictionary<string, StoredWeight> Only(CheckpointPart part, IReadOnlyDictionary<string, StoredWeight> weights, string source)
    {
        OrderedDictionary<string, StoredWeight> own = new(
            weights.Select(weight => (Owner: CheckpointParts.PartOf(weight.Key), weight.Value)).Where(weight => weight.Owner.Part == part)
                .Select(weight => KeyValuePair.Create(weight.Owner.OwnName, weight.Value)),
            StringComparer.Ordinal);
        string name = part.ToString().ToLowerInvariant();
        if (own.Count == 0)
            throw new InvalidInputException($"{source}: holds nothing of a fused model's part '{name}'", "part");
        if (own.Count == weights.Count)
            throw new InvalidInputException($"{source}: is no fused model, so it has no part '{name}' beside others", "part");
        return own;
    }
}
