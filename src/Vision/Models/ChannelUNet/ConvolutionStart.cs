using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.ChannelUNet;

/// <summary>The published start of both translation networks.</summary>
internal static class ConvolutionStart
{
    private const double Deviation = 0.02;

    /// <summary>Draws the weights of all convolutions from a normal distribution; other values stay.</summary>
    public static void Draw(nn.Module network)
    {
        foreach (Convolution convolution in network.modules().OfType<Convolution>())
            nn.init.normal_(convolution.weight!, 0, Deviation);
    }
}
