using Fuse3D.Vision.Checkpoints;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Configs;

/// <summary>A network of detection, segmentation or translation with its class names: enough to build it, without its weights.</summary>
public interface IDescribedNetwork
{
    /// <summary>Class names in the order of the network's outputs; none for translation.</summary>
    IReadOnlyList<string> Labels { get; }

    /// <summary>The file that holds the description, named in errors.</summary>
    string Source { get; }

    /// <summary>Makes the network; its weights are as drawn.</summary>
    /// <exception cref="InvalidInputException">the description lacks something, or a value in it is not known</exception>
    nn.Module Build();

    /// <summary>Writes a model folder: this description, the classes, and weights in the types that they have.</summary>
    /// <param name="folder">made if it is not there; files of the same names are replaced</param>
    /// <param name="weights">by canonical name</param>
    void Write(string folder, IEnumerable<KeyValuePair<string, StoredWeight>> weights);

    /// <summary>The same network served under another name.</summary>
    IDescribedNetwork Named(string name);
}
