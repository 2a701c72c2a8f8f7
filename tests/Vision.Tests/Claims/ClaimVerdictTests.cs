using Fuse3D.Vision.Claims;

namespace Fuse3D.Vision.Tests.Claims;

public class ClaimVerdictTests
{
    private static readonly Claim Said = new() { Says = "a beats b", Better = "a", Worse = "b", Set = "unseen", Figure = "map25" };

    private static readonly ClaimFigure Figure = ClaimTask.Detection.Figure("map25");

    [Theory]
    [InlineData(new[] { 0.5, 0.52 }, new[] { 0.4, 0.42 }, ClaimOutcome.Holds)]
    [InlineData(new[] { 0.4, 0.42 }, new[] { 0.5, 0.52 }, ClaimOutcome.Fails)]
    [InlineData(new[] { 0.5, 0.6 }, new[] { 0.48, 0.58 }, ClaimOutcome.WithinNoise)]
    [InlineData(new[] { 0.5 }, new[] { 0.1, 0.1 }, ClaimOutcome.Open)]
    [InlineData(new double[0], new[] { 0.1, 0.1 }, ClaimOutcome.Open)]
    public void Of_DifferenceAgainstTheSpreadOfTheSeeds_Decides(double[] better, double[] worse, ClaimOutcome expected)
    {
        ClaimResult[] results = [.. Results("a", better), .. Results("b", worse)];

        Assert.Equal(expected, ClaimVerdict.Of(results, Said, Figure).Outcome);
    }

    [Fact]
    public void Of_AnError_LessIsBetter()
    {
        ClaimResult[] results = [.. Results("a", [0.4, 0.42]), .. Results("b", [0.5, 0.52])];

        Assert.Equal(ClaimOutcome.Holds, ClaimVerdict.Of(results, Said, Figure with { LessIsBetter = true }).Outcome);
        Assert.Equal(-0.1, ClaimVerdict.Of(results, Said, Figure with { LessIsBetter = true }).Difference!.Value, 12);
    }

    [Fact]
    public void Noise_OfTwoRuns_IsTheRootOfTheSummedVariances()
    {
        ClaimVerdict verdict = ClaimVerdict.Of([.. Results("a", [0.5, 0.56]), .. Results("b", [0.4, 0.48])], Said, Figure);

        // Deviations of two values are their distance over the root of 2.
        Assert.Equal(Math.Sqrt((0.06 * 0.06 + 0.08 * 0.08) / 2), verdict.Noise!.Value, 12);
        Assert.Equal(0.53 - 0.44, verdict.Difference!.Value, 12);
    }

    [Fact]
    public void Of_ResultsOfOtherSetsOrWithoutTheFigure_CountsThemNot()
    {
        ClaimResult[] results =
        [
            .. Results("a", [0.5, 0.5]), .. Results("b", [0.4, 0.4]),
            new("a", 9, "other", "", Of("map25", 0.9), 1), new("a", 8, "unseen", "", Of("ap", 0.3), 1),
        ];

        Assert.Equal(0.1, ClaimVerdict.Of(results, Said, Figure).Difference!.Value, 12);
    }

    private static IEnumerable<ClaimResult> Results(string run, double[] values) =>
        values.Select((value, seed) => new ClaimResult(run, (ulong)seed, "unseen", "", Of("map25", value), 1));

    private static Dictionary<string, double?> Of(string name, double value) => new() { [name] = value };
}
