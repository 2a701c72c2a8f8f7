namespace Fuse3D.Vision.Checkpoints.KeyMaps;

/// <summary>The weights of the network that a file holds, under the names of its module.</summary>
/// <param name="Source">the file</param>
/// <param name="Container">key under which the file has them; empty: they are all that it holds</param>
/// <param name="Wrapped">every name began with "module.", as DataParallel makes them</param>
/// <param name="Weights">by canonical name, in the file's order</param>
public sealed record ModelWeights(string Source, string Container, bool Wrapped, IReadOnlyDictionary<string, StoredWeight> Weights)
{
    internal const string Wrapper = "module.";
    private static readonly string[] KnownContainers = ["model", "state_dict", "model_state_dict"];

    /// <exception cref="InvalidInputException">the file holds no network, or several without a name that says which</exception>
    public static ModelWeights In(WeightFile file)
    {
        string container = ContainerOf(file);
        int skipped = container.Length == 0 ? 0 : container.Length + 1;
        KeyValuePair<string, StoredWeight>[] weights =
        [
            .. file.Weights.Where(weight => Top(weight.Key) == container).Select(weight => KeyValuePair.Create(weight.Key[skipped..], weight.Value)),
        ];
        bool wrapped = weights.All(weight => weight.Key.StartsWith(Wrapper, StringComparison.Ordinal));
        return new(file.Path, container, wrapped, KeyNames.Canonical(weights));
    }

    /// <summary>As <see cref="In"/>, of a file that may be empty: where two branches share nothing, so is the part between them.</summary>
    /// <exception cref="InvalidInputException">the file holds several networks without a name that says which</exception>
    public static ModelWeights InPart(WeightFile file) => file.Weights.Count > 0 ? In(file) : new(file.Path, "", Wrapped: false, file.Weights);

    private static string ContainerOf(WeightFile file)
    {
        (string Name, int Tensors)[] found = [.. file.Weights.Keys.GroupBy(Top).Select(group => (group.Key, group.Count()))];
        foreach (string name in KnownContainers.Prepend(""))
        {
            if (found.Any(container => container.Name == name))
                return name;
        }

        if (found.Length == 1)
            return found[0].Name;
        string list = string.Join(", ", found.Select(container => $"{container.Name} ({container.Tensors} tensors)"));
        string known = string.Join(", ", KnownContainers);
        throw new InvalidInputException(found.Length == 0
            ? $"{file.Path}: holds no tensors"
            : $"{file.Path}: which of these is the network? {list}; it is looked for under {known}");
    }

    private static string Top(string name) => name.IndexOf('/') is > 0 and int slash ? name[..slash] : "";
}
