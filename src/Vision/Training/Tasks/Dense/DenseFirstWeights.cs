using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Checkpoints.KeyMaps;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Models.Dense;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Tasks.Dense;

/// <summary>The weights that a dense run starts from: drawn from its seed, then those of a classifier of ImageNet, each in all modalities.</summary>
internal static class DenseFirstWeights
{
    /// <exception cref="InvalidInputException">the file is damaged, or holds nothing of this network</exception>
    public static DenseNetwork Make(DenseRunConfig config, IReadOnlyList<string> classes, Device device)
    {
        manual_seed((long)config.Train.Seed);
        DenseNetwork network = DenseNetwork.Build(config.Described(classes));
        if (config.Train.Start.Image is { Length: > 0 } path)
        {
            using WeightFile file = WeightFile.Open(path);
            ClassifierStart.Load(network.Module, WeightTable.Read(file), path);
        }

        network.Module.to(device);
        return network;
    }
}
