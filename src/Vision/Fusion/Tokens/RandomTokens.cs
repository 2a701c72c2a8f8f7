using Fuse3D.Vision.Data;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion.Tokens;

/// <summary>Which tokens keep their place where chance decides (<see cref="TokenExchangeKind.Random"/>).</summary>
public static class RandomTokens
{
    private const ulong Seed = 1;

    /// <summary>While training: drawn anew by libtorch's generator, [B, N].</summary>
    /// <param name="share">of the tokens that give way, 0 to 1</param>
    public static Tensor Drawn(long samples, long tokens, float share, Device device)
    {
        using var scope = NewDisposeScope();
        return rand([samples, tokens], device: device).ge(share).MoveToOuterDisposeScope();
    }

    /// <summary>Outside training: the same for every sample, so that a picture has one answer, [1, N].</summary>
    /// <inheritdoc cref="Drawn"/>
    public static Tensor Fixed(int stage, int modality, long tokens, float share, Device device)
    {
        SeededRandom random = new(SeededRandom.Derive(Seed, (ulong)stage, (ulong)modality));
        bool[] kept = [.. Enumerable.Range(0, (int)tokens).Select(_ => random.NextDouble() >= share)];
        return tensor(kept, [1, tokens], device: device);
    }
}
