using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Norms;

/// <summary>Training in which batch norms keep their statistics, while their scales and shifts learn.</summary>
public static class FrozenNorms
{
    /// <summary>Puts a network into training and its batch norms into evaluation.</summary>
    public static void Train(nn.Module network)
    {
        network.train();
        foreach (BatchNorm2d norm in network.modules().OfType<BatchNorm2d>())
            norm.eval();
    }
}
