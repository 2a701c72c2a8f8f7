using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion.Channels;

/// <summary>Swaps the last channels of modalities: about a fifth of them.</summary>
/// <remarks>
/// Wang et al., "Learning Deep Multimodal Feature Representation with Asymmetric Multi-layer Fusion", ACM MM 2020. M modalities, B pictures,
/// C channels. Published for two modalities; of more, each takes the channels of the next, the last those of the first.
/// </remarks>
public static class ChannelShuffle
{
    /// <summary>Channels that stay: four groups of C / 5, rounded down.</summary>
    public static long Kept(long channels) => 4 * (channels / 5);

    /// <param name="maps">M of [B, C, H, W]</param>
    /// <returns>M of [B, C, H, W]; a single modality as it is</returns>
    public static Tensor[] Apply(IReadOnlyList<Tensor> maps)
    {
        if (maps.Count < 2)
            return [.. maps];
        using var scope = NewDisposeScope();
        long channels = maps[0].shape[1], kept = Kept(channels);
        Tensor[] shuffled = [.. maps.Select((own, m) => cat(
            [own.narrow(1, 0, kept), maps[(m + 1) % maps.Count].narrow(1, kept, channels - kept)], 1))];
        scope.MoveToOuter(shuffled);
        return shuffled;
    }
}
