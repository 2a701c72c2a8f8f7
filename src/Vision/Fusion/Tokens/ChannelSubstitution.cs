using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion.Tokens;

/// <summary>Channels of a layer norm whose scale is near zero become the mean of the other modalities' channels.</summary>
/// <remarks>The exchange of channels after batch norms, for norms over the last axis: TokenFusion's appendix.</remarks>
public static class ChannelSubstitution
{
    /// <param name="normed">[..., C] of each modality, scaled and shifted</param>
    /// <param name="scales">[C] of each modality's norm</param>
    /// <param name="threshold">a scale of smaller magnitude gives its channel away; the comparison has no gradient</param>
    /// <returns>[..., C] of each modality; gradients follow the copies</returns>
    public static Tensor[] Apply(Tensor[] normed, IReadOnlyList<Tensor> scales, float threshold)
    {
        if (normed.Length == 1)
            return normed;
        using var scope = NewDisposeScope();
        Tensor sum = normed.Aggregate((left, right) => left + right);
        return
        [
            .. normed.Select((own, m) =>
            {
                Tensor others = normed.Length == 2 ? normed[1 - m] : (sum - own) / (normed.Length - 1);
                return where(scales[m].detach().abs().ge(threshold), own, others).MoveToOuterDisposeScope();
            }),
        ];
    }
}
