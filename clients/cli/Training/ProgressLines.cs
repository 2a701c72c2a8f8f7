using System.Globalization;
using Fuse3D.Vision.Training;
using Spectre.Console;

namespace Fuse3D.Cli.Training;

/// <summary>How a run goes, on stderr: a line now and then, and on a terminal a last line that changes with every step.</summary>
internal sealed class ProgressLines
{
    private const string Erase = "\r\u001b[2K";
    private readonly TextWriter _output;
    private readonly bool _live;
    private readonly int _epochs;
    private readonly IAnsiConsole _console;

    /// <param name="live">a terminal shows it</param>
    /// <param name="epochs">of the whole run</param>
    public ProgressLines(TextWriter output, bool live, int epochs)
    {
        (_output, _live, _epochs) = (output, live, epochs);
        _console = Consoles.On(output, redirected: !live);
        _console.Profile.Width = int.MaxValue;      // lines are not to be broken
    }

    /// <summary>Changes the last line of a terminal.</summary>
    public void Show(StepReport report)
    {
        if (_live)
            _output.Write(Erase + Text(report));
    }

    public void Write(StepReport report) => Line(Text(report) + Terms(report), report.Skipped ? "yellow" : null);

    public void Write(ValidationReport report) => Line(
        string.Create(CultureInfo.InvariantCulture, $"epoch {report.Epoch} measured: {string.Join("  ", report.Figures.Select(figure => $"{figure.Key} {figure.Value:0.0000}"))}{(report.Best ? "  (best so far)" : "")}"),
        "green");

    public void Write(string text) => Line(text, null);

    private void Line(string text, string? colour)
    {
        if (_live)
            _output.Write(Erase);
        if (colour is null)
            _output.WriteLine(text);
        else
            _console.MarkupLine($"[{colour}]{text.EscapeMarkup()}[/]");
    }

    private string Text(StepReport report) => string.Create(CultureInfo.InvariantCulture,
        $"epoch {report.Epoch}/{_epochs}  step {report.Step}  loss {report.Loss:0.0000}  rate {string.Join(" ", report.Rates.Select(rate => $"{rate.Key} {rate.Value:0.###e+0}"))}  norm {report.GradientNorm:0.00}  {report.SamplesPerSecond:0.00} samples/s  {Left(report.Remaining)} left{Skipped(report)}");

    private static string Skipped(StepReport report) => !report.Skipped ? ""
        : string.Create(CultureInfo.InvariantCulture, $"  LEFT OUT: not finite{(report.Scale is { } scale ? $" at scale {scale}" : "")}");

    private static string Terms(StepReport report)
    {
        string[] shown = [.. report.Terms.Where(term => term.Key.StartsWith("sum_heads_", StringComparison.Ordinal) || term.Key is "query_points_generation_loss" or "loss_ce" or "loss_bbox" or "loss_giou" or "slim_weighted" or "nll" or "l1" or "adversarial" or "penalty" or "channel_penalty")
            .Select(term => string.Create(CultureInfo.InvariantCulture, $"{term.Key} {term.Value:0.000}"))];
        return shown.Length == 0 ? "" : "  | " + string.Join("  ", shown);
    }

    private static string Left(TimeSpan time) => time.TotalDays >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} d {time.Hours} h")
        : time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);
}
