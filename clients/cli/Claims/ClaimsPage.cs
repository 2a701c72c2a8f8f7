using System.Globalization;
using System.Text;
using Fuse3D.Vision;
using Fuse3D.Vision.Claims;
using Fuse3D.Vision.Metrics;
using Fuse3D.Vision.Metrics.Reports;

namespace Fuse3D.Cli.Claims;

/// <summary>The part of docs/claims.md that results make: between two marks, so that what people wrote around it stays.</summary>
internal static class ClaimsPage
{
    /// <summary>Replaces the part between the marks of a task.</summary>
    /// <exception cref="InvalidInputException">the page has no such marks</exception>
    public static void Write(string page, string task, string text)
    {
        string begin = $"<!-- {task}: results begin -->", end = $"<!-- {task}: results end -->";
        string old = File.ReadAllText(page);
        int from = old.IndexOf(begin, StringComparison.Ordinal), to = old.IndexOf(end, StringComparison.Ordinal);
        if (from < 0 || to < from)
            throw new InvalidInputException($"{page}: '{begin}' and '{end}' are missing, between which results go", "page");
        File.WriteAllText(page, old[..(from + begin.Length)] + "\n\n" + text + "\n" + old[to..]);
    }

    public static string Text(string task, ClaimsConfig claims, IReadOnlyList<ClaimResult> results)
    {
        var text = new StringBuilder();
        foreach (string set in claims.Runs.SelectMany(run => run.Measured).Distinct())
            Table(text, task, claims, results, set);
        text.AppendLine("| claim | on | figure | difference | noise of the seeds | |").AppendLine("|---|---|---|---|---|---|");
        foreach (Claim claim in claims.Claims)
        {
            ClaimVerdict verdict = ClaimVerdict.Of(results, claim);
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {claim.Says} | {claim.Set} | {Name(claim.Figure)} | {Points(verdict.Difference, "+0.0;-0.0")} | {Points(verdict.Noise, "0.0")} | {Word(verdict.Outcome)} |");
        }

        return text.ToString();
    }

    /// <summary>A plot over sets that differ by one number.</summary>
    public static LineChart Chart(ClaimPlot plot, ClaimsConfig claims, IReadOnlyList<ClaimResult> results) => new(
        plot.Title, plot.Across, Name(plot.Figure) + ", %",
        [
            .. plot.Runs.Select(run => new ChartLine(Title(claims, run),
            [
                .. plot.Sets.Zip(plot.At, (set, at) => (At: at, Value: ClaimVerdict.Of(results, run, set, plot.Figure))).Where(p => p.Value is not null)
                    .Select(p => (p.At, 100 * p.Value!.Value.Mean, 100 * p.Value.Value.Deviation)),
            ])),
        ]);

    private static void Table(StringBuilder text, string task, ClaimsConfig claims, IReadOnlyList<ClaimResult> results, string set)
    {
        ClaimRun[] runs = [.. claims.Runs.Where(run => run.Measured.Contains(set) && results.Any(result => result.Run == run.Name && result.Set == set))];
        if (runs.Length == 0)
            return;
        text.AppendLine(CultureInfo.InvariantCulture, $"On `{set}`:\n");
        text.AppendLine("| run | seeds | mAP@0.25 | mAP@0.5 | AP (2D) | AP50 (2D) | minutes | command |").AppendLine("|---|---|---|---|---|---|---|---|");
        foreach (ClaimRun run in runs)
        {
            ClaimResult[] own = [.. results.Where(result => result.Run == run.Name && result.Set == set)];
            string figures = string.Join(" | ", ((string[])["map25", "map50", "ap", "ap50"]).Select(figure => Text(ClaimVerdict.Of(results, run.Name, set, figure))));
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {run.Title} | {string.Join(", ", own.Select(result => result.Seed))} | {figures} | {own.Average(result => result.Minutes):0} | `fuse3d claims {task} --run {run.Name}` |");
        }

        text.AppendLine();
    }

    private static string Title(ClaimsConfig claims, string run) => claims.Runs.First(own => own.Name == run).Title;

    private static string Text(Spread? spread) => spread is not { } s ? "–"
        : s.Runs == 1 ? string.Create(CultureInfo.InvariantCulture, $"{100 * s.Mean:0.0}")
        : string.Create(CultureInfo.InvariantCulture, $"{100 * s.Mean:0.0} ± {100 * s.Deviation:0.0}");

    private static string Points(double? value, string format) => value is { } v ? (100 * v).ToString(format, CultureInfo.InvariantCulture) : "–";

    private static string Name(string figure) => figure switch { "map25" => "mAP@0.25", "map50" => "mAP@0.5", "ap" => "AP (2D)", _ => "AP50 (2D)" };

    private static string Word(ClaimOutcome outcome) => outcome switch
    {
        ClaimOutcome.Holds => "holds",
        ClaimOutcome.Fails => "**does not hold**",
        ClaimOutcome.WithinNoise => "within noise",
        _ => "open: too few seeds",
    };
}
