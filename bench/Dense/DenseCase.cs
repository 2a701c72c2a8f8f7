using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.Dense;

namespace Fuse3D.Bench.Dense;

/// <summary>A network of segmentation or translation at a published size, and the pictures that it is given.</summary>
internal sealed record DenseCase(string Title, DenseDescription Description, int Width, int Height)
{
    private const int Classes = 40;

    private static readonly List<ModalityDescription> s_depth = [new() { Name = "rgb" }, new() { Name = "depth" }];
    private static readonly List<ModalityDescription> s_domains = [new() { Name = "reshading" }, new() { Name = "edge_texture" }];
    private static readonly ChannelsDescription s_channels = new();

    public static IReadOnlyList<DenseCase> All { get; } =
    [
        Segments("SegFormer, MiT-B0", new() { Family = DenseFamilies.Segformer, Segformer = new() { Size = "mit_b0" } }),
        Segments("SegFormer, MiT-B2", new() { Family = DenseFamilies.Segformer, Segformer = new() { Size = "mit_b2" } }),
        Segments("RefineNet, ResNet-101, CEN", new() { Family = DenseFamilies.Refinenet, Refinenet = new() { Depth = 101 }, Channels = s_channels }),
        Segments("RefineNet, ResNet-101, AsymFusion", new() { Family = DenseFamilies.Refinenet, Refinenet = new() { Depth = 101 }, Asymmetric = true }),
        Segments("PSPNet, ResNet-101, CEN", new() { Family = DenseFamilies.Pspnet, Pspnet = new() { Depth = 101 }, Channels = s_channels }),
        Segments("DeepLabv3+, Xception-65, AsymFusion", new() { Family = DenseFamilies.Deeplab, Deeplab = new(), Asymmetric = true }),
        Translates("TokenFusion translation, Ti", new() { Family = DenseFamilies.TokenTranslation, TokenTranslation = new() { Size = "b0" } }),
        Translates("TokenFusion translation, S", new() { Family = DenseFamilies.TokenTranslation, TokenTranslation = new() { Size = "b2" } }),
        Translates("U-Net, CEN", new() { Family = DenseFamilies.ChannelUnet, ChannelUnet = new(), Channels = s_channels }),
    ];

    /// <summary>With weights that are the same each time, and norms that do something.</summary>
    public DenseNetwork Make()
    {
        DenseNetwork network = DenseNetwork.Build(new(Description, [.. Enumerable.Range(0, Classes).Select(i => $"class {i}")], Title));
        Checkpoint.Fill(network.Module, new HashedWeights(1));
        InferenceModule.Freeze(network.Module);
        return network;
    }

    private static DenseCase Segments(string title, DenseDescription description) =>
        new(title, description with { Name = "bench", Modalities = s_depth }, 640, 480);

    private static DenseCase Translates(string title, DenseDescription description) =>
        new(title, description with { Name = "bench", Modalities = s_domains, Target = "rgb" }, 256, 256);
}
