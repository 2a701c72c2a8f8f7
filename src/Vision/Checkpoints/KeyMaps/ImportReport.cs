namespace Fuse3D.Vision.Checkpoints.KeyMaps;

/// <summary>How a checkpoint of elsewhere fits a network: every tensor of both is in exactly one list.</summary>
/// <param name="Source">the checkpoint</param>
/// <param name="Family">whose names it uses</param>
/// <param name="Container">key under which it has the network's weights; empty: it holds nothing else</param>
/// <param name="Wrapped">its names began with "module."</param>
public sealed record ImportReport(string Source, PublishedFamily Family, string Container, bool Wrapped)
{
    /// <summary>Tensors of the network that the checkpoint has in the same shape, under this or its own name.</summary>
    public IReadOnlyList<string> Matched { get; init; } = [];

    /// <summary>Tensors of the network that were made of others by resizing or joining, and of which.</summary>
    public IReadOnlyList<string> Reshaped { get; init; } = [];

    /// <summary>Tensors of the network that are new, since such a checkpoint never has them.</summary>
    public IReadOnlyList<string> Made { get; init; } = [];

    /// <summary>Tensors of the checkpoint that the network has no use for, as expected or as asked.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Tensors of the network that the checkpoint lacks.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Tensors of the checkpoint that the network does not know.</summary>
    public IReadOnlyList<string> Unexpected { get; init; } = [];

    /// <summary>Tensors of both whose shapes differ, with the two shapes.</summary>
    public IReadOnlyList<string> Misshapen { get; init; } = [];

    public bool IsComplete => Missing.Count + Unexpected.Count + Misshapen.Count == 0;

    /// <summary>Every list with what it is called, in the order of interest.</summary>
    public IEnumerable<(string What, IReadOnlyList<string> Names)> Lists =>
    [
        ("matched", Matched), ("reshaped", Reshaped), ("made new", Made), ("left out", LeftOut),
        ("missing", Missing), ("unexpected", Unexpected), ("of another shape", Misshapen),
    ];

    /// <exception cref="InvalidInputException">something does not fit; the message lists it</exception>
    public void ThrowUnlessComplete()
    {
        if (!IsComplete)
            new LoadReport(Source, Matched.Count, Missing, Unexpected, Misshapen).ThrowUnlessComplete();
    }
}
