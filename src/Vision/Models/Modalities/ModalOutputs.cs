using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Modalities;

/// <summary>What a network of M modalities gives: each branch by itself, and all together.</summary>
/// <param name="Branches">one of each modality; a single one where branches join</param>
/// <param name="Ensemble">their weighted mean; it carries a graph to the weights only, not to the branches</param>
/// <param name="Weights">one of each branch, of the mean; their sum is 1</param>
public sealed record ModalOutputs(Tensor[] Branches, Tensor Ensemble, Tensor Weights)
{
    /// <summary>For each block that exchanges tokens, in order: [B, N] of each modality in 0..1; empty where there are no scores.</summary>
    public IReadOnlyList<Tensor[]> Scores { get; init; } = [];

    /// <summary>Projections that a loss is to draw together: of each place in the network one per modality.</summary>
    public IReadOnlyList<Tensor[]> Aligned { get; init; } = [];

    /// <summary>The branches, then the ensemble.</summary>
    public IReadOnlyList<Tensor> All => [.. Branches, Ensemble];

    /// <param name="alpha">one of each branch, learnt; its softmax weighs the branches</param>
    internal static ModalOutputs Of(Tensor[] branches, Parameter alpha)
    {
        Tensor weights = alpha.softmax(0);
        return new(branches, branches.Ensemble(weights), weights);
    }

    internal ModalOutputs MoveToOuterDisposeScope() => new(
        Branches.MoveToOuterDisposeScope(), Ensemble.MoveToOuterDisposeScope(), Weights.MoveToOuterDisposeScope())
    {
        Scores = [.. Scores.Select(block => block.MoveToOuterDisposeScope())],
        Aligned = [.. Aligned.Select(place => place.MoveToOuterDisposeScope())],
    };
}
