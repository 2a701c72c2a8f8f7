using Fuse3D.Vision.Models.ResNet;

namespace Fuse3D.Vision.Checkpoints.KeyMaps;

/// <summary>What the shapes of a checkpoint's tensors tell of a RefineNet, or of the RefineNet that a ResNet classifier begins.</summary>
/// <remarks>The tensors of CEN and AsymFusion are alike; without a configuration that says otherwise channels are exchanged as CEN does.</remarks>
internal static class RefineNetFromWeights
{
    private const int MostBlocks = 128, MostModalities = 8, Width = 64, ClassesOfStart = 40;
    private const string Classifier = "clf_conv.module.weight";

    /// <param name="weights">by the names of CEN's RefineNet, or of torchvision's ResNet</param>
    /// <returns>the network, and how many classes it tells apart</returns>
    /// <exception cref="InvalidInputException">the shapes are those of no ResNet with bottlenecks, or convolutions are not shared</exception>
    public static (DenseDescription Description, int Classes) Describe(
        string source, IReadOnlyDictionary<string, StoredWeight> weights, ImportOptions options)
    {
        bool whole = weights.ContainsKey(Classifier);
        if (!whole && !weights.ContainsKey("bn1.weight"))
            throw new InvalidInputException($"{source}: '{Classifier}' is missing, so that convolutions are not shared as published; --config names a description", "weights");
        int modalities = whole ? KeyNames.Count(MostModalities, m => weights.ContainsKey($"bn1.bn_{m}.weight")) : 2;
        if (modalities == 0)
            throw new InvalidInputException($"{source}: 'bn1.bn_0.weight' is missing, so that norms are not those of modalities as published; --config names a description", "weights");
        List<ModalityDescription> named = ModalityDescription.Of(whole ? null : options.Modalities, modalities);
        DenseDescription network = new()
        {
            Family = DenseFamilies.Refinenet,
            Modalities = named,
            Refinenet = Encoder(source, weights, whole ? ".module" : ""),
            Channels = named.Count > 1 ? new() : null,
        };
        return (network, whole ? ClassesOf(source, weights) : options.Labels?.Count ?? ClassesOfStart);
    }

    private static RefinenetDescription Encoder(string source, IReadOnlyDictionary<string, StoredWeight> weights, string shared)
    {
        List<int> blocks = [.. Enumerable.Range(1, 4).Select(Blocks)];
        if (blocks.Contains(0))
            throw new InvalidInputException($"{source}: stages have {string.Join(", ", blocks)} bottlenecks; each of a ResNet-50, -101 or -152 has some", "weights");
        return blocks switch
        {
            _ when blocks.SequenceEqual(ResNetConfig.R50) => new() { Depth = 50 },
            _ when blocks.SequenceEqual(ResNetConfig.R101) => new() { Depth = 101 },
            _ when blocks.SequenceEqual(ResNetConfig.R152) => new() { Depth = 152 },
            _ => new() { Blocks = blocks },
        };

        // With their shape, so that no network is built that is larger than its file.
        int Blocks(int stage) => KeyNames.Count(MostBlocks, i =>
            weights.TryGetValue($"layer{stage}.{i}.conv2{shared}.weight", out StoredWeight? weight)
            && weight.HasShape(Width << (stage - 1), Width << (stage - 1), 3, 3));
    }

    private static int ClassesOf(string source, IReadOnlyDictionary<string, StoredWeight> weights) =>
        weights[Classifier].Shape is [> 0 and <= 255 and var classes, _, 3, 3]
            ? (int)classes
            : throw new InvalidInputException($"{source}: '{Classifier}' is {weights[Classifier]}; [classes, channels, 3, 3] with 1 to 255 classes is wanted", "weights");
}
