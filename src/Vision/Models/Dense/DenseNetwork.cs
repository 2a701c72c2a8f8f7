using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Fusion.Channels;
using Fuse3D.Vision.Fusion.Tokens;
using Fuse3D.Vision.Models.ChannelUNet;
using Fuse3D.Vision.Models.DeepLab;
using Fuse3D.Vision.Models.MixTransformer;
using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Models.PspNet;
using Fuse3D.Vision.Models.RefineNet;
using Fuse3D.Vision.Models.SegFormer;
using Fuse3D.Vision.Models.TokenTranslation;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Dense;

/// <summary>A network of segmentation or translation of any family: pictures of several modalities in, one map of each branch and their ensemble out.</summary>
/// <param name="Module">its weights, under the published keys</param>
/// <param name="Modalities">pictures that it takes</param>
/// <param name="SideMultiple">pixels that sides of pictures must be a multiple of</param>
/// <param name="Exchange">what its branches exchange</param>
public sealed record DenseNetwork(nn.Module<Tensor[], ModalOutputs> Module, int Modalities, int SideMultiple, DenseExchange Exchange) : IDisposable
{
    /// <summary>Pixels that sides of pictures must have at least.</summary>
    public int LeastSide { get; private init; } = 1;

    /// <summary>The scales that decide about channel exchange, and that a sparsity term is of: of each layer, M of [C]; none where none is exchanged.</summary>
    public IEnumerable<IReadOnlyList<Tensor>> ExchangeScales { get; private init; } = [];

    /// <summary>The scales that decide about an exchange of channels beside tokens: of each norm, M of [C]; none where none is exchanged so.</summary>
    public IReadOnlyList<IReadOnlyList<Tensor>> NormScales { get; private init; } = [];

    /// <summary>Scales that training makes small.</summary>
    public SparsePart Sparsity { get; private init; }

    /// <summary>Makes the network that a description asks for; its weights are not loaded.</summary>
    /// <exception cref="InvalidInputException">a value is not known</exception>
    public static DenseNetwork Build(DescribedDense model)
    {
        model.Check();
        return model.Description.Family switch
        {
            DenseFamilies.Segformer => Of(new SegFormerNetwork(model.SegFormerConfig())),
            DenseFamilies.Refinenet => Of(new RefineNetNetwork(model.RefineNetConfig())),
            DenseFamilies.Pspnet => Of(new PspNetNetwork(model.PspNetConfig())),
            DenseFamilies.Deeplab => new(new DeepLabNetwork(model.DeepLabConfig()), model.Modalities.Count, 1, DenseExchange.None),
            DenseFamilies.TokenTranslation => Of(new TokenGenerator(model.TokenTranslationConfig())),
            DenseFamilies.ChannelUnet => Of(new ChannelUNetGenerator(model.ChannelUNetConfig())),
            string family => throw model.Wrong($"family '{family}' is not known"),
        };
    }

    /// <summary>Makes the network of a folder, with its weights, ready to answer: in evaluation, without gradients.</summary>
    /// <exception cref="InvalidInputException">the weights do not fit; the message lists what is missing, unexpected or of another shape</exception>
    public static DenseNetwork Load(DenseModelFolder folder, Device? device = null)
    {
        DenseNetwork network = Build(folder.Model);
        using WeightFile file = WeightFile.Open(folder.WeightsPath);
        Checkpoint.Load(network.Module, WeightTable.Read(file), folder.WeightsPath).ThrowUnlessComplete();
        InferenceModule.Ready(network.Module, device ?? CPU);
        network.PrepareInference();
        return network;
    }

    /// <summary>Makes answers faster: norms become part of the convolutions before them, attention runs in our own kernel. Once, when weights are loaded and on their device.</summary>
    public void PrepareInference() => IPreparesInference.PrepareAll(Module);

    /// <summary>Refuses pictures of sides that the network does not take.</summary>
    /// <param name="key">where the side was given</param>
    /// <exception cref="InvalidInputException">names the key, what it holds and what is allowed</exception>
    public void CheckSide(int side, string key)
    {
        if (side < LeastSide || side % SideMultiple != 0)
            throw new InvalidInputException($"{key} is {side}; this network takes sides of {Math.Max(LeastSide, SideMultiple)} pixels or more{(SideMultiple > 1 ? $", multiples of {SideMultiple}" : "")}", key);
    }

    /// <param name="pictures">M of [B, 3, H, W], as the family takes them; sides of <see cref="LeastSide"/> and more, multiples of <see cref="SideMultiple"/></param>
    public ModalOutputs Forward(Tensor[] pictures) => Module.call(pictures);

    public void Dispose() => Module.Dispose();

    private static DenseNetwork Of(SegFormerNetwork network)
    {
        IReadOnlyList<IReadOnlyList<Tensor>> scales = Scales(network, network.Config.Exchange);
        return new(network, network.Config.Modalities, 1, DenseExchange.Of(network.Config, scales))
        {
            LeastSide = network.Config.LeastSide,
            NormScales = scales,
            Sparsity = network.Config.Exchange.ChannelSparsity,
        };
    }

    private static DenseNetwork Of(TokenGenerator network)
    {
        IReadOnlyList<IReadOnlyList<Tensor>> scales = Scales(network, network.Config.Exchange);
        return new(network, network.Config.Modalities, TokenTranslationConfig.SideMultiple, DenseExchange.Of(network.Config, scales))
        {
            NormScales = scales,
            Sparsity = network.Config.Exchange.ChannelSparsity,
        };
    }

    private static IReadOnlyList<IReadOnlyList<Tensor>> Scales(nn.Module network, TokenExchangeOptions exchange) =>
        exchange.ChannelThreshold is null ? [] : [.. network.modules().OfType<MixBlock>().SelectMany(block => block.NormScales)];

    private static DenseNetwork Of(RefineNetNetwork network)
    {
        ResNet.ResNetConfig encoder = network.Config.Encoder;
        return new(network, encoder.Modalities, 1, DenseExchange.Of(encoder, network.ExchangeScales))
        {
            ExchangeScales = encoder.Exchange is null ? [] : network.ExchangeScales,
            Sparsity = network.Config.Sparsity,
        };
    }

    private static DenseNetwork Of(PspNetNetwork network)
    {
        ResNet.ResNetConfig encoder = network.Config.Encoder;
        return new(network, encoder.Modalities, 1, DenseExchange.Of(encoder, network.ExchangeScales))
        {
            ExchangeScales = encoder.Exchange is null ? [] : network.ExchangeScales,
            Sparsity = network.Config.Sparsity,
        };
    }

    private static DenseNetwork Of(ChannelUNetGenerator network) => new(
        network, network.Config.Modalities, network.Config.PictureMultiple, DenseExchange.Of(network.Config, network.ExchangeScales))
    {
        ExchangeScales = network.Config.Exchange is null ? [] : network.ExchangeScales,
        Sparsity = network.Config.Sparsity,
    };
}
