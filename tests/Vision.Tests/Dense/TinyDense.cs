using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Models.Dense;

namespace Fuse3D.Vision.Tests.Dense;

/// <summary>Descriptions of small networks of each family, and folders of them with hashed weights.</summary>
internal static class TinyDense
{
    public static IReadOnlyList<string> Classes { get; } = ["wall", "floor", "chair"];

    public static DenseDescription Segformer { get; } = new()
    {
        Name = "tiny",
        Family = "segformer",
        Modalities = [new() { Name = "rgb" }, new() { Name = "depth" }],
        Segformer = new() { Size = "mit_b0", Widths = [8, 8, 20, 16], Heads = [1, 2, 5, 2], Depths = [1, 2, 1, 1], DecoderWidth = 16 },
        Tokens = new() { Threshold = 0.5f },        // of scores around one half: some give way
    };

    public static DenseDescription TokenTranslation { get; } = new()
    {
        Name = "tiny",
        Family = "token_translation",
        Modalities = [new() { Name = "reshading" }, new() { Name = "edge_texture" }],
        Target = "rgb",
        TokenTranslation = new() { Widths = [8, 8, 16, 16, 16], Heads = [1, 2, 4, 4, 4], Depths = [1, 1, 1, 1, 1] },
        Tokens = new() { Threshold = 0.5f },
    };

    public static DenseDescription ChannelUnet { get; } = TokenTranslation with
    {
        Family = "channel_unet",
        TokenTranslation = null,
        Tokens = null,
        ChannelUnet = new() { Width = 4 },
        Channels = new() { Threshold = 1f },        // hashed scales lie around 1
    };

    public static DenseDescription Refinenet { get; } = Segformer with
    {
        Family = "refinenet",
        Segformer = null,
        Tokens = null,
        Refinenet = new() { Blocks = [1, 1, 1, 1] },
        Channels = new() { Threshold = 1f },
    };

    public static DenseDescription Pspnet { get; } = Refinenet with
    {
        Family = "pspnet",
        Refinenet = null,
        Pspnet = new() { Blocks = [1, 1, 1, 1], Width = 8 },
    };

    public static DenseDescription Deeplab { get; } = Refinenet with
    {
        Family = "deeplab",
        Refinenet = null,
        Channels = null,
        Asymmetric = true,
        Deeplab = new() { MiddleBlocks = 1, Width = 8, FineWidth = 8 },
    };

    public static DenseDescription Of(string family) => family switch
    {
        "segformer" => Segformer,
        "refinenet" => Refinenet,
        "pspnet" => Pspnet,
        "deeplab" => Deeplab,
        "token_translation" => TokenTranslation,
        _ => ChannelUnet,
    };

    public static DescribedDense Described(DenseDescription description) =>
        new(description, DenseFamilies.IsSegmentation(description.Family) ? Classes : [], "config.yaml");

    public static string Write(string folder, DenseDescription description, ulong seed = 1)
    {
        DescribedDense model = Described(description);
        using TorchSharp.DisposeScope scope = TorchSharp.torch.NewDisposeScope();
        using DenseNetwork network = DenseNetwork.Build(model);
        Checkpoint.Fill(network.Module, new HashedWeights(seed));
        DenseModelFolder.Write(folder, description, model.Labels, WeightTable.Of(network.Module));
        return folder;
    }
}
