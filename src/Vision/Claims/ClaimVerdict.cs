using Fuse3D.Vision.Metrics;

namespace Fuse3D.Vision.Claims;

/// <summary>What the results say of a claim.</summary>
public enum ClaimOutcome
{
    /// <summary>One of the two has fewer than two seeds.</summary>
    Open,

    /// <summary>The means differ by more than the seeds do, in the direction that was claimed.</summary>
    Holds,

    /// <summary>They differ by less.</summary>
    WithinNoise,

    /// <summary>They differ by more, the other way round.</summary>
    Fails,
}

/// <param name="Better">figures of the run that is said to be better, over its seeds</param>
/// <param name="Worse">of the other one</param>
/// <remarks>
/// The noise of a difference of two means is taken as the root of both deviations' squares: of the seeds, not of their means, which is the
/// stricter of the two.
/// </remarks>
public readonly record struct ClaimVerdict(Spread? Better, Spread? Worse)
{
    private const int FewestSeeds = 2;

    /// <summary>The figure is an error or a distance.</summary>
    public bool LessIsBetter { get; init; }

    public double? Difference => Better?.Mean - Worse?.Mean;

    /// <summary>Null while one of the two has fewer than two seeds.</summary>
    public double? Noise => Better is { Runs: >= FewestSeeds } b && Worse is { Runs: >= FewestSeeds } w ? Math.Sqrt(b.Deviation * b.Deviation + w.Deviation * w.Deviation) : null;

    public ClaimOutcome Outcome => (Better, Worse) switch
    {
        ({ Runs: >= FewestSeeds }, { Runs: >= FewestSeeds }) when Math.Abs(Difference!.Value) <= Noise!.Value => ClaimOutcome.WithinNoise,
        ({ Runs: >= FewestSeeds }, { Runs: >= FewestSeeds }) => Difference > 0 != LessIsBetter ? ClaimOutcome.Holds : ClaimOutcome.Fails,
        _ => ClaimOutcome.Open,
    };

    /// <summary>Of a run on a set, over its seeds; null where there is no result.</summary>
    public static Spread? Of(IEnumerable<ClaimResult> results, string run, string set, string figure)
    {
        double[] values = [.. results.Where(result => result.Run == run && result.Set == set).Select(result => result.Figure(figure)).OfType<double>()];
        return values.Length == 0 ? null : Spread.Of(values);
    }

    public static ClaimVerdict Of(IReadOnlyList<ClaimResult> results, Claim claim, ClaimFigure figure) =>
        new(Of(results, claim.Better, claim.Set, figure.Name), Of(results, claim.Worse, claim.Set, figure.Name)) { LessIsBetter = figure.LessIsBetter };
}
