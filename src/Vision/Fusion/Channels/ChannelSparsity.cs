using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion.Channels;

/// <summary>Which of its scales a modality's norms are to make small.</summary>
public enum SparsePart
{
    /// <summary>
    /// As published: all scale vectors are counted through, first by layer, then by modality; even ones give their first half, odd ones their
    /// second. With two modalities each has its own half in every layer; with another number the halves do not follow the modality.
    /// </summary>
    Alternating,

    /// <summary>Each modality its own of M equal parts.</summary>
    Own,

    /// <summary>All scales of all modalities: the variant "all-channel".</summary>
    All,
}

/// <summary>The penalty that makes scales small, so that their channels are exchanged: the sum of their magnitudes.</summary>
/// <remarks>Wang et al., "Deep Multimodal Fusion by Channel Exchanging", NeurIPS 2020. M modalities, C channels.</remarks>
public static class ChannelSparsity
{
    /// <param name="layers">of each layer, in the network's order, M scales [C]</param>
    /// <returns>of each scale vector, by layer and modality, the part that is penalised</returns>
    public static IReadOnlyList<Tensor> Parts(IEnumerable<IReadOnlyList<Tensor>> layers, SparsePart part)
    {
        List<Tensor> parts = [];
        foreach (IReadOnlyList<Tensor> scales in layers)
        {
            for (int m = 0; m < scales.Count; m++)
            {
                long channels = scales[m].shape[0], half = channels / 2;
                ChannelPart taken = part switch
                {
                    SparsePart.Alternating => parts.Count % 2 == 0 ? new(0, half) : new(half, channels - half),
                    SparsePart.Own => ChannelPart.Of(m, scales.Count, channels),
                    _ => new(0, channels),
                };
                parts.Add(scales[m].narrow(0, taken.Start, taken.Length));
            }
        }

        return parts;
    }

    /// <returns>a scalar; its gradient is the sign of each scale</returns>
    public static Tensor Sum(IEnumerable<IReadOnlyList<Tensor>> layers, SparsePart part)
    {
        using var scope = NewDisposeScope();
        Tensor[] sums = [.. Parts(layers, part).Select(scales => scales.abs().sum())];
        return stack(sums).sum().MoveToOuterDisposeScope();
    }

    /// <summary>The share of the penalised scales whose magnitude is below a threshold, 0 to 1.</summary>
    public static double ShareBelow(IEnumerable<IReadOnlyList<Tensor>> layers, SparsePart part, float threshold)
    {
        using var scope = NewDisposeScope();
        var scales = cat([.. Parts(layers, part)]).detach().abs();
        return scales.lt(threshold).sum().item<long>() / (double)scales.numel();
    }
}
