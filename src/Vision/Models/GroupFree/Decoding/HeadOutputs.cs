namespace Fuse3D.Vision.Models.GroupFree.Decoding;

/// <summary>What one prediction head says about the candidates of one scene, as plain arrays.</summary>
/// <remarks>Q candidates, H heading bins, C classes, S size clusters. Metres and radians, network axes.</remarks>
public sealed record HeadOutputs
{
    /// <summary>[Q, 3]</summary>
    public required float[] Centres { get; init; }

    /// <summary>[Q] logits</summary>
    public required float[] Objectness { get; init; }

    /// <summary>[Q, H] logits</summary>
    public required float[] HeadingScores { get; init; }

    /// <summary>[Q, H] radians, not normalised</summary>
    public required float[] HeadingResiduals { get; init; }

    /// <summary>[Q, C] logits</summary>
    public required float[] SemanticScores { get; init; }

    /// <summary>[Q, 3] full sizes of class-agnostic heads; null for heads with size clusters</summary>
    public float[]? Sizes { get; init; }

    /// <summary>[Q, S] logits; null for class-agnostic heads</summary>
    public float[]? SizeScores { get; init; }

    /// <summary>[Q, S, 3] metres, not normalised; null for class-agnostic heads</summary>
    public float[]? SizeResiduals { get; init; }

    /// <summary>Candidates.</summary>
    public int Count => Objectness.Length;

    /// <summary>Values per candidate of a [Q, n] array.</summary>
    internal int Width(float[] values) => Count == 0 ? 0 : values.Length / Count;

    /// <summary>The candidates of several heads, one head after the other.</summary>
    public static HeadOutputs Concatenate(IReadOnlyList<HeadOutputs> heads) => new()
    {
        Centres = [.. heads.SelectMany(h => h.Centres)],
        Objectness = [.. heads.SelectMany(h => h.Objectness)],
        HeadingScores = [.. heads.SelectMany(h => h.HeadingScores)],
        HeadingResiduals = [.. heads.SelectMany(h => h.HeadingResiduals)],
        SemanticScores = [.. heads.SelectMany(h => h.SemanticScores)],
        Sizes = heads.Any(h => h.Sizes is null) ? null : [.. heads.SelectMany(h => h.Sizes!)],
        SizeScores = heads.Any(h => h.SizeScores is null) ? null : [.. heads.SelectMany(h => h.SizeScores!)],
        SizeResiduals = heads.Any(h => h.SizeResiduals is null) ? null : [.. heads.SelectMany(h => h.SizeResiduals!)],
    };

    /// <summary>Heading residuals in radians from the network's normalised ones: times pi / H.</summary>
    /// <param name="normalised">[Q, H]</param>
    public static float[] ScaleHeadings(ReadOnlySpan<float> normalised, int headingBins)
    {
        var residuals = new float[normalised.Length];
        for (int i = 0; i < residuals.Length; i++)
            residuals[i] = normalised[i] * (float)(Math.PI / headingBins);
        return residuals;
    }

    /// <summary>Throws when the arrays do not fit each other.</summary>
    internal void Check()
    {
        Expect(Centres.Length == 3 * Count, "centres", Centres.Length);
        Expect(Fits(HeadingScores), "heading scores", HeadingScores.Length);
        Expect(HeadingResiduals.Length == HeadingScores.Length, "heading residuals", HeadingResiduals.Length);
        Expect(Fits(SemanticScores), "semantic scores", SemanticScores.Length);
        if (Sizes is not null)
            Expect(Sizes.Length == 3 * Count, "sizes", Sizes.Length);
        else
            CheckClusters(SizeScores ?? [], SizeResiduals ?? []);
    }

    private void CheckClusters(float[] scores, float[] residuals)
    {
        Expect(Fits(scores), "size scores", scores.Length);
        Expect(residuals.Length == 3 * scores.Length, "size residuals", residuals.Length);
    }

    private bool Fits(float[] values) => Count == 0 ? values.Length == 0 : values.Length > 0 && values.Length % Count == 0;

    private void Expect(bool condition, string what, int length)
    {
        if (!condition)
            throw new ArgumentException($"a head with {Count} candidates has {length} {what}");
    }
}
