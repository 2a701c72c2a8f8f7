using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Modalities;

/// <summary>What a network of M modalities gives.</summary>
/// <param name="Branches">one of each modality</param>
/// <param name="Ensemble">their weighted mean, without their gradient</param>
/// <param name="Weights">[M] of the mean</param>
/// <param name="Scores">for each block that exchanges tokens, in order: [B, N] of each modality in 0..1; empty where there are no scores</param>
public sealed record ModalOutputs(Tensor[] Branches, Tensor Ensemble, Tensor Weights, IReadOnlyList<Tensor[]> Scores)
{
    /// <summary>The branches, then the ensemble.</summary>
    public IReadOnlyList<Tensor> All => [.. Branches, Ensemble];

    internal ModalOutputs MoveToOuterDisposeScope() => new(
        Branches.MoveToOuterDisposeScope(), Ensemble.MoveToOuterDisposeScope(), Weights.MoveToOuterDisposeScope(),
        [.. Scores.Select(block => block.MoveToOuterDisposeScope())]);
}
