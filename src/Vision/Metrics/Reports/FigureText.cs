using System.Globalization;

namespace Fuse3D.Vision.Metrics.Reports;

/// <summary>Figures as papers print them.</summary>
internal static class FigureText
{
    /// <summary>Percent with one digit: 0.6304 is "63.0"; what is not a number is "n/a".</summary>
    public static string Percent(double value) => double.IsNaN(value) ? "n/a" : (100 * value).ToString("F1", CultureInfo.InvariantCulture);

    /// <summary>The mean, and the deviation where there were several runs: "63.0 ± 0.4".</summary>
    public static string Mean(Spread spread) =>
        spread.Runs > 1 && !double.IsNaN(spread.Mean) ? $"{Percent(spread.Mean)} ± {Percent(spread.Deviation)}" : Percent(spread.Mean);

    /// <summary>A threshold: 0.25.</summary>
    public static string Threshold(double threshold) => threshold.ToString("0.00##", CultureInfo.InvariantCulture);

    /// <summary>All digits, for other programs.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
