using Fuse3D.Vision.Checkpoints;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Inception;

/// <summary>Inception-v3 as FID looks with it: the TensorFlow network of 2015-12-05, in the names of its PyTorch port.</summary>
/// <remarks>
/// C. Szegedy et al., "Rethinking the Inception architecture for computer vision", CVPR 2016. Unlike torchvision's network its means leave out the
/// padding, Mixed_7c takes maxima, there are 1008 classes and no auxiliary head. B pictures. Field names are the weights file's keys.
/// </remarks>
public sealed class InceptionNetwork : nn.Module<Tensor, Tensor[]>
{
    /// <summary>Rows and columns that the network was made for.</summary>
    public const int Side = 299;

    /// <summary>Numbers that describe a picture.</summary>
    public const int Features = 2048;

    private readonly BasicConv Conv2d_1a_3x3, Conv2d_2a_3x3, Conv2d_2b_3x3, Conv2d_3b_1x1, Conv2d_4a_3x3;
    private readonly WideBlock Mixed_5b, Mixed_5c, Mixed_5d;
    private readonly WideReduction Mixed_6a;
    private readonly LongBlock Mixed_6b, Mixed_6c, Mixed_6d, Mixed_6e;
    private readonly LongReduction Mixed_7a;
    private readonly ForkedBlock Mixed_7b, Mixed_7c;
    private readonly Linear fc;     // in the weights file; features are taken before it

    public InceptionNetwork() : base(nameof(InceptionNetwork))
    {
        Conv2d_1a_3x3 = new(3, 32, 3, stride: 2);
        Conv2d_2a_3x3 = new(32, 32, 3);
        Conv2d_2b_3x3 = new(32, 64, 3, padding: 1);
        Conv2d_3b_1x1 = new(64, 80, 1);
        Conv2d_4a_3x3 = new(80, 192, 3);
        Mixed_5b = new(192, 32);
        Mixed_5c = new(256, 64);
        Mixed_5d = new(288, 64);
        Mixed_6a = new(288);
        Mixed_6b = new(128);
        Mixed_6c = new(160);
        Mixed_6d = new(160);
        Mixed_6e = new(192);
        Mixed_7a = new();
        Mixed_7b = new(1280, poolsMaxima: false);
        Mixed_7c = new(Features, poolsMaxima: true);
        fc = nn.Linear(Features, 1008);
        RegisterComponents();
    }

    /// <summary>The network with a weights file, set for evaluation: the published one has the name pt_inception-2015-12-05-6726825d.pth.</summary>
    /// <exception cref="InvalidInputException">no such file, or weights of another network</exception>
    public static InceptionNetwork Load(string path)
    {
        var network = new InceptionNetwork();
        try
        {
            Checkpoint.Load(network, path);
            network.eval();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Pictures of any size in [0, 1] as the network takes them: 299 x 299, bilinear without antialiasing, in [-1, 1].</summary>
    /// <param name="pictures">[B, 3, H, W]</param>
    /// <returns>[B, 3, 299, 299]</returns>
    public static Tensor Prepare(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        var sized = nn.functional.interpolate(pictures, [Side, Side], mode: InterpolationMode.Bilinear, align_corners: false);
        return (2 * sized - 1).MoveToOuterDisposeScope();
    }

    /// <param name="input">[B, 3, H, W], normally of <see cref="Prepare"/></param>
    /// <returns>[B, 64, ..] and [B, 192, ..] after the two poolings, [B, 768, ..] before Mixed_7a, [B, 2048, 1, 1] the mean over all places</returns>
    public override Tensor[] forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var first = Pools.Halve(Conv2d_2b_3x3.call(Conv2d_2a_3x3.call(Conv2d_1a_3x3.call(input))));
        var second = Pools.Halve(Conv2d_4a_3x3.call(Conv2d_3b_1x1.call(first)));
        var third = Run(second, Mixed_5b, Mixed_5c, Mixed_5d, Mixed_6a, Mixed_6b, Mixed_6c, Mixed_6d, Mixed_6e);
        var last = Run(third, Mixed_7a, Mixed_7b, Mixed_7c).mean([2, 3], keepdim: true);
        return [.. new[] { first, second, third, last }.Select(features => features.MoveToOuterDisposeScope())];
    }

    private static Tensor Run(Tensor x, params ReadOnlySpan<nn.Module<Tensor, Tensor>> blocks)
    {
        foreach (nn.Module<Tensor, Tensor> block in blocks)
            x = block.call(x);
        return x;
    }
}
