using System.Text.RegularExpressions;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Models.Dense;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Tasks.Dense;

/// <summary>The weights that a dense run starts from: drawn from its seed, then those of a classifier of ImageNet, each in all modalities.</summary>
/// <remarks>
/// As published: a key of the network without ".module" and the number of its modality is looked up in the file (a SegFormer's without
/// "encoder.", too); what the file lacks keeps its drawn weight.
/// </remarks>
internal static partial class DenseFirstWeights
{
    /// <exception cref="InvalidInputException">the file is damaged, or holds nothing of this network</exception>
    public static DenseNetwork Make(DenseRunConfig config, IReadOnlyList<string> classes, Device device)
    {
        manual_seed((long)config.Train.Seed);
        DenseNetwork network = DenseNetwork.Build(config.Described(classes));
        if (config.Train.Start.Image is { Length: > 0 } path)
        {
            using WeightFile file = WeightFile.Open(path);
            Set(network.Module, WeightTable.Read(file), path);
        }

        network.Module.to(device);
        return network;
    }

    /// <returns>tensors that were set</returns>
    internal static int Set(nn.Module network, WeightTable weights, string path)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        int set = 0;
        foreach (var (key, target) in network.state_dict())
        {
            string plain = Wrappers().Replace(key, "");
            if (!weights.TryGet(plain, out Weight? weight) && !weights.TryGet(plain.StartsWith("encoder.", StringComparison.Ordinal) ? plain[8..] : plain, out weight))
                continue;
            if (!weight.Shape.AsSpan().SequenceEqual(target.shape))
                throw new InvalidInputException($"{path}: {plain} is [{string.Join(", ", weight.Shape)}], the network's {key} is [{string.Join(", ", target.shape)}]", "train.start.image");
            target.copy_(tensor(weight.Values, weight.Shape).to(target.dtype));
            set++;
        }

        return set > 0 ? set : throw new InvalidInputException($"{path}: holds no weight of this network's encoder; wanted is a classifier of ImageNet with the same encoder", "train.start.image");
    }

    [GeneratedRegex(@"\.module(?=\.)|\.(ln|bn)_\d+(?=\.)")]
    private static partial Regex Wrappers();
}
