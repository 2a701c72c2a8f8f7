using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.MixTransformer;

/// <summary>First weights as published: linear layers normal with deviation 0.02, convolutions sqrt(2 / outputs), biases 0, norms 1.</summary>
internal static class MixInitialisation
{
    public static void Apply(nn.Module network)
    {
        foreach (nn.Module layer in network.modules())
        {
            switch (layer)
            {
                case Linear linear:
                    nn.init.trunc_normal_(linear.weight, std: 0.02);
                    Zero(linear.bias);
                    break;
                case Conv2d convolution:
                    nn.init.normal_(convolution.weight, 0, Deviation(convolution));
                    Zero(convolution.bias);
                    break;
                default:
                    break;      // norms begin so by themselves
            }
        }
    }

    // Places that one input reaches.
    private static double Deviation(Conv2d convolution) =>
        Math.Sqrt(2.0 / (convolution.kernel_size[0] * convolution.kernel_size[1] * convolution.out_channels / convolution.groups));

    private static void Zero(Parameter? bias)
    {
        if (bias is not null)
            nn.init.zeros_(bias);
    }
}
