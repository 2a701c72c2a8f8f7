using Fuse3D.Vision.Models.Modalities;
using TorchSharp;

namespace Fuse3D.Vision.Models.MixTransformer;

/// <summary>What the layers of one network have in common, down to how its checkpoints spell their keys.</summary>
public sealed record MixFamily
{
    public required int Modalities { get; init; }

    /// <summary>Before the number of the modality in the keys of norms: "ln" in segmentation, "lrnorm" in translation.</summary>
    public required string NormPrefix { get; init; }

    /// <summary>Whether the depthwise convolution's key has a "module" too, as in translation.</summary>
    public required bool WrapsDepthwise { get; init; }

    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>Of the norms of patches and of reduced keys; SegFormer itself, of one modality, has 1e-5 there.</summary>
    public double InnerNormEpsilon { get; init; } = 1e-6;

    /// <inheritdoc cref="Fusion.Tokens.TokenExchangeOptions.ChannelThreshold"/>
    public float? ChannelThreshold { get; init; }

    internal ModalLayer Norm(int channels) => Norm(channels, NormEpsilon);

    internal ModalLayer InnerNorm(int channels) => Norm(channels, InnerNormEpsilon);

    private ModalLayer Norm(int channels, double epsilon) => ModalLayer.Own(NormPrefix, Modalities, () => torch.nn.LayerNorm(channels, epsilon));
}

/// <summary>The shape of one block.</summary>
/// <param name="Width">channels, divisible by the heads</param>
/// <param name="Reduction">keys and values are taken from maps whose sides are this many times smaller</param>
/// <param name="DropPath">share of samples that skip each half of the block in training</param>
public readonly record struct BlockShape(int Width, int Heads, int Reduction, double DropPath = 0)
{
    /// <summary>Channels between the two layers of an MLP, for each of the block's.</summary>
    public const int MlpRatio = 4;
}
