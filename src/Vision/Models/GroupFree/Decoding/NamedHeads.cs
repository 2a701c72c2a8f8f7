namespace Fuse3D.Vision.Models.GroupFree.Decoding;

/// <summary>Raw outputs of one scene's heads by the reference's names ("last_center", "0head_objectness_scores", ...), as plain arrays.</summary>
/// <param name="outputs">without a batch dimension, row by row; what decoding does not read may be missing</param>
public sealed class NamedHeads(IReadOnlyDictionary<string, float[]> outputs)
{
    // Names behind a head's prefix. Class-agnostic heads have a size, others clusters.
    private static readonly string[] Parts =
        ["center", "objectness_scores", "heading_scores", "heading_residuals", "sem_cls_scores", "size_scores", "size_residuals", "pred_size"];

    /// <summary>Whether decoding reads an output of this name, of any head.</summary>
    public static bool Reads(string name) => Parts.Any(part => name.EndsWith($"_{part}", StringComparison.Ordinal));

    /// <summary>One head of a scene.</summary>
    /// <param name="prefix">"last_", "proposal_", "0head_", ...</param>
    /// <exception cref="InvalidInputException">an output is missing; the message names it</exception>
    public HeadOutputs Head(string prefix)
    {
        float[] Need(string name) => outputs.GetValueOrDefault(prefix + name)
            ?? throw new InvalidInputException($"the network's outputs have no '{prefix + name}'", "heads");
        bool clusters = outputs.ContainsKey($"{prefix}size_scores");
        return new()
        {
            Centres = Need("center"),
            Objectness = Need("objectness_scores"),
            HeadingScores = Need("heading_scores"),
            HeadingResiduals = Need("heading_residuals"),
            SemanticScores = Need("sem_cls_scores"),
            Sizes = clusters ? null : Need("pred_size"),
            SizeScores = clusters ? Need("size_scores") : null,
            SizeResiduals = clusters ? Need("size_residuals") : null,
        };
    }

    /// <summary>The candidates of a selection's heads, one head after the other.</summary>
    public HeadOutputs Of(HeadSelection selection) => selection.Prefixes is [string only]
        ? Head(only)
        : HeadOutputs.Concatenate([.. selection.Prefixes.Select(Head)]);
}
