using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion.Tokens;

/// <summary>What happens to the tokens that one block adds: they are weighted, exchanged, and aligned with their positions.</summary>
/// <param name="Scores">[B, N] of each modality in 0..1; null: they do not count</param>
/// <param name="Kept">[B, N] or [1, N] of each modality, false where a token gives way; null: none does</param>
/// <param name="Sources">[M, N] int64, as <see cref="TokenSubstitution"/> takes them</param>
/// <param name="Positions">[1, N, C] what is added behind the exchange</param>
public sealed record TokenDecision(Tensor[]? Scores = null, Tensor[]? Kept = null, Tensor? Sources = null, Tensor? Positions = null)
{
    /// <summary>Weights by the scores, and lets those below the threshold give way, as the published code does.</summary>
    public static TokenDecision By(Tensor[] scores, float threshold, Tensor? sources = null, Tensor? positions = null) =>
        new(scores, scores.Length > 1 ? [.. scores.Select(own => TokenSubstitution.Kept(own, threshold))] : null, sources, positions);

    /// <param name="tokens">[B, N, C] of each modality: what a block's attention gives, before it is added</param>
    public Tensor[] Apply(Tensor[] tokens)
    {
        if (Scores is null && Kept is null && Positions is null)
            return tokens;
        using var scope = NewDisposeScope();
        Tensor[] x = Scores is null ? tokens : [.. tokens.Select((own, m) => own * Scores[m].unsqueeze(-1))];
        if (Kept is not null)
            x = TokenSubstitution.Apply(x, Kept, Sources);
        if (Positions is not null)
            x = [.. x.Select(own => own + Positions)];
        return [.. x.Select(own => own.MoveToOuterDisposeScope())];
    }
}
