using Fuse3D.Vision.Configs;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Checkpoints.KeyMaps;

/// <summary>What a described network wants: its tensors' names and shapes.</summary>
public static class NetworkShapes
{
    /// <returns>by canonical name, in the module's order</returns>
    /// <exception cref="InvalidInputException">the family is unknown, or the description lacks something</exception>
    public static OrderedDictionary<string, long[]> Of(IDescribedNetwork model)
    {
        using var scope = NewDisposeScope();
        using nn.Module network = model.Build();
        return new(network.state_dict().Select(entry => KeyValuePair.Create(entry.Key, entry.Value.shape)), StringComparer.Ordinal);
    }
}
