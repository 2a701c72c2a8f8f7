using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion.Tokens;

/// <summary>Puts tokens of other modalities in the place of those that give way.</summary>
/// <remarks>
/// M modalities, B samples, N tokens, C channels. Every token is read as it was before the exchange, and gradients follow the copies: a token
/// that gave way gets none, and neither does the decision.
/// </remarks>
public static class TokenSubstitution
{
    /// <param name="tokens">[B, N, C] of each modality</param>
    /// <param name="kept">[B, N] of each modality: false where a token gives way</param>
    /// <param name="sources">[M, N] int64: the modality that each place takes from; may be null where there are two modalities</param>
    /// <returns>[B, N, C] of each modality</returns>
    public static Tensor[] Apply(Tensor[] tokens, Tensor[] kept, Tensor? sources = null)
    {
        if (tokens.Length > 2 && sources is null)
            throw new ArgumentException($"{tokens.Length} modalities exchange tokens by a map of groups", nameof(sources));
        using var scope = NewDisposeScope();
        return [.. tokens.Select((_, m) => Substitute(m, tokens, kept[m], sources?.select(0, m)).MoveToOuterDisposeScope())];
    }

    /// <summary>Whether tokens keep their place: [B, N], true where the float32 score is not below the threshold.</summary>
    public static Tensor Kept(Tensor scores, float threshold)
    {
        using var scope = NewDisposeScope();
        return scores.detach().to(ScalarType.Float32).ge(threshold).MoveToOuterDisposeScope();
    }

    private static Tensor Substitute(int modality, Tensor[] tokens, Tensor kept, Tensor? sources)
    {
        Tensor result = tokens[modality].alias();
        for (int other = 0; other < tokens.Length; other++)
        {
            if (other == modality)
                continue;
            Tensor stays = sources is null ? kept : kept.logical_or(sources.ne(other));     // [B, N]
            result = where(stays.unsqueeze(-1), result, tokens[other]);
        }

        return result;
    }
}
