using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Checkpoints.KeyMaps;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Fusion;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Tasks;

/// <summary>The weights that a run starts from.</summary>
internal static class FirstWeights
{
    /// <summary>Makes a network whose weights follow from the run's seed, sets those that the configuration names files for, and moves it to a device.</summary>
    /// <exception cref="InvalidInputException">a file is damaged, or does not fit the network</exception>
    public static T Make<T>(RunConfig config, Func<T> make, Device device) where T : nn.Module
    {
        manual_seed((long)config.Train.Seed);
        T network = make();
        bool fused = config.Family == ModelFolderBranches.TokenFusion;
        if (config.Train.Start.Points is { Length: > 0 } points)
            Set(network, config, points, ModelFolderBranches.GroupFree, name => name);
        if (config.Train.Start.Image is { Length: > 0 } image)
            Set(network, config, image, ModelFolderBranches.Yolos, fused ? CheckpointParts.FusedImageName : name => name);
        network.to(device);
        return network;
    }

    /// <param name="branch">that the file is for; one of a whole fused network fits as well</param>
    /// <param name="nameInNetwork">of a branch's tensor</param>
    private static void Set(nn.Module network, RunConfig config, string path, string branch, Func<string, string> nameInNetwork)
    {
        using WeightFile file = WeightFile.Open(path);
        bool whole = config.Family == ModelFolderBranches.TokenFusion && PublishedFamilies.Of(ModelWeights.In(file)) == PublishedFamily.TokenFusion;
        DescribedModel model = config.Described(path);
        if (!whole)
            model = model with { Description = model.Description with { Family = branch } };
        ImportedModel imported = CheckpointImport.Read(file, new() { Model = model, Seed = config.Train.Seed });

        // A picture detector of other classes gives all but the layer that names them.
        ImportReport report = imported.Report with { Misshapen = [.. imported.Report.Misshapen.Where(name => !IsClassLayer(name))] };
        report.ThrowUnlessComplete();
        var weights = imported.Weights.Where(weight => !imported.Report.Misshapen.Any(name => name.StartsWith(weight.Key + " ", StringComparison.Ordinal)))
            .Select(weight => KeyValuePair.Create(whole ? weight.Key : nameInNetwork(weight.Key), weight.Value.ToWeight()));
        Checkpoint.Load(network, new WeightTable(path, weights), path);
    }

    private static bool IsClassLayer(string name) => name.StartsWith("class_embed.layers.2.", StringComparison.Ordinal);
}
