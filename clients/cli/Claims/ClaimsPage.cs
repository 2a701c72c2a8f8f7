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

    public static string Text(ClaimTask task, ClaimsConfig claims, IReadOnlyList<ClaimResult> results)
    {
        var text = new StringBuilder();
        foreach (string set in claims.Runs.SelectMany(run => run.Measured).Distinct())
            Table(text, task, claims, results, set);
        text.AppendLine("| claim | on | figure | difference | noise of the seeds | |").AppendLine("|---|---|---|---|---|---|");
        foreach (Claim claim in claims.Claims)
        {
            ClaimFigure figure = task.Figure(claim.Figure);
            ClaimVerdict verdict = ClaimVerdict.Of(results, claim, figure);
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {claim.Says} | {claim.Set} | {figure.Title} | {Number(verdict.Difference, figure, signed: true)} | {Number(verdict.Noise, figure)} | {Word(verdict.Outcome)} |");
        }

        return text.ToString();
    }

    /// <summary>A plot: a line of each run over the sets, or a single one over the runs.</summary>
    public static LineChart Chart(ClaimPlot plot, ClaimTask task, ClaimsConfig claims, IReadOnlyList<ClaimResult> results)
    {
        ClaimFigure figure = task.Figure(plot.Figure);
        ChartLine Line(string title, IEnumerable<(string Run, string Set)> places) => new(title,
        [
            .. places.Zip(plot.At, (place, at) => (At: at, Value: ClaimVerdict.Of(results, place.Run, place.Set, plot.Figure))).Where(p => p.Value is not null)
                .Select(p => (p.At, figure.Scale * p.Value!.Value.Mean, figure.Scale * p.Value.Value.Deviation)),
        ]);
        return new(plot.Title, plot.Across, figure.Title + (figure.IsPercent ? ", %" : ""), plot.IsOverRuns
            ? [Line(figure.Title, plot.Runs.Select(run => (run, plot.Sets[0])))]
            : [.. plot.Runs.Select(run => Line(Title(claims, run), plot.Sets.Select(set => (run, set))))]);
    }

    private static void Table(StringBuilder text, ClaimTask task, ClaimsConfig claims, IReadOnlyList<ClaimResult> results, string set)
    {
        ClaimRun[] runs = [.. claims.Runs.Where(run => run.Measured.Contains(set) && results.Any(result => result.Run == run.Name && result.Set == set))];
        if (runs.Length == 0)
            return;
        text.AppendLine(CultureInfo.InvariantCulture, $"On `{set}`:\n");
        text.AppendLine(CultureInfo.InvariantCulture, $"| run | seeds | {string.Join(" | ", task.Figures.Select(figure => figure.Title))} | minutes | command |");
        text.AppendLine(string.Concat(Enumerable.Repeat("|---", task.Figures.Count + 4)) + "|");
        foreach (ClaimRun run in runs)
        {
            ClaimResult[] own = [.. results.Where(result => result.Run == run.Name && result.Set == set)];
            string figures = string.Join(" | ", task.Figures.Select(figure => Text(ClaimVerdict.Of(results, run.Name, set, figure.Name), figure)));
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {run.Title} | {string.Join(", ", own.Select(result => result.Seed))} | {figures} | {own.Average(result => result.Minutes):0} | `fuse3d claims {task.Name} --run {run.Name}` |");
        }

        text.AppendLine();
    }

    private static string Title(ClaimsConfig claims, string run) => claims.Runs.First(own => own.Name == run).Title;

    private static string Text(Spread? spread, ClaimFigure figure) => spread is not { } s ? "–"
        : s.Runs == 1 ? Number(s.Mean, figure)
        : $"{Number(s.Mean, figure)} ± {Number(s.Deviation, figure)}";

    private static string Number(double? value, ClaimFigure figure, bool signed = false)
    {
        if (value is not { } v)
            return "–";
        double shown = Math.Round(figure.Scale * v, figure.Digits) + 0.0;       // no "-0.0"
        return (signed && shown >= 0 ? "+" : "") + shown.ToString($"F{figure.Digits}", CultureInfo.InvariantCulture);
    }

    private static string Word(ClaimOutcome outcome) => outcome switch
    {
        ClaimOutcome.Holds => "holds",
        ClaimOutcome.Fails => "**does not hold**",
        ClaimOutcome.WithinNoise => "within noise",
        _ => "open: too few seeds",
    };
}
