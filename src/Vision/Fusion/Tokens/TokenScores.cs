using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion.Tokens;

/// <summary>How much tokens matter, by a small network that ends in two outcomes, the first of which is "keep".</summary>
public static class TokenScores
{
    /// <summary>[..., C] to the logarithms of the two outcomes [..., 2]; its layers are numbered as published.</summary>
    public static Sequential Network(int channels) => nn.Sequential(
        nn.LayerNorm(channels),
        nn.Linear(channels, channels),
        nn.GELU(),
        nn.Linear(channels, channels / 2),
        nn.GELU(),
        nn.Linear(channels / 2, channels / 4),
        nn.GELU(),
        nn.Linear(channels / 4, 2),
        nn.LogSoftmax(-1));

    /// <param name="logarithms">[B, N, 2]</param>
    /// <returns>[B, N] in 0..1; softmax of the logarithms, as published, though their exponential is the same</returns>
    public static Tensor Of(Tensor logarithms)
    {
        using var scope = NewDisposeScope();
        return logarithms.softmax(-1).select(-1, 0).MoveToOuterDisposeScope();
    }
}
