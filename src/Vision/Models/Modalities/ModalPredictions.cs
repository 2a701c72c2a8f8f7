using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Modalities;

/// <summary>What a network of several branches says: each branch by itself, and all together.</summary>
/// <param name="Branches">M of one shape</param>
/// <param name="Ensemble">their weighted sum; it carries a graph to the weights only, not to the branches</param>
/// <param name="Aligned">projections that a loss is to draw together: of each place in the network one per modality</param>
public sealed record ModalPredictions(IReadOnlyList<Tensor> Branches, Tensor Ensemble, IReadOnlyList<Tensor[]> Aligned)
{
    /// <summary>The branches, then the ensemble.</summary>
    public IReadOnlyList<Tensor> All => [.. Branches, Ensemble];

    /// <param name="alpha">[M], learnt; its softmax weighs the branches</param>
    internal static ModalPredictions Of(Tensor[] branches, Parameter alpha, IReadOnlyList<Tensor[]>? aligned = null)
    {
        using var scope = NewDisposeScope();
        var weights = alpha.softmax(0);
        Tensor ensemble = branches.Select((branch, m) => branch.detach() * weights[m]).Aggregate((sum, next) => sum + next);
        return new(branches, ensemble.MoveToOuterDisposeScope(), aligned ?? []);
    }

    /// <summary>Hands all tensors to the scope around the given one.</summary>
    internal ModalPredictions MoveToOuter(TorchSharp.DisposeScope scope)
    {
        scope.MoveToOuter(All);
        scope.MoveToOuter(Aligned.SelectMany(place => place));
        return this;
    }
}
