using Fuse3D.Vision.Data;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.TokenFusion;

/// <summary>Which keys <see cref="ExchangeKind.Random"/> replaces.</summary>
internal static class RandomExchange
{
    private const ulong Seed = 1;

    /// <summary>Outside training: a fixed function, so that a frame has one answer, whatever form of the network gives it.</summary>
    /// <param name="layer">decoder layer, from 0</param>
    /// <param name="seed">index of the key's seed</param>
    /// <param name="share">of the keys, 0 to 1</param>
    public static bool IsChosen(int layer, int seed, float share) =>
        new SeededRandom(SeededRandom.Derive(Seed, (ulong)layer, (ulong)seed)).NextDouble() < share;

    /// <summary>Outside training: <see cref="IsChosen"/> of all seeds, [P].</summary>
    public static Tensor Chosen(int layer, long seeds, float share, Device device)
    {
        using var scope = NewDisposeScope();
        float[] chosen = [.. Enumerable.Range(0, (int)seeds).Select(seed => IsChosen(layer, seed, share) ? 1f : 0f)];
        return tensor(chosen, device: device).gt(0).MoveToOuterDisposeScope();
    }

    /// <summary>While training: drawn anew by libtorch's generator, [B, P].</summary>
    public static Tensor Drawn(long scenes, long seeds, float share, Device device)
    {
        using var scope = NewDisposeScope();
        return rand([scenes, seeds], device: device).lt(share).MoveToOuterDisposeScope();
    }
}
