using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Losses;

/// <summary>What a loss function made of a batch: the number to minimise, and every term by the reference's name.</summary>
/// <remarks>All tensors are scalars on the outputs' device and belong to the caller, or to the dispose scope around the call.</remarks>
public sealed class LossTerms
{
    private readonly Dictionary<string, Tensor> _terms = [];

    internal LossTerms()
    {
    }

    /// <summary>To minimise; it carries the graph back to the network's outputs.</summary>
    public Tensor Total { get; private set; } = null!;

    /// <summary>Losses, ratios and errors by name, without a graph; for reports.</summary>
    public IReadOnlyDictionary<string, Tensor> Terms => _terms;

    /// <summary>The terms as numbers; waits for the device once.</summary>
    public IReadOnlyDictionary<string, float> Read()
    {
        using var scope = NewDisposeScope();
        float[] values = stack(_terms.Values.Select(term => term.to(ScalarType.Float32)), 0).cpu().data<float>().ToArray();
        return _terms.Keys.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary>Keeps a term for the report.</summary>
    /// <returns>the term itself, with its graph</returns>
    internal Tensor Add(string name, Tensor term)
    {
        _terms[name] = term.detach();
        return term;
    }

    internal LossTerms WithTotal(Tensor total)
    {
        Total = total;
        return this;
    }

    internal LossTerms MoveToOuterDisposeScope()
    {
        Total.MoveToOuterDisposeScope();
        foreach (Tensor term in _terms.Values)
            term.MoveToOuterDisposeScope();
        return this;
    }
}
