namespace Fuse3D.Vision.Checkpoints.KeyMaps;

/// <summary>A dense network begins with the weights of torchvision's ResNet, as CEN's authors do; the classifier goes.</summary>
/// <remarks>What the network has and a ResNet has not begins as PyTorch's layers do: within 1 / sqrt(inputs), norms and ensemble weights as 1 and 0.</remarks>
internal static class ResNetStart
{
    private const string Classifier = "fc.";

    /// <param name="classifier">by torchvision's names</param>
    /// <param name="wanted">the network's names and shapes</param>
    /// <returns>the network's weights; the report with what was made and what was left out</returns>
    public static (OrderedDictionary<string, StoredWeight> Weights, ImportReport Report) Spread(
        IReadOnlyDictionary<string, StoredWeight> classifier, IReadOnlyDictionary<string, long[]> wanted, ulong seed, ImportReport report)
    {
        OrderedDictionary<string, StoredWeight> weights = new(StringComparer.Ordinal);
        HashSet<string> used = new(StringComparer.Ordinal);
        List<string> made = [];
        foreach (var (name, shape) in wanted)
        {
            string plain = ClassifierStart.PlainName(name);
            if (classifier.TryGetValue(plain, out StoredWeight? weight))
            {
                weights.Add(name, weight);
                used.Add(plain);
            }
            else if (!KeyNames.IsStepCounter(name))
            {
                weights.Add(name, New(name, shape, wanted, seed));
                made.Add(name);
            }
        }

        foreach (var (name, weight) in classifier.Where(entry => !used.Contains(entry.Key) && !IsLeftOut(entry.Key)))
            weights.TryAdd(name, weight);
        return (weights, report with { Made = made, LeftOut = [.. classifier.Keys.Where(IsLeftOut)] });
    }

    private static bool IsLeftOut(string name) => name.StartsWith(Classifier, StringComparison.Ordinal);

    private static StoredWeight New(string name, long[] shape, IReadOnlyDictionary<string, long[]> wanted, ulong seed)
    {
        string layer = name[..(name.LastIndexOf('.') + 1)];
        if (wanted.TryGetValue(layer + "weight", out long[]? weight) && weight.Length > 1)
            return StoredWeight.Of(NewWeights.Make(name, shape, inputs: weight[1..].Aggregate(1L, (product, size) => product * size), seed));
        bool zero = name.EndsWith(".bias", StringComparison.Ordinal) || name.EndsWith(".running_mean", StringComparison.Ordinal);
        return NewWeights.Constant(shape, zero ? 0 : 1);
    }
}
