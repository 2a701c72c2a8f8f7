using System.Globalization;
using System.Xml.Linq;
using Fuse3D.Vision.Metrics.Detections;

namespace Fuse3D.Vision.Metrics.Reports;

/// <summary>Charts as inline SVG: colours come from the page's style, so that they follow dark and light.</summary>
internal static class Charts
{
    /// <summary>Curves that have a colour of their own; further ones repeat them.</summary>
    public const int Colours = 4;

    private const double Side = 120, Left = 26, Top = 18, Bottom = 16;

    /// <summary>Precision over recall, both 0..1.</summary>
    /// <param name="curves">points by ascending recall</param>
    public static XElement PrecisionRecall(
        string title, string caption, IEnumerable<IEnumerable<(double Recall, double Precision)>> curves) =>
        Markup.Svg(Left + Side + 8, Top + Side + Bottom, $"precision over recall: {title}",
            Markup.Label(Left, 11, title, "name"), Markup.Label(Left + Side, 11, caption, "value"),
            Markup.Rectangle(Left, Top, Side, Side, "frame"),
            Markup.Label(Left - 3, Top + 7, "1", "tick"), Markup.Label(Left - 3, Top + Side, "0", "tick"),
            Markup.Label(Left + Side, Top + Side + 11, "recall 1", "tick"),
            curves.Select((curve, i) => Markup.Line(
                curve.Select(p => (Left + Side * p.Recall, Top + Side * (1 - p.Precision))), $"curve c{i % Colours}")));

    /// <summary>The steps of a curve's envelope: level up to each right detection's recall, then down.</summary>
    public static IEnumerable<(double Recall, double Precision)> Steps(PrecisionRecallCurve curve)
    {
        double[] envelope = curve.Truths == 0 ? [] : curve.Envelope();
        double from = 0;
        for (int i = 0; i < envelope.Length; i++)
        {
            if (i + 1 < envelope.Length && envelope[i + 1].Equals(envelope[i]))
                continue;       // the same step goes on
            yield return (from, envelope[i]);
            yield return (from = curve.RecallAt(i), envelope[i]);
        }

        yield return (from, 0);
    }

    /// <summary>Counts in bins of 0..1, bars side by side; heights by the logarithm, for counts differ by powers of ten.</summary>
    public static XElement Histogram(string title, params (string Name, int[] Counts)[] series)
    {
        const double width = 300, height = 110;
        double highest = Math.Log10(1 + series.Max(s => s.Counts.Max())), bar = width / series[0].Counts.Length / series.Length;
        double Height(int count) => highest > 0 ? height * Math.Log10(1 + count) / highest : 0;
        return Markup.Svg(width + 10, height + 34, title,
            Markup.Label(0, 11, title, "name"),
            series.Select((own, s) => own.Counts.Select((count, b) => Markup.Element("g",
                Markup.Element("title", Markup.Text(Bin(own.Name, b, own.Counts.Length, count))),
                Markup.Rectangle((b * series.Length + s) * bar, 18 + height - Height(count), bar - 0.5, Height(count), $"bar c{s}")))),
            Markup.Label(0, height + 30, "0", "start"), Markup.Label(width, height + 30, "1", "tick"));
    }

    private static string Bin(string name, int bin, int bins, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}, {(double)bin / bins:F2} to {(bin + 1.0) / bins:F2}: {count}");
}
