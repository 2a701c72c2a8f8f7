using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion.Channels;

/// <summary>Replaces channels of one modality by the mean of the same channel of the others.</summary>
/// <remarks>
/// Wang et al., "Deep Multimodal Fusion by Channel Exchanging", NeurIPS 2020. M modalities, B pictures, C channels. Everything is read before
/// the exchange: where two modalities both give a channel up, they swap it. Gradients go to where a value came from; what was replaced gets none.
/// </remarks>
public static class ChannelExchange
{
    /// <param name="maps">M of [B, C, H, W], normalised, before the activation</param>
    /// <param name="replaced">M of [C], bool</param>
    /// <returns>M of [B, C, H, W]; a single modality as it is</returns>
    public static Tensor[] Apply(IReadOnlyList<Tensor> maps, IReadOnlyList<Tensor> replaced)
    {
        if (maps.Count < 2)
            return [.. maps];
        using var scope = NewDisposeScope();
        Tensor[] exchanged = [.. maps.Select((own, m) => where(replaced[m].view(1, -1, 1, 1), MeanOfOthers(maps, m), own))];
        scope.MoveToOuter(exchanged);
        return exchanged;
    }

    /// <summary>Channels whose scale is below the threshold; one that equals it stays.</summary>
    /// <param name="scales">M of [C], of the norm before the exchange</param>
    /// <param name="ownPart">whether a modality gives up only channels of its <see cref="ChannelPart"/></param>
    /// <returns>M of [C], bool</returns>
    public static Tensor[] Below(IReadOnlyList<Tensor> scales, float threshold, bool ownPart = false)
    {
        using var scope = NewDisposeScope();
        Tensor[] below = [.. scales.Select((scale, m) =>
        {
            var small = scale.detach().abs().lt(threshold);
            return ownPart ? small.logical_and(InPart(scale, ChannelPart.Of(m, scales.Count, scale.shape[0]))) : small;
        })];
        scope.MoveToOuter(below);
        return below;
    }

    private static Tensor MeanOfOthers(IReadOnlyList<Tensor> maps, int modality)
    {
        Tensor[] others = [.. maps.Where((_, m) => m != modality)];
        return others.Length == 1 ? others[0] : others.Aggregate((sum, next) => sum + next) / others.Length;
    }

    private static Tensor InPart(Tensor scale, ChannelPart part)
    {
        var mask = zeros_like(scale, dtype: ScalarType.Bool);
        mask.narrow(0, part.Start, part.Length).fill_(true);
        return mask;
    }
}
