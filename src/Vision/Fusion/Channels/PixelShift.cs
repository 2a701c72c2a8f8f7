using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion.Channels;

/// <summary>Moves groups of channels by one pixel, each group in its direction, so that another modality can add what lies beside it.</summary>
/// <remarks>
/// Wang et al., "Learning Deep Multimodal Feature Representation with Asymmetric Multi-layer Fusion", ACM MM 2020. B pictures, C channels.
/// Four groups of C / 5 channels move down, right, left and up; zeros come in at the border; the channels that are left are 0.
/// </remarks>
public static class PixelShift
{
    // (row, column) of the padded map that lands on the first pixel
    private static readonly (long Row, long Column)[] Starts = [(0, 1), (1, 0), (1, 2), (2, 1)];

    /// <param name="map">[B, C, H, W]</param>
    /// <returns>[B, C, H, W]</returns>
    public static Tensor Of(Tensor map)
    {
        using var scope = NewDisposeScope();
        long channels = map.shape[1], height = map.shape[2], width = map.shape[3], group = channels / 5, kept = ChannelShuffle.Kept(channels);
        var padded = nn.functional.pad(map.narrow(1, 0, kept), [1, 1, 1, 1]);               // [B, T, H + 2, W + 2]
        var moved = Starts.Select((start, g) =>
            padded.narrow(1, g * group, group).narrow(2, start.Row, height).narrow(3, start.Column, width));
        var rest = zeros([map.shape[0], channels - kept, height, width], dtype: map.dtype, device: map.device);
        return cat([.. moved, rest], 1).MoveToOuterDisposeScope();
    }

    /// <summary>Adds to every modality the shifted map of the next; the last gets that of the first.</summary>
    /// <param name="maps">M of [B, C, H, W] to add to</param>
    /// <param name="sources">M of [B, C, H, W] to shift</param>
    /// <returns>M of [B, C, H, W]; a single modality as it is</returns>
    public static Tensor[] AddNext(IReadOnlyList<Tensor> maps, IReadOnlyList<Tensor> sources)
    {
        if (maps.Count < 2)
            return [.. maps];
        using var scope = NewDisposeScope();
        Tensor[] sums = [.. maps.Select((own, m) => own + Of(sources[(m + 1) % maps.Count]))];
        scope.MoveToOuter(sums);
        return sums;
    }
}
