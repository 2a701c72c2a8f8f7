using Fuse3D.Vision.Configs;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Tasks;

/// <summary>The weights that a run starts from.</summary>
internal static class FirstWeights
{
    /// <summary>Makes a network whose weights follow from the run's seed, and moves it to a device.</summary>
    public static T Make<T>(RunConfig config, Func<T> make, Device device) where T : nn.Module
    {
        manual_seed((long)config.Train.Seed);
        T network = make();
        network.to(device);
        return network;
    }
}
