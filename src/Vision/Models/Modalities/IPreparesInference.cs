using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Modalities;

/// <summary>A layer that has a faster form for answers.</summary>
internal interface IPreparesInference
{
    /// <summary>
    /// Makes the faster form, once weights are loaded and on their device. Training and what is stored stay as they are, but later changes of
    /// weights do not reach answers.
    /// </summary>
    void PrepareInference();

    /// <summary>Of every layer of a network that has one.</summary>
    static void PrepareAll(nn.Module network)
    {
        foreach (IPreparesInference layer in network.modules().OfType<IPreparesInference>())
            layer.PrepareInference();
    }
}
