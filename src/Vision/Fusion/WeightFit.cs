using Fuse3D.Vision.Checkpoints;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>Holds weights against the network that a description asks for, before anything packs them.</summary>
internal static class WeightFit
{
    /// <param name="network">made for this check, and gone after it</param>
    /// <exception cref="InvalidInputException">lists what is missing, unexpected or of another shape</exception>
    public static WeightTable Require(nn.Module network, WeightTable weights, string source)
    {
        using (network)
            Checkpoint.Load(network, weights, source).ThrowUnlessComplete();
        return weights;
    }
}
