using Fuse3D.Vision.Fusion.Channels;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Models.Modalities;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Tasks.Dense;

/// <summary>What a dense network's training keeps small so that it is exchanged: scales of channels, or scores of tokens.</summary>
internal static class DensePenalty
{
    /// <param name="processes">that share a step: gradients are averaged over them, and scores are summed over all samples</param>
    /// <returns>a scalar, unweighted; null: the network has neither</returns>
    public static Tensor? Of(DenseNetwork network, ModalOutputs outputs, int processes = 1)
    {
        if (network.ExchangeScales.Any())
            return ChannelSparsity.Sum(network.ExchangeScales, network.Sparsity);
        return outputs.Scores.Count > 0 ? OfScores(outputs) * processes : null;
    }

    /// <returns>the sum of the norms' scales whose channels are exchanged beside tokens, a scalar, unweighted; null: there are none</returns>
    public static Tensor? OfNorms(DenseNetwork network) =>
        network.NormScales.Count > 0 ? ChannelSparsity.Sum(network.NormScales, network.Sparsity) : null;

    /// <summary>The plain sum of all scores: over blocks, modalities, samples and tokens.</summary>
    internal static Tensor OfScores(ModalOutputs outputs)
    {
        using var scope = NewDisposeScope();
        return outputs.Scores.SelectMany(block => block).Select(scores => scores.sum()).Aggregate((sum, next) => sum + next).MoveToOuterDisposeScope();
    }
}
