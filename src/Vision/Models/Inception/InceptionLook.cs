using System.Security.Cryptography;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Metrics.Dense;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Inception;

/// <summary>Inception with a weights file, as evaluations look with it.</summary>
public sealed class InceptionLook : IPictureFeatures
{
    private readonly InceptionNetwork _network;
    private readonly InceptionFeatures _features;

    private InceptionLook(InceptionNetwork network, string weights) => (_network, _features, Weights) = (network, new(network), weights);

    public string Name => "Inception-v3";

    public string Weights { get; }

    public bool IsInception => true;

    /// <param name="path">pt_inception-2015-12-05-6726825d.pth, or the same in another form that <see cref="Checkpoints.WeightFile"/> reads</param>
    /// <param name="device">where the network runs</param>
    /// <exception cref="InvalidInputException">no such file, or weights of another network</exception>
    public static InceptionLook Open(string path, Device device)
    {
        if (!File.Exists(path))
            throw new InvalidInputException($"{path}: no such file; Inception's weights for FID and KID are wanted", "inception");
        var network = InceptionNetwork.Load(path);
        network.to(device);
        using FileStream file = File.OpenRead(path);
        return new(network, Convert.ToHexStringLower(SHA256.HashData(file)));
    }

    public IReadOnlyList<float[]> Describe(IReadOnlyList<Picture> pictures) => _features.Rows(pictures);

    public void Dispose() => _network.Dispose();
}
